"""What a file is, told from its first and last bytes; what it calls itself does not count."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from po_platform.kit.unpacking import NotUnpacked, opened, unpacked

BINARY = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),  # an empty one
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"
ODT, EPUB = "application/vnd.oasis.opendocument.text", "application/epub+zip"
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/zip": "zip",
    "application/json": "json",
    "text/csv": "csv",
    "text/plain": "txt",
    "text/vtt": "vtt",
    "audio/mpeg": "mp3",
    DOCX: "docx",
    XLSX: "xlsx",
    ODT: "odt",
    EPUB: "epub",
}
_TABLE_LINES = 20
# Text that begins like this may be a page or a drawing that runs programs: not kept.
_MARKUP = "<"
_LARGEST_TEXT = 20 * 1024 * 1024
_MOST_PARTS, _MOST_LIST = 5_000, 1_000_000  # of a packed document: files, bytes of their list
# Programs packed in a document run where it is opened: not kept.
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")


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


def kind_of_document(raw: bytes) -> str | None:
    """Of what is handed on to be opened elsewhere: PDF, DOCX, XLSX, ODT, EPUB, MP3, CSV; else None."""
    if raw.startswith(b"%PDF-"):
        return "application/pdf"
    if raw.startswith(b"PK\x03\x04"):
        return _kind_of_packed(raw)
    if _is_sound(raw):
        return "audio/mpeg"
    return "text/csv" if kind_of_text(raw) == "text/csv" else None


def _kind_of_packed(raw: bytes) -> str | None:
    """By the list of its parts, and what it says of itself in the place its format has for that."""
    try:
        archive = opened(raw, _MOST_PARTS)
        names = set(archive.namelist())
        if any(name.lower().rsplit("/", 1)[-1] in _PROGRAMS for name in names):
            return None
        if "mimetype" in names:
            said = unpacked(archive, "mimetype", 100).decode("ascii", "replace").strip()
            if said == EPUB:
                return EPUB if "META-INF/container.xml" in names else None
            programs = any(name.startswith(("Basic/", "Scripts/")) for name in names)
            return ODT if said == ODT and "content.xml" in names and not programs else None
        if "[Content_Types].xml" not in names:
            return None
        parts = unpacked(archive, "[Content_Types].xml", _MOST_LIST).decode("utf-8", "replace")
    except NotUnpacked:
        return None
    for kind, main in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml")):
        if main in names and f"{kind}.main+xml" in parts:
            return kind
    return None


def _is_sound(raw: bytes) -> bool:
    """MP3: two frames of it, one right behind the other, after what is said about it."""
    start = 0
    if raw[:3] == b"ID3" and len(raw) > 10:
        a, b, c, d = raw[6:10]
        start = 10 + (a << 21 | b << 14 | c << 7 | d)
    size = _frame(raw[start : start + 4])
    return bool(size and _frame(raw[start + size : start + size + 4]))


_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame(head: bytes) -> int:
    """Bytes of a frame of MPEG layer III that begins like this; 0 for none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] >> 1 & 3 != 1:
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _RATES or bits in (0, 15) or rate == 3:
        return 0
    first = version == 3
    per_second = _KBITS[0 if first else 1][bits] * 1000
    return (144 if first else 72) * per_second // _RATES[version][rate] + (head[2] >> 1 & 1)
