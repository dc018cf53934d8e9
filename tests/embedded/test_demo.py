"""`./po demo` answers within its time and leaves nothing behind, however it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from po_platform.embedded import ROOT, demo, listening


def test_a_taken_port_is_left_to_its_holder() -> None:
    with ExitStack() as held:
        first, second = (_ports(held) for _ in range(2))
    assert first
    assert second
    assert first.isdisjoint(second)


@pytest.mark.parametrize(("asked", "code"), [("--help", 0), ("-h", 0), ("--port", 2)])
def test_asked_how_it_is_used_it_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, asked: str, code: int
) -> None:
    monkeypatch.setenv("PO_VAR", str(tmp_path / "var"))
    assert demo.main([asked]) == code
    assert "Usage: ./po demo" in capsys.readouterr().out
    assert not (tmp_path / "var").exists()


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_demo_answers_and_then_leaves_nothing_behind(
    bare_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: signal.Signals
) -> None:
    var = tmp_path / "v r"
    monkeypatch.setenv("PO_VAR", str(var))
    with _started() as running:
        with urllib.request.urlopen(f"http://{_address_said_by(running)}/livez") as page:
            assert page.status == 200
        running.send_signal(end)
        assert running.wait(30) == (-end if end == signal.SIGKILL else 0)
    deadline = time.monotonic() + 20
    while (left := _processes_under(var)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left


@pytest.mark.slow
def test_a_start_while_another_one_stops_waits_and_then_runs(
    bare_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PO_VAR", str(tmp_path))
    with _started() as first, ExitStack() as ends:
        assert _address_said_by(first)
        first.send_signal(signal.SIGTERM)
        second = ends.enter_context(_started())
        assert _address_said_by(second)
        assert first.wait(30) == 0
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0


@contextmanager
def _started() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "po_platform.embedded.demo"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


def _address_said_by(running: subprocess.Popen[str]) -> str:
    assert running.stderr
    said = []
    for line in running.stderr:
        said.append(line)
        if found := re.search(r"ready: +http://(\S+)", line):
            return found[1]
    pytest.fail("".join(said))


def _ports(held: ExitStack) -> set[int]:
    listeners = [held.enter_context(listener) for listener in listening.listen()]
    assert {listener.family for listener in listeners} >= {socket.AF_INET}
    return {listener.getsockname()[1] for listener in listeners}


def _processes_under(var: Path) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_text("utf-8", "replace")
            told += (folder / "environ").read_text("utf-8", "replace")
        except OSError:
            continue
        if f"PO_VAR={var}" in told or str(var) in told.split("PATH=")[0]:
            found.append(folder.name)
    return found
