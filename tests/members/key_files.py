"""Key files of a test of its own, and the command that moves everything to the newest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from po_platform.kit import crypto
from tests.database import become


@pytest.fixture
def key_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of keys of its own, with kek-1."""
    for name in ("kek-1", "index-1", "audit-1"):
        (tmp_path / name).write_bytes(name.encode().ljust(32, b"."))
    with override_settings(KEYS_DIR=tmp_path):
        forget_keys()
        yield tmp_path
    forget_keys()


def forget_keys() -> None:
    """As a new process would: the keys are read again."""
    crypto._read_key.cache_clear()
    crypto._newest.cache_clear()


def rotate(capsys: Any, *options: str) -> str:
    """What the command says, run as the owner of the tables."""
    become("owner")
    try:
        call_command("rotate_keys", *options)
    finally:
        become("app")
    return str(capsys.readouterr().out)
