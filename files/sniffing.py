"""What a file is, told from its first and last bytes; what it calls itself does not count."""

from __future__ import annotations

import csv
import json
from pathlib import Path

BINARY = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),  # an empty one
)
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/zip": "zip",
    "application/json": "json",
    "text/csv": "csv",
    "text/plain": "txt",
}
_TABLE_LINES = 20
# Text that begins like this may be a page or a drawing that runs programs: not kept.
_MARKUP = "<"
_LARGEST_TEXT = 20 * 1024 * 1024


def content_type_of(path: Path) -> str | None:
    """One of EXTENSIONS, or None for anything else: not kept. Reads texts whole, up to 20 MB."""
    with path.open("rb") as stream:
        head = stream.read(64)
    for magic, content_type in BINARY:
        if head.startswith(magic):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if path.stat().st_size > _LARGEST_TEXT:
        return None
    return kind_of_text(path.read_bytes())


def kind_of_text(raw: bytes) -> str | None:
    """One of the texts among EXTENSIONS, or None: no text, or one a browser might run."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(sign < " " and sign not in "\t\n\r\f" for sign in text):
        return None
    if text.lstrip().startswith(_MARKUP):
        return None
    if text.lstrip()[:1] in ("{", "["):
        return "application/json" if _is_json(text) else "text/plain"
    return "text/csv" if _is_table(text) else "text/plain"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(text: str) -> bool:
    """At least two lines with the same number of cells, two or more."""
    lines = [line for line in text.splitlines()[:_TABLE_LINES] if line.strip()]
    return any(_even(lines, delimiter) for delimiter in ",;\t")


def _even(lines: list[str], delimiter: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
    except csv.Error:
        return False
    return len(lines) > 1 and len(widths) == 1 and widths != {1}
