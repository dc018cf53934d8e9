"""A file that waits to be taken in: hers alone, and gone with its time or its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from po_platform.kit.waiting_file import forget_file, keep_file, kept_file
from tests.members.key_files import forget_keys, key_folder

__all__ = ["key_folder"]  # a fixture
pytestmark = pytest.mark.django_db


def test_it_opens_for_whoever_brought_it_and_nobody_else() -> None:
    word = keep_file(7, b"a,b\n1,2\n")
    assert kept_file(7, word) == b"a,b\n1,2\n"
    assert kept_file(8, word) is None
    assert kept_file(7, word + "x") is None
    forget_file(7, word)
    assert kept_file(7, word) is None


def test_it_is_gone_when_its_key_was_put_away(key_folder: Path) -> None:
    (key_folder / "kek-2").write_bytes(b"2" * 32)
    forget_keys()
    word = keep_file(7, b"a,b\n1,2\n")
    (key_folder / "kek-2").unlink()
    forget_keys()
    assert kept_file(7, word) is None
