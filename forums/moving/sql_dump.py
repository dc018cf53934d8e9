"""A MySQL dump, row by row: what it inserts into a few tables, in a little memory, and nothing run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from .packed import Readable, opened
from .shape import Unreadable

MOST_VALUE = 4_000_000  # bytes of one value or of what stands between two
MOST_UNPACKED = 20_000_000_000
CHUNK = 1 << 18
ENDING = ".sql"  # of the dump in a ZIP
Row = dict[str, str | None]

_STATEMENT = re.compile(
    rb"(?:INSERT\s+(?:IGNORE\s+)?INTO|REPLACE\s+INTO|CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?)\s+"
    rb"(?:[`\"]?[\w$.-]{1,128}[`\"]?\.)?[`\"]?([\w$-]{1,128})[`\"]?\s*",
    re.I,
)
_BETWEEN = re.compile(rb"(?:[\s;]++|--(?=\s)[^\n]*+\n|#[^\n]*+\n|/\*.*?\*/)", re.S)
_TOKEN = re.compile(
    rb"[^'\"`;#/-]++|'(?:[^'\\]++|\\.|'')*+'|\"(?:[^\"\\]++|\\.|\"\")*+\"|`[^`]*+`"
    rb"|--(?=\s)[^\n]*+\n|#[^\n]*+\n|/\*.*?\*/|[/-]|(;)",
    re.S,
)
_VALUE = re.compile(
    rb"\s*+(?:_[a-z0-9]++\s*+)?(?:'((?:[^'\\]++|\\.|'')*+)'|(NULL)|0x([0-9A-F]*+)|x'([0-9A-F]*+)'"
    rb"|([-+]?[0-9][0-9.e+-]*+))\s*+([,)])",
    re.S | re.I,
)
_NAMES = re.compile(rb"\(([^()']{1,20000})\)\s*")
_WORD_VALUES = re.compile(rb"VALUES?\s*", re.I)
_NEXT_ROW = re.compile(rb"\s*,\s*\(")
_FIRST_ROW = re.compile(rb"\s*\(")
_COLUMN = re.compile(rb"^\s*[`\"]?(\w{1,64})[`\"]?\s+[a-z]", re.I)
_NO_COLUMN = {
    b"primary",
    b"unique",
    b"key",
    b"index",
    b"constraint",
    b"fulltext",
    b"foreign",
    b"spatial",
}
_ESCAPED = re.compile(rb"\\(.)|''", re.S)
_ESCAPES = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a", b"b": b"\b"}


def tables_in(path: Path) -> set[str]:
    """Names of the tables a file makes or fills. Raises Unreadable, and OSError."""
    with opened(path, ENDING) as stream:
        return {name for name, _is_insert in _Reader(stream).statements()}


def rows_of(path: Path, tables: Collection[str]) -> Iterator[tuple[str, Row]]:
    """(table, {column: text or None}) for each row of these tables. Raises Unreadable, and OSError."""
    with opened(path, ENDING) as stream:
        reader = _Reader(stream)
        for name, is_insert in reader.statements():
            if name in tables and is_insert:
                yield from ((name, row) for row in reader.inserted(name))
            elif name in tables:
                reader.learn(name)


class _Reader:
    """What is read and not yet understood is never more than a value or two."""

    def __init__(self, stream: Readable) -> None:
        self.stream = stream
        self.buffer, self.at, self.seen, self.ended = b"", 0, 0, False
        self.inside = False
        self.columns: dict[str, list[str]] = {}

    def statements(self) -> Iterator[tuple[str, bool]]:
        """(table, whether it is an INSERT) where one begins; the rest of it may then be read."""
        while self._to_next():
            self.inside = True
            match = self._match(_STATEMENT, ahead=1024)
            if match:
                yield (
                    match[1].decode("ascii", "replace"),
                    not match[0].upper().startswith(b"CREATE"),
                )
            self._finish()

    def learn(self, name: str) -> None:
        """The columns in the order of CREATE TABLE, for inserts that do not name them."""
        found = []
        for line in self._finish(keep=True).partition(b"(")[2].split(b"\n"):
            column = _COLUMN.match(line)
            if column and column[1].lower() not in _NO_COLUMN:
                found.append(column[1].decode("ascii", "replace").lower())
        self.columns[name] = found

    def inserted(self, name: str) -> Iterator[Row]:
        """The rows of the INSERT that was found just now."""
        names = self._match(_NAMES, ahead=30_000)
        columns = self.columns.get(name, [])
        if names:
            columns = [
                one.strip().strip('`"').lower()
                for one in names[1].decode("ascii", "replace").split(",")
            ]
        if not columns:
            raise Unreadable(
                "The file does not say which columns its tables have: make the dump with CREATE TABLE."
            )
        if not self._match(_WORD_VALUES):
            return
        begins = _FIRST_ROW
        while self._match(begins):
            values = self._values()
            if len(values) == len(columns):
                yield dict(zip(columns, values, strict=True))
            begins = _NEXT_ROW

    def _to_next(self) -> bool:
        while self._fill(4):
            match = _BETWEEN.match(self.buffer, self.at)
            if match is None:
                if self.buffer.startswith((b"--", b"#", b"/*"), self.at) and self._more():
                    continue
                return True
            self.at = match.end()
        return False

    def _finish(self, *, keep: bool = False) -> bytes:
        """To the end of the statement, which no quoted text ends; `keep`: gives what stood there."""
        kept: list[bytes] = []
        while self.inside and self._fill(4):
            match = _TOKEN.match(self.buffer, self.at)
            at_edge = match is not None and match.end() + 2 > len(self.buffer)
            if (match is None or at_edge) and self._more():
                continue
            if match is None:
                self.at += 1  # a quote that never ends, at the very end
                continue
            self.at = match.end()
            if match[1]:
                self.inside = False
            elif keep:
                kept.append(match[0])
        return b"".join(kept)

    def _match(self, pattern: re.Pattern[bytes], *, ahead: int = 64) -> re.Match[bytes] | None:
        self._fill(ahead)
        match = pattern.match(self.buffer, self.at)
        if match:
            self.at = match.end()
        return match

    def _values(self) -> list[str | None]:
        found: list[str | None] = []
        while True:
            match = _VALUE.match(self.buffer, self.at)
            while match is None:
                if not self._more():
                    raise Unreadable("The file ends in the middle of a row, or a value is no SQL.")
                match = _VALUE.match(self.buffer, self.at)
            self.at = match.end()
            found.append(_value(match))
            if match[6] == b")":
                return found

    def _fill(self, ahead: int) -> bool:
        """At least so many bytes before us, if there are; False at the end."""
        while len(self.buffer) - self.at < ahead and self._more():
            pass
        return self.at < len(self.buffer)

    def _more(self) -> bool:
        """Reads on, and drops what is behind. Raises Unreadable where one piece never ends."""
        if self.ended:
            return False
        rest = self.buffer[self.at :]
        if len(rest) > MOST_VALUE:
            raise Unreadable("One value in the file is larger than 4 MB, or it never ends.")
        read = self.stream.read(CHUNK + len(rest))
        self.seen += len(read)
        if self.seen > MOST_UNPACKED:
            raise Unreadable("The file is larger than 20 GB.")
        self.buffer, self.at, self.ended = rest + read, 0, not read
        return bool(read)


def _value(match: re.Match[bytes]) -> str | None:
    text, null, hexed, quoted_hex, number, _end = match.groups()
    if null is not None:
        return None
    if text is not None:
        raw = _ESCAPED.sub(_unescaped, text)
    elif number is not None:
        raw = number
    else:
        digits = hexed if hexed is not None else quoted_hex
        raw = bytes.fromhex(digits.decode()) if digits and len(digits) % 2 == 0 else b""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return b"'" if sign is None else _ESCAPES.get(sign, sign)
