"""Twelve pages in English and German that come with the software: examples, to be checked before use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .reading_in.incoming import Found
from .reading_in.markdown import read_markdown

FOLDER = Path(__file__).parent / "shipped"


def shipped_pages() -> Iterator[Found]:
    """Originals before translations, and texts in very easy words last: each names the one before."""
    files = [*FOLDER.glob("en/*.md"), *FOLDER.glob("de/*.md")]
    for file in sorted(
        files, key=lambda one: (one.stem.startswith("easy"), one.parent.name == "de", one.stem)
    ):
        yield read_markdown(file.read_text("utf-8"), file.stem)
