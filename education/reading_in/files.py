"""A file or a folder, one file after the other: what kind it is, and what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .incoming import Found, Unreadable
from .markdown import read_markdown
from .ours import read_ours
from .question_xml import read_topics
from .references import read_bibtex, read_ris

MOST_BYTES = 5_000_000  # of one file; it is read no further
MOST_FILES = 20_000
ENDINGS = {".xml", ".md", ".markdown", ".json", ".ris", ".bib"}


def files_in(path: Path) -> Iterator[Path]:
    """The file itself, or the files of a folder in the order of their names; no links, nothing hidden.

    Raises OSError when there is nothing of that name.
    """
    if not path.is_dir():
        yield path
        return
    found = 0
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            found += 1
            if found > MOST_FILES:
                return
            yield file


def is_ours(path: Path) -> bool:
    """Whether a file in a folder looks like one we read; the others are passed over."""
    return path.suffix.lower() in ENDINGS


def read_file(path: Path) -> Found:
    """What a file holds. Raises Unreadable with the reason, or OSError."""
    if not path.is_file():
        raise Unreadable(_("This is no ordinary file."))
    with path.open("rb") as handle:
        raw = handle.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise Unreadable(_("The file is larger than %(limit)s MB.") % {"limit": limit})
    return read_bytes(raw, path.name)


def read_bytes(raw: bytes, name: str) -> Found:
    """By its first signs, then by its ending."""
    if not raw.strip():
        raise Unreadable(_("The file is empty."))
    if raw.startswith(b"PK\x03\x04"):
        raise Unreadable(
            _(
                "This is a Word document or a ZIP file. Save the text as Markdown (.md) and try again."
            )
        )
    if raw.startswith((b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(_("This file is no text. Save it as Markdown (.md), XML or JSON."))
    ending = Path(name).suffix.lower()
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if ending == ".xml" or start == b"<" or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_topics(raw)
    if ending == ".json" or (start == b"{" and ending not in (".bib", ".md")):
        return read_ours(raw)
    text = _text(raw)
    if ending == ".ris" or text.lstrip().startswith("TY  -"):
        return read_ris(text)
    if ending == ".bib":
        return read_bibtex(text)
    if ending in (".md", ".markdown", ".txt"):
        return read_markdown(text, Path(name).stem)
    raise Unreadable(_("Files of this kind are not read. Use .xml, .md, .json, .ris or .bib."))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        words = _("The file is not saved as UTF-8 (line %(line)s). Save it as UTF-8.")
        raise Unreadable(words % {"line": line}) from error
