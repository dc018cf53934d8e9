"""A CSV file of unknown origin becomes rows of text, or one sentence says why it does not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from po_platform.kit.table_file import NotATable, TooMuch, workbook_as_csv
from questionnaires.messages import Message
from questionnaires.plain import UNSTORABLE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_LINE = 2_000_000  # characters of one line; a cell holds 131,072 at most (Python's csv)
DELIMITERS = (",", ";", "\t")
END = "\x1e"  # a last line of our own: met inside a cell, a quotation mark was not closed
BOM = b"\xef\xbb\xbf"
WORKBOOK = b"PK\x03\x04"
CODES = "Codes"  # the sheet of ours that can be read in again
MOST_CELLS = 1_000_000  # of a workbook
NO_CSV = _("This is no CSV file. Open it and save it as “CSV UTF-8”.")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
ARCHIVES = (
    b"PK",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
)


class NoTable(ValueError):
    """The bytes are no CSV that could be read; `row` counts from 1, the header being row 1."""

    def __init__(self, words: StrOrPromise, row: int = 0, **params: object) -> None:
        self.message = Message(words, params)
        self.row = row
        super().__init__(str(self.message))


class OddQuote(NoTable):
    """A quotation mark amid a cell: careless, and it can still be read."""


@dataclass(frozen=True)
class Table:
    """The header as it stands, how the file is written, and its rows one after the other."""

    header: tuple[str, ...]
    text: str
    delimiter: str
    remarks: tuple[Message, ...] = ()
    strict: bool = True

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells); wholly empty rows are left out. Raises NoTable."""
        found = _records(self.text, self.delimiter, strict=self.strict)
        next(found)
        return (pair for pair in found if any(cell.strip() for cell in pair[1]))


def read_table(raw: bytes, *, most_bytes: int) -> Table:
    """The table in these bytes, read through once. Raises NoTable."""
    text, remarks = _decoded(raw, most_bytes)
    best: tuple[list[str], str] = ([], ",")
    failed: NoTable | None = None
    for delimiter in DELIMITERS:
        try:
            header = next(_records(text, delimiter, strict=False), (1, []))[1]
        except NoTable as error:
            failed = failed or error
        else:
            best = (header, delimiter) if len(header) > len(best[0]) else best
    header, delimiter = best
    if len(header) < 2 and failed is not None:
        raise failed
    if not header:
        raise NoTable(_("The file is empty."))
    if delimiter != ",":
        remarks.append(Message(_("The cells are parted by something else than a comma.")))
    odd = _odd_quotes(text, delimiter)
    if odd:
        words = _("Row %(row)s has a quotation mark amid a cell; it was taken as it stands.")
        remarks.append(Message(words, {"row": odd}))
    return Table(tuple(header), text, delimiter, tuple(remarks), strict=not odd)


def _odd_quotes(text: str, delimiter: str) -> int:
    """The first row with a quotation mark where none belongs, 0 when there is none."""
    try:
        for _row in _records(text, delimiter, strict=True):
            pass
    except OddQuote as error:
        for _row in _records(text, delimiter, strict=False):
            pass
        return error.row
    return 0


def _decoded(raw: bytes, most_bytes: int) -> tuple[str, list[Message]]:
    if len(raw) > most_bytes:
        size = {"limit": most_bytes // 1_000_000}
        raise NoTable(_("The file is larger than %(limit)s megabytes."), **size)
    if raw.startswith(WORKBOOK):
        return _of_workbook(raw), []
    if raw.startswith(ARCHIVES):
        raise NoTable(NO_CSV)
    if raw.startswith(UTF16) or b"\x00" in raw:
        raise NoTable(_("The file is not written in UTF-8. Save it as “CSV UTF-8”."))
    remarks: list[Message] = []
    if raw.startswith(BOM):
        raw = raw[len(BOM) :]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        remarks.append(Message(_("The file is not written in UTF-8; it was read as Windows-1252.")))
    if UNSTORABLE.search(text):
        raise NoTable(_("The file holds characters that cannot be stored."))
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return text, remarks


def _of_workbook(raw: bytes) -> str:
    """The sheet with codes of a workbook we made, else the first sheet."""
    try:
        text = workbook_as_csv(raw, sheet=CODES, most_cells=MOST_CELLS)
    except TooMuch as error:
        raise NoTable(str(error)) from error
    except NotATable as error:
        raise NoTable(NO_CSV) from error
    if UNSTORABLE.search(text):
        raise NoTable(_("The file holds characters that cannot be stored."))
    return text


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE:
            raise NoTable(_("A line of the file is too long to be a row of a table."), number)
        yield line
    yield "" if text.endswith(("\n", "\r")) else "\n"
    yield END


def _records(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=strict)
    number = 0
    unclosed = _("A quotation mark is opened and not closed.")
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            raise NoTable(unclosed, number) from None
        except csv.Error as error:
            if "field limit" in str(error):
                raise NoTable(
                    _("A cell is too long, or a quotation mark is not closed."), number
                ) from error
            if "end of data" in str(error):
                raise NoTable(unclosed, number) from error
            raise OddQuote(_("A quotation mark stands amid a cell."), number) from error
        if cells == [END]:
            return
        if cells and cells[-1].endswith(END):
            raise NoTable(unclosed, number)
        yield number, cells
