"""Stored files of a test lie in a folder of its own, and a job of three units is there to be run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from files import work
from tests.files.counting import KIND, count_to_three


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(work._kinds, KIND, count_to_three)
