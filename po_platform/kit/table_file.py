"""A table somebody uploads, CSV or Excel, becomes lines of text, or a sentence that says what to do."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from po_platform.kit.workbook_size import MOST_WEIGHT, ROW, TooLarge, weigh

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 20_000, 100, 2_000
SEPARATORS = (";", ",", "\t", "|")
_EMPTY_ROWS_AT_THE_END = 500  # Excel often keeps thousands of formatted rows without a word


class NotATable(ValueError):
    """What the file is, and what to do; the message is for the reader."""


class TooMuch(NotATable):
    """It is a table, and more than is read at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `number`: as the table program shows it, the header being 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`lines` are as long as the header; lines without a word are left out."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(raw: bytes) -> Table:
    """CSV in UTF-8, UTF-16 or Windows-1252 with any usual separator, or the first sheet of an XLSX.

    Raises NotATable.
    """
    if len(raw) > MOST_BYTES:
        raise NotATable(_("This file is larger than 10 MB. Leave out columns we do not need"))
    return _table(rows_of(raw))


def rows_of(raw: bytes, *, most_weight: int = MOST_WEIGHT) -> Iterator[Sequence[str]]:
    """Its rows as they stand there, of any number and length. Raises NotATable."""
    if raw.startswith(b"PK\x03\x04"):
        return _of_workbook(raw, most_weight=most_weight)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotATable(_("This is an old Excel file. Save it as .xlsx or .csv and try again"))
    return _of_text(_decoded(raw))


def workbook_as_csv(raw: bytes, *, sheet: str, most_cells: int) -> str:
    """The sheet of this name, else the first one of an XLSX, as CSV. Raises NotATable."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    cells = 0
    for row in _of_workbook(raw, sheet=sheet, most_columns=None):
        cells += max(len(row), ROW)
        if cells > most_cells:
            raise _too_many_cells()
        writer.writerow(_trimmed(tuple(row)))
    return out.getvalue()


def _decoded(raw: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "cp1252")
    for encoding in candidates:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotATable(_("This is not a table we can read. Save it as .xlsx or as .csv and try again"))


def _of_text(text: str) -> Iterator[Sequence[str]]:
    sample = text[:20_000]
    separator = max(SEPARATORS, key=lambda sign: _columns(sample, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error:
        line = reader.line_num
        raise NotATable(
            _(
                "Line %(line)s begins with a quotation mark that never ends. Put it right, or save the table as .xlsx"
            )
            % {"line": line}
        ) from None


def _columns(sample: str, separator: str) -> int:
    """How many columns the header would have."""
    try:
        first = next(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), [])
    except csv.Error:
        return 0
    return len(first)


def _too_many_cells() -> TooMuch:
    return TooMuch(_("The table has too many cells to be read at once. Cut it into parts"))


def _unpacks_to_too_much() -> TooMuch:
    return TooMuch(_("This file unpacks to more than 100 MB. Leave out what we do not need"))


def _of_workbook(
    raw: bytes,
    *,
    sheet: str = "",
    most_columns: int | None = MOST_COLUMNS + 1,
    most_weight: int = MOST_WEIGHT,
) -> Iterator[Sequence[str]]:
    unreadable = _("This is not a table we can read. Save it as .xlsx or as .csv and try again")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise _unpacks_to_too_much()
        weigh(raw, most=most_weight)  # openpyxl keeps a piece of all it walks through
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        named = [one for one in book.worksheets if one.title == sheet]
        yield from _of_sheet([*named, *book.worksheets][0], most_columns)
    except NotATable:
        raise
    except TooLarge:
        raise _too_many_cells() from None
    except (
        Exception
    ) as error:  # whatever a foreign file makes of the reader, it is the file's fault
        raise NotATable(unreadable) from error


def _of_sheet(sheet: Any, most_columns: int | None) -> Iterator[Sequence[str]]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    empty = signs = 0
    for row in sheet.iter_rows(values_only=True, max_col=most_columns):
        cells = [_said(value) for value in row]
        signs += sum(map(len, cells))
        if signs > MOST_UNPACKED:  # a word that is kept once may stand in every cell
            raise _unpacks_to_too_much()
        empty = 0 if any(cells) else empty + 1
        if empty > _EMPTY_ROWS_AT_THE_END:
            return
        yield cells


def _said(value: object) -> str:
    """A cell as its owner reads it: 12.0 is 12, a day is 2026-11-21."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _table(rows: Iterator[Sequence[str]]) -> Table:
    header: tuple[str, ...] = ()
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(cell.replace("\xa0", " ").strip() for cell in row)
        if not header:
            header = _trimmed(cells)
            continue
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            raise NotATable(
                _(
                    "Line %(line)s has more cells than the first line has headings. Put it right and try again"
                )
                % {"line": number}
            )
        if any(len(cell) > MOST_SIGNS for cell in cells):
            raise NotATable(
                _("Line %(line)s has a cell with more than 2,000 signs") % {"line": number}
            )
        lines.append(Line(number, (*cells, *[""] * len(header))[: len(header)]))
        if len(lines) > MOST_ROWS:
            raise NotATable(
                _("More than 20,000 lines are too many at once. Cut the table into parts")
            )
    if len(header) < 2 or not lines:
        raise NotATable(
            _(
                "We found no table: a first line with headings, and a line for each person beneath it"
            )
        )
    if len(header) > MOST_COLUMNS:
        raise NotATable(_("More than 100 columns. Leave out what we do not need"))
    return Table(header, tuple(lines))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty headings at the end."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
