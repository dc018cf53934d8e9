"""A file, a folder or an archive, one file after the other: what kind each is, and what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from .decoding import as_text
from .incoming import Found, Unreadable
from .markdown import read_markdown
from .ours import read_ours
from .question_xml import read_topics
from .references import read_bibtex, read_ris
from .unpacking import files_of, gunzipped, opened, unpacked
from .word import is_word, read_word

MOST_BYTES = 5_000_000  # of a text; it is read no further
MOST_LARGE = 60_000_000  # of what may hold many pages: XML, our own JSON, archives, Word
MOST_FILES = 20_000
LARGE = {".xml", ".json", ".zip", ".gz", ".docx"}
ENDINGS = LARGE | {".md", ".markdown", ".ris", ".bib"}
OLD_OFFICE, ZIP, GZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x1f\x8b"
LOCKED = "EncryptedPackage".encode("utf-16-le")
Part = tuple[str, bytes | Unreadable]


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
            if name.startswith((".", "~$")) or file.is_symlink() or not file.is_file():
                continue
            found += 1
            if found > MOST_FILES:
                return
            yield file


def is_ours(name: str) -> bool:
    """Whether a file in a folder looks like one we read; the others are passed over."""
    return _ending(name) in ENDINGS


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises Unreadable with the reason, or OSError."""
    if not path.is_file():
        raise Unreadable(_("This is no ordinary file."))
    most = MOST_LARGE if _ending(path.name) in LARGE else MOST_BYTES
    with path.open("rb") as handle:
        raw = handle.read(most + 1)
    if len(raw) > most:
        raise _too_large(most)
    return raw


def parts_of(raw: bytes, name: str) -> Iterator[Part]:
    """(name, bytes or why not) of a file: itself, or what is packed in it, one level deep."""
    if raw.startswith(GZIP):
        inner = name.removesuffix(".gz")
        raw = gunzipped(raw, MOST_LARGE if _ending(inner) in LARGE else MOST_BYTES)
        yield inner, raw
    elif (
        raw.startswith(ZIP)
        and not is_word(archive := opened(raw))
        and _is_plain(archive.namelist())
    ):
        for inner, found in files_of(archive, MOST_LARGE):
            yield f"{name}/{inner}", found
    else:
        yield name, raw


def _is_plain(names: list[str]) -> bool:
    """No office document of another kind."""
    return "mimetype" not in names and "[Content_Types].xml" not in names


def read_bytes(raw: bytes, name: str) -> Found:
    """By its first signs, then by its ending. Raises Unreadable with the reason."""
    if not raw.strip():
        raise Unreadable(_("The file is empty."))
    if raw.startswith(ZIP):
        return _read_archive(raw, name)
    if raw.startswith(OLD_OFFICE):
        raise Unreadable(
            _("This file is locked with a password. Save it without one.")
            if LOCKED in raw
            else _("This is an old Word file (.doc). Open it in Word and save it as .docx.")
        )
    if raw.startswith((b"%PDF", GZIP, b"{\\rtf")):
        raise Unreadable(
            _("This file is no text. Save it as Word (.docx), Markdown (.md), XML or JSON.")
        )
    ending = _ending(name)
    if len(raw) > MOST_BYTES and ending not in LARGE:
        raise _too_large(MOST_BYTES)
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if ending == ".xml" or (start == b"<" and ending not in (".md", ".markdown")):
        return read_topics(raw)
    if ending == ".json" or (start == b"{" and ending not in (".bib", ".md")):
        return read_ours(raw)
    found = Found()
    text = as_text(raw, found)
    if text.lstrip().startswith("<?xml"):
        return read_topics(raw)
    if ending == ".ris" or text.lstrip("\ufeff \n").startswith("TY  -"):
        return read_ris(text, found)
    if ending == ".bib":
        return read_bibtex(text, found)
    if ending in (".md", ".markdown", ".txt"):
        return read_markdown(text, PurePosixPath(name).with_suffix("").as_posix(), found)
    raise Unreadable(
        _("Files of this kind are not read. Use .docx, .md, .xml, .json, .ris or .bib.")
    )


def _read_archive(raw: bytes, name: str) -> Found:
    archive = opened(raw)
    names = archive.namelist()
    if is_word(archive):
        return read_word(archive, name)
    if "mimetype" in names and unpacked(archive, "mimetype", 200).endswith(b"opendocument.text"):
        raise Unreadable(_("This is an OpenDocument text. Save it as Word (.docx) and try again."))
    if not _is_plain(names):
        raise Unreadable(_("This is an office file, but no text. Save its text as Word (.docx)."))
    raise Unreadable(_("A packed file inside a packed file is not read. Unpack it first."))


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _too_large(most: int) -> Unreadable:
    return Unreadable(_("The file is larger than %(limit)s MB.") % {"limit": most // 1_000_000})
