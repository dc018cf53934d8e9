"""One row source, one small writer per format: a data file as CSV in codes or words, JSON, or Excel."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, Protocol

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from questionnaires.definition import NUMBERS
from questionnaires.expressions import number
from questionnaires.models import Version
from questionnaires.queries import Form as Words
from questionnaires.redcap.kinds import NUMBER_SIGNS
from questionnaires.redcap.table import CODES
from registry.layout import Column
from registry.models import Dataset
from registry.queries.codes import code_in_words, codes_in, lists_of
from registry.queries.data_file import AS_CODES, CHUNK, DataFile
from registry.queries.terms import known_codes, lists_here
from registry.release_file import line_of
from registry.release_rows import word_of
from registry.row_sql import Way
from registry.safe_cells import safe
from registry.sign_roles import signs_by
from registry.tables import Table, fields_of
from registry.terms.systems import SYSTEMS
from registry.writers.dta import write_dta
from registry.writers.fhir import write_fhir
from registry.writers.parquet import is_here, write_parquet
from registry.writers.phenopackets import write_phenopackets
from registry.writers.sav import write_sav

CELL = 32_767  # signs Excel keeps in one cell
EXCEL_ROWS = 1_048_576
CUT = " … (cut)"


class TooManyRows(Exception):
    """A sheet of Excel holds no more."""


class Source(Protocol):
    """Rows in codes with what they are about: a data file, or a release as it is frozen."""

    @property
    def dataset(self) -> Dataset:
        """What the rows are of."""

    @property
    def version(self) -> Version:
        """The version of its forms."""

    @property
    def words(self) -> Words:
        """What its columns are called."""

    @property
    def columns(self) -> Sequence[Column]:
        """After those that name the row."""

    def header(self) -> list[str]:
        """The names of all columns."""

    def all_rows(self) -> Iterator[list[str]]:
        """Each row, person by person."""


@dataclass(frozen=True)
class Format:
    """`name` ends the file's name. `here`: whether what it needs is installed.

    `way`: how its rows are wanted. `head`: of a file that is nothing but this and its rows; others
    are written from their rows.
    """

    title: Any
    name: str
    mime: str
    write: Callable[[DataFile, IO[bytes]], None]
    here: Callable[[], bool] = lambda: True
    way: Way = AS_CODES
    head: Callable[[DataFile], bytes] | None = None


@dataclass(frozen=True)
class Typed:
    """A format that is given a table; releases have it too."""

    title: Any
    name: str
    mime: str
    write: Callable[[Table, IO[bytes]], None]
    here: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class _Row:
    """One row: its cells in codes, and the same in words, the columns of the row apart."""

    apart: list[str]
    codes: list[str]
    words: list[str]


def _rows(file: Source, words: Words) -> Iterator[_Row]:
    apart = len(file.header()) - len(file.columns)
    listed = file.all_rows()
    while some := list(islice(listed, CHUNK)):
        terms = _Terms(file.columns, [row[apart:] for row in some])
        for row in some:
            cells = row[apart:]
            said = [
                terms.words(column, cell, cells) or word_of(column, cell, words.texts)
                for column, cell in zip(file.columns, cells, strict=True)
            ]
            yield _Row(row[:apart], cells, said)


class _Terms:
    """The names of the codes in some rows; two queries however many, none without code fields."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        self.columns = columns
        places = [at for at, column in enumerate(columns) if column.item and column.item.terms]
        codes = {
            code
            for at in places
            for row in rows
            for code in codes_in(columns[at].item, row[at])  # type: ignore[arg-type]  # chosen for their item
        }
        self.known = known_codes(lists=SYSTEMS, codes=codes) if codes else {}
        self.here = set(lists_here(SYSTEMS)) if codes else set()

    def words(self, column: Column, cell: str, cells: Sequence[str]) -> str:
        """What the codes in a cell are called; '' where it is no code."""
        if not self.known or column.item is None or not column.item.terms or not cell:
            return ""
        answers = {one.name: text for one, text in zip(self.columns, cells, strict=True)}
        lists = [name for name in lists_of(column.item, answers) if name in self.here]
        found = []
        for code in codes_in(column.item, cell):
            known = (self.known[name, code] for name in lists if (name, code) in self.known)
            found.append(code_in_words(next(known, code)))
        return "; ".join(found)


def _heading_in_words(file: Source, words: Words) -> list[str]:
    apart = len(file.header()) - len(file.columns)
    found = file.header()[:apart]
    for column in file.columns:
        label = words.texts.label(column.item) if column.item else ""
        if column.kind == "tick" and column.item:
            label = f"{label} ({words.texts.option(column.item.link_id, column.code).text})"
        found.append(label or column.name)
    return found


REDCAP, SAFE, TYPES = Way(whole=True), Way(safe=True), Way(as_came=False)


def _plain_head(file: DataFile) -> bytes:
    return line_of(file.header())


def _head(file: DataFile) -> bytes:
    # The mark at the beginning: else Excel reads umlauts as two signs.
    return BOM_UTF8 + line_of(file.header(), file.marks.delimiter)


def write_redcap(file: DataFile, out: IO[bytes]) -> None:
    """As REDCap writes it, so that REDCap takes it; cells stand as they are."""
    out.write(_plain_head(file))
    file.write_all(out, REDCAP)


def write_codes(file: DataFile, out: IO[bytes]) -> None:
    """Codes, for a table program: nothing in it runs, negative numbers are numbers."""
    out.write(_head(file))
    file.write_all(out, SAFE)


def write_words(file: DataFile, out: IO[bytes]) -> None:
    """Questions and answers in words."""
    words, mark = file.words, file.marks.delimiter
    out.write(BOM_UTF8 + line_of([*map(safe, _heading_in_words(file, words))], mark))
    for row in _rows(file, words):
        said = file.in_this_way([*row.apart, *row.words], SAFE)
        out.write(line_of(said, mark))


