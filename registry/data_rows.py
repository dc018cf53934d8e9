"""Rows of a data file: which record, occasion and form each is about, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from questionnaires.messages import Message
from questionnaires.redcap.table import NoTable, Table
from registry.layout import EVENT, INSTANCE, OF_THE_ROW, REPEATED_FORM, Column, Layout

MAX_RECORD = 100
MAX_INSTANCE = 32_767
KEY = re.compile(r"[1-9]\d{0,4}", re.ASCII)
NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,99}")


@dataclass(frozen=True)
class Wrong:
    """One cell that cannot be taken, with what stands in it."""

    row: int
    record: str
    field: str
    value: str
    message: Message

    def to_json(self) -> dict[str, object]:
        """Plain JSON in the language now active."""
        return {
            "row": self.row,
            "record": self.record,
            "field": self.field,
            "value": self.value[:60],
            "message": str(self.message),
        }


@dataclass(frozen=True)
class Place:
    """What a row is about: `form` only for a form that repeats, `instance` 0 for what does not."""

    record: str
    event: str = ""
    form: str = ""
    instance: int = 0


@dataclass(frozen=True)
class DataRow:
    """A row with its cells by column; only columns of the dataset that the file has."""

    number: int
    place: Place
    cells: Mapping[str, str]
    of_the_row: Mapping[str, str] = field(default_factory=dict)

    def forms(self, layout: Layout, columns: Sequence[Column]) -> list[str]:
        """Forms something is said about; the first of the file when nothing is said at all."""
        found = {column.form for column in columns if self.cells.get(column.name)}
        if self.place.form:
            found.add(self.place.form)
        if not found:
            found = {columns[0].form} if columns else set()
        return [form for form in layout.forms if form in found]


@dataclass(frozen=True)
class Heading:
    """The columns of a file that mean something here."""

    columns: tuple[Column, ...]
    places: Mapping[str, int]
    width: int

    def has(self, name: str) -> bool:
        """Whether the file has this column."""
        return name in self.places


def read_heading(layout: Layout, header: Sequence[str]) -> Heading:
    """The columns found. Raises NoTable for one the dataset does not have."""
    names = [name.strip().lower() for name in header]
    wanted = list(layout.columns(extra=layout.extras()))
    for name, count in Counter(names).items():
        if name and count > 1:
            raise NoTable(_("The column “%(name)s” stands twice."), 1, name=name[:100])
    for name, count in Counter(column.name for column in wanted).items():
        if count > 1:
            words = _("Two fields of the dataset give the same column “%(name)s”.")
            raise NoTable(words, 1, name=name)
    if layout.record not in names:
        raise NoTable(_("The file has no column “%(name)s”."), 1, name=layout.record)
    places = {name: place for place, name in enumerate(names) if name}
    of_rows = {layout.record, EVENT, REPEATED_FORM, INSTANCE, *OF_THE_ROW}
    known = {column.name for column in wanted} | of_rows
    strange = [name for name in places if name not in known]
    if strange:
        words = _("The dataset has no field “%(name)s”.")
        raise NoTable(words, 1, name=strange[0][:100])
    columns = tuple(column for column in wanted if column.name in places)
    return Heading(columns, places, len(header))


def read_rows(
    table: Table,
    heading: Heading,
    layout: Layout,
    wrong: list[Wrong],
    most: int,
    *,
    outside: bool = False,
) -> Iterator[DataRow]:
    """Each row that can be placed; the others are told in `wrong`. Raises NoTable.

    `outside`: a row without the name of a visit is about what belongs to none.
    """
    for number, cells in table.rows():
        if number > most:
            raise NoTable(_("A file can have %(limit)s rows."), number, limit=most)
        row = _read(number, cells, heading, layout, wrong, outside=outside)
        if row is not None:
            yield row


def _read(
    number: int,
    cells: Sequence[str],
    heading: Heading,
    layout: Layout,
    wrong: list[Wrong],
    *,
    outside: bool,
) -> DataRow | None:
    def cell(name: str) -> str:
        at = heading.places.get(name)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def tell(name: str, words: object, **params: object) -> None:
        wrong.append(Wrong(number, record, name, cell(name), Message(words, params)))  # type: ignore[arg-type]  # lazy text

    record = cell(layout.record)
    before = len(wrong)
    if any(each.strip() for each in cells[heading.width :]):
        tell(layout.record, _("The row has more cells than the file has columns."))
    if not record:
        tell(layout.record, _("The row does not say which record it is about."))
    if len(record) > MAX_RECORD:
        tell(layout.record, _("A record’s name has up to %(limit)s signs."), limit=MAX_RECORD)
    form, instance, event = cell(REPEATED_FORM).lower(), cell(INSTANCE), cell(EVENT)
    if heading.has(EVENT) and not NAME.fullmatch(event) and (event or not outside):
        tell(EVENT, _("The row does not say which visit it is about."))
    if form and form not in layout.forms:
        tell(REPEATED_FORM, _("The dataset has no form of this name."))
    if instance and not KEY.fullmatch(instance):
        tell(INSTANCE, _("Write a whole number from 1 on."))
    if form and not instance:
        tell(INSTANCE, _("A form that repeats needs its number."))
    if len(wrong) > before:
        return None
    place = Place(record, event, form, int(instance or 0))
    read = {
        column.name: cells[at] if (at := heading.places[column.name]) < len(cells) else ""
        for column in heading.columns
    }
    kept = {name: cell(name) for name in OF_THE_ROW if cell(name)}
    return DataRow(number, place, read, kept)


def strangers(row: DataRow, columns: Collection[Column]) -> list[Column]:
    """Filled cells of other forms in a row about a form that repeats."""
    if not row.place.form:
        return []
    return [c for c in columns if c.form != row.place.form and row.cells.get(c.name, "") != ""]
