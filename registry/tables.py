"""A table with typed columns, read a row at a time: what every writer of typed formats is given."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import TextIOWrapper
from itertools import groupby, islice
from tempfile import TemporaryFile
from typing import Literal

from questionnaires.definition import Item
from questionnaires.expressions import number
from questionnaires.redcap.kinds import NUMBER_SIGNS
from questionnaires.texts import Texts
from registry.layout import INSTANCE, Column
from registry.release_rows import ORIGINS, TICKED, YES_NO
from registry.sign_roles import SignBy

Kind = Literal["text", "whole", "number", "day", "moment", "yes_no", "code"]
Value = str | int | float | bool | date | datetime | None
Row = Sequence[str]
MOST_DIGITS = 15
AT_ONCE = 1_000  # rows
MOST_SEEN = 300_000  # cells that are not looked at again, of all columns
STATES = {"0": "incomplete", "1": "not verified", "2": "complete"}
KINDS: Mapping[str, Kind] = {
    "boolean": "yes_no",
    "integer": "whole",
    "decimal": "number",
    "date": "day",
    "dateTime": "moment",
    "choice": "code",
}


@dataclass(frozen=True)
class Field:
    """One column. `codes`: what its codes are called; `missing`: reasons instead of an answer.

    `width`: the most bytes of UTF-8 a cell takes, once the rows were read.
    """

    name: str
    kind: Kind
    label: str
    codes: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    column: Column | None = None  # None: it names the row
    width: int = 1

    @property
    def item(self) -> Item | None:
        """The question, if it is one."""
        return self.column.item if self.column else None

    def value(self, cell: str) -> Value:
        """What a cell holds; None where it is blank or says why there is no answer.

        Raises ValueError for a cell that is nothing of this kind.
        """
        if not cell or cell in self.missing:
            return None
        return READ[self.kind](cell)


@dataclass(frozen=True)
class Table:
    """One file. `rows` begins anew each time; rows of one person stand together, her name first.

    `signs`: question with a code of a sign → what else is said of it.
    """

    name: str
    title: str
    version: int
    language: str
    fields: tuple[Field, ...]
    rows: Callable[[], Iterator[Row]]
    count: int = 0  # rows, once they were read
    signs: Mapping[str, SignBy] = field(default_factory=dict)

    @property
    def apart(self) -> int:
        """How many columns name the row."""
        return sum(one.column is None for one in self.fields)

    def people(self) -> Iterator[tuple[str, list[Row]]]:
        """Each person with her rows."""
        for name, rows in groupby(self.rows(), key=lambda row: row[0]):
            yield name, list(rows)


@contextmanager
def settled(table: Table) -> Iterator[Table]:
    """The same with widths, its rows kept on disk meanwhile, for formats that say types first.

    A column that holds anything but its kind, a date of which only the year is known for example,
    becomes text: nothing is lost.
    """
    kinds: list[Kind] = [one.kind for one in table.fields]
    widths, count = [1] * len(kinds), 0
    seen: list[set[str]] = [set() for _kind in kinds]
    with TemporaryFile() as kept:
        text = TextIOWrapper(kept, "utf-8", newline="", errors="surrogatepass")
        lines, source = csv.writer(text), table.rows()
        while some := list(islice(source, AT_ONCE)):
            lines.writerows(some)
            count += len(some)
            columns = zip(table.fields, zip(*some, strict=True), strict=True)
            for at, (one, cells) in enumerate(columns):
                new = {*cells} - seen[at]  # most cells say what another one said
                widths[at] = max(widths[at], *map(_size, new), 1)
                if kinds[at] == "text":
                    continue
                if all(_holds(one, cell) for cell in new if cell):
                    seen[at] |= new
                else:
                    kinds[at] = "text"
                    seen[at].clear()
            if sum(map(len, seen)) > MOST_SEEN:
                for cells_seen in seen:
                    cells_seen.clear()
        seen.clear()
        text.flush()

        def again() -> Iterator[Row]:
            text.seek(0)
            yield from csv.reader(text)

        fields = zip(table.fields, kinds, widths, strict=True)
        named = tuple(replace(one, kind=kind, width=width) for one, kind, width in fields)
        yield replace(table, fields=named, rows=again, count=count)
        text.detach()


def _size(cell: str) -> int:
    return len(cell.encode("utf-8", "replace"))


def _holds(one: Field, cell: str) -> bool:
    if one.kind == "code":  # an older version of the form may have known others
        return cell in one.codes or cell in one.missing
    try:
        one.value(cell)
    except ValueError:
        return False
    return True


def _number(cell: str) -> float:
    exact = number(cell) if NUMBER_SIGNS.fullmatch(cell) else None
    if exact is None or len(exact.as_tuple().digits) > MOST_DIGITS:
        raise ValueError(cell)
    return float(exact)


def _whole(cell: str) -> int:
    found = _number(cell)
    if not found.is_integer() or abs(found) >= 10**MOST_DIGITS:
        raise ValueError(cell)
    return int(found)


def _day(cell: str) -> date:
    if len(cell) != 10:  # 1949 and 1949-03 are answers too, and no day
        raise ValueError(cell)
    return date.fromisoformat(cell)


def _moment(cell: str) -> datetime:
    if len(cell) < 16:
        raise ValueError(cell)
    return datetime.fromisoformat(cell).replace(tzinfo=None)


def _yes_no(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise ValueError(cell)
    return cell == "1"


READ: Mapping[Kind, Callable[[str], Value]] = {
    "text": str,
    "code": str,
    "whole": _whole,
    "number": _number,
    "day": _day,
    "moment": _moment,
    "yes_no": _yes_no,
}


def fields_of(
    names: Sequence[str], columns: Sequence[Column], texts: Texts, missing: Mapping[str, str]
) -> tuple[Field, ...]:
    """The fields of a file. `names`: of the columns that name the row; `missing`: of the dataset."""
    of_rows = [Field(name, "whole" if name == INSTANCE else "text", name) for name in names]
    return (*of_rows, *(_field(column, texts, missing) for column in columns))


def _field(column: Column, texts: Texts, missing: Mapping[str, str]) -> Field:
    item = column.item
    label = (texts.label(item) if item else "") or column.name
    if item is None:
        if column.kind in ("stamp", "when"):
            return Field(
                column.name, "text" if column.kind == "stamp" else "day", label, column=column
            )
        if column.kind == "origin":
            return Field(column.name, "code", label, ORIGINS, column=column)
        return Field(column.name, "code", label, STATES, column=column)
    if column.kind in ("tick", "reason"):
        said = texts.option(item.link_id, column.code).text or missing.get(column.code, "")
        return Field(
            column.name, "yes_no", f"{label} ({said or column.code})", TICKED, column=column
        )
    reasons = {
        **missing,
        **{one: texts.missing_reasons.get(one, one) for one in item.missing_reasons},
    }
    told = {code: words for code, words in reasons.items() if item.option(code) is None}
    kind = KINDS.get(item.type, "text")
    if item.type == "boolean":
        codes = YES_NO
    else:
        codes = {
            one.code: texts.option(item.link_id, one.code).text or one.code for one in item.options
        }
    return Field(column.name, kind, label, codes if kind != "text" else {}, told, column)