def write_json(file: Source, out: IO[bytes]) -> None:
    """One object: what it is, each column, each row with values and words. Blank cells are left out."""
    words = file.words
    heading = file.header()
    apart = heading[: len(heading) - len(file.columns)]
    about = {
        "dataset": file.dataset.slug,
        "version": {"number": file.version.number, "sha256": file.version.sha256},
        "columns": [
            {
                "name": column.name,
                "form": column.form,
                "type": column.item.type if column.item else column.kind,
                "question": text,
            }
            for column, text in zip(
                file.columns, _heading_in_words(file, words)[len(apart) :], strict=True
            )
        ],
    }
    out.write(json.dumps(about, ensure_ascii=False)[:-1].encode() + b', "rows": [')
    for place, row in enumerate(_rows(file, words)):
        values = {
            column.name: _as_value(column, cell)
            for column, cell in zip(file.columns, row.codes, strict=True)
            if cell
        }
        said = {
            column.name: word
            for column, cell, word in zip(file.columns, row.codes, row.words, strict=True)
            if cell and word != cell
        }
        told = {**dict(zip(apart, row.apart, strict=True)), "values": values, "words": said}
        out.write((b",\n" if place else b"\n") + json.dumps(told, ensure_ascii=False).encode())
    out.write(b"\n]}\n")


def write_excel(file: Source, out: IO[bytes]) -> None:
    """Two sheets, words and codes. Numbers are numbers, everything else is text, no formula runs.

    Raises TooManyRows beyond what a sheet holds; a longer cell ends with a visible mark.
    """
    words = file.words
    book = Workbook(write_only=True)
    sheets = [book.create_sheet("Words"), book.create_sheet(CODES)]
    for sheet, heading in zip(sheets, (_heading_in_words(file, words), file.header()), strict=True):
        sheet.append([_text(sheet, cell) for cell in heading])
    for count, row in enumerate(_rows(file, words), start=2):
        if count > EXCEL_ROWS:
            raise TooManyRows
        for sheet, cells in zip(sheets, (row.words, row.codes), strict=True):
            apart = [_text(sheet, cell) for cell in row.apart]
            sheet.append([*apart, *(_cell(sheet, *pair) for pair in zip(file.columns, cells, strict=True))])  # fmt: skip
    book.save(out)


def empty_table(header: Sequence[str], out: IO[bytes]) -> None:
    """A workbook with nothing but the names of the columns, to be filled in and brought back."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(CODES)
    sheet.append([_text(sheet, name) for name in header])
    book.save(out)


def _cell(sheet: Any, column: Column, cell: str) -> Any:
    value = _as_value(column, cell)
    return value if isinstance(value, int | float) else _text(sheet, cell)


def _text(sheet: Any, text: str) -> Any:
    """A cell of text, also where it begins as a formula does."""
    text = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    if len(text) > CELL:
        text = text[: CELL - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
    return cell


def _as_value(column: Column, cell: str) -> int | float | str:
    """A number where the question asks for one, else the text."""
    if column.item is None or column.item.type not in NUMBERS or not NUMBER_SIGNS.fullmatch(cell):
        return cell
    exact = number(cell)
    if exact is None or len(exact.as_tuple().digits) > 15:
        return cell
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def table_of(file: DataFile) -> Table:
    """The rows as writers of typed formats take them."""
    words = file.words
    names = file.header()[: -len(file.columns)] if file.columns else file.header()
    fields = fields_of(names, file.columns, words.texts, file.dataset.missing_codes)
    return Table(
        file.dataset.slug, file.dataset.title, file.version.number, words.language, fields,
        lambda: file.all_rows(TYPES), signs=signs_by(file.version.metadata.get("redcap", ())),
    )  # fmt: skip


def _typed(one: Typed) -> Format:
    return Format(
        one.title, one.name, one.mime, lambda file, out: one.write(table_of(file), out), one.here,
        TYPES,
    )  # fmt: skip


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPED = {
    "spss": Typed(_("SPSS"), "data.sav", "application/x-spss-sav", write_sav),
    "stata": Typed(_("Stata"), "data.dta", "application/x-stata-dta", write_dta),
    "parquet": Typed(_("Parquet"), "data.parquet", "application/vnd.apache.parquet", write_parquet, is_here),
    "phenopackets": Typed(_("Phenopackets, a person a line"), "phenopackets.jsonl", "application/jsonl", write_phenopackets),
    "fhir": Typed(_("FHIR R4, one bundle"), "fhir.json", "application/fhir+json", write_fhir),
}  # fmt: skip
FORMATS = {
    "words": Format(_("CSV, in words"), "words.csv", "text/csv; charset=utf-8", write_words),
    "codes": Format(
        _("CSV, in codes"),
        "codes.csv",
        "text/csv; charset=utf-8",
        write_codes,
        way=SAFE,
        head=_head,
    ),
    "excel": Format(_("Excel, words and codes"), "data.xlsx", EXCEL, write_excel),
    "spss": _typed(TYPED["spss"]),
    "stata": _typed(TYPED["stata"]),
    "parquet": _typed(TYPED["parquet"]),
    "json": Format(_("JSON, for programs"), "data.json", "application/json", write_json),
    "phenopackets": _typed(TYPED["phenopackets"]),
    "fhir": _typed(TYPED["fhir"]),
    "redcap": Format(
        _("CSV for REDCap"),
        "redcap.csv",
        "text/csv; charset=utf-8",
        write_redcap,
        way=REDCAP,
        head=_plain_head,
    ),
}
