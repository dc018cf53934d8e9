"""The command at the door: it runs on a bare Python and knows what it offers."""

from __future__ import annotations

import ast
import configparser
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from po_platform.embedded import ROOT

PO = ROOT / "po"


@pytest.mark.parametrize("file", [PO, ROOT / "deploy" / "make_secrets.py"])
def test_it_needs_nothing_but_python(file: Path) -> None:
    tree = ast.parse(file.read_text())
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names


def test_it_says_what_it_can_do_and_can_do_what_it_says() -> None:
    asked = subprocess.run([sys.executable, "-I", PO], capture_output=True, text=True)
    assert asked.returncode == 2
    commands = [line.split()[0] for line in asked.stderr.splitlines() if line.startswith("  ")]
    assert commands == ["demo", "test", "check", "manage", "bench"]
    assert all(importlib.util.find_spec(f"po_platform.embedded.{name}") for name in commands)


def test_it_can_be_run_as_it_is() -> None:
    assert all(os.access(ROOT / name, os.X_OK) for name in ("po", ".ci/run"))


def test_every_app_stands_on_a_floor() -> None:
    """An app import-linter does not know could import anything."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    known = set(contracts["importlinter"]["root_packages"].split())
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} - {"po_platform"}
    assert apps <= known
    floors = contracts["importlinter:contract:floors"]["layers"]
    assert all(f"({app})" in floors for app in apps)
