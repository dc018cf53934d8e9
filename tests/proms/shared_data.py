"""Public files nobody here wrote, used when they lie beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PO_SHARED_DATA", ROOT.parent / "shared" / "data"))


def shared_file(name: str) -> Path:
    """The file, or the test is skipped with a sentence saying what is missing."""
    found = SHARED / name
    if not found.exists():
        pytest.skip(f"{name} is not here: set PO_SHARED_DATA to the folder of public files.")
    return found
