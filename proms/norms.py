"""Averages of a population as a publication gives them: a table read in by a curator, one line drawn.

No numbers are shipped. What a line says is where its number was published, never what it means for
somebody: no distance to it is computed anywhere.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from po_platform.kit.charts import Norm
from po_platform.kit.charts.figures import number_words
from proms.scale_spec import ScaleSpec
from proms.scale_spec.same import counts_as
from proms.scale_spec.spec import Scale

SEXES = ("all", "female", "male")
NEEDED = ("sex", "age_from", "age_to", "mean")
COLUMNS = (*NEEDED, "sd", "n")
OLDEST = 130
MOST_ROWS = 200
MOST_PEOPLE = 10**9
# As a publication writes one: no exponent, which a page would print with all its figures.
NUMBER = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One average. Without `age_from` of all ages, without `age_to` of that age and above."""

    sex: str
    age_from: int | None
    age_to: int | None
    mean: str  # as written: decimals stay what they are
    sd: str = ""
    n: int | None = None

    @property
    def of_all_ages(self) -> bool:
        return self.age_from is None

    def holds(self, age: int) -> bool:
        """Whether somebody of this age is among them by an age band."""
        return self.age_from is not None and self.age_from <= age <= self._last

    def overlaps(self, other: Row) -> bool:
        """Whether an age, or all ages, would stand in both."""
        if self.sex != other.sex or self.of_all_ages != other.of_all_ages:
            return False
        return (self.age_from or 0) <= other._last and (other.age_from or 0) <= self._last

    @property
    def _last(self) -> int:
        return OLDEST if self.age_to is None else self.age_to


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in one cell; line 0 or no column: of the whole table or line."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        if not self.line:
            return self.words
        where = {"line": self.line, "column": self.column, "words": self.words}
        if not self.column:
            return _("Line %(line)s: %(words)s") % where
        return _("Line %(line)s, %(column)s: %(words)s") % where


class NormsRefused(ValueError):
    """The table cannot be read in; `flaws` say where and why."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(map(str, self.flaws)))


def refused(words: str) -> NormsRefused:
    """The same for what is wrong with the whole of it."""
    return NormsRefused([Flaw(0, "", words)])


def rows_of(text: str, scale: Scale) -> list[Row]:
    """CSV with a line per group → its rows, in the order of the file. Raises NormsRefused with all flaws.

    Semicolons with decimal commas are read too, as table programs write them here and there.
    """
    names, lines = _lines(text.lstrip("\ufeff"))
    flaws = _flaws_of_head(names)
    if flaws or not lines:
        raise NormsRefused(flaws or [Flaw(0, "", _("There is no row in this table."))])
    if len(lines) > MOST_ROWS:
        raise refused(_("There are more than %(most)s rows.") % {"most": MOST_ROWS})
    found: list[tuple[int, Row]] = []
    for number, cells in lines:
        told = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        row, wrong = _row(told, scale)
        if any(cell.strip() for cell in cells[len(names) :]):
            wrong = [("", _("There are more cells than columns.")), *wrong]
        flaws += [Flaw(number, column, words) for column, words in wrong]
        if row is not None and not wrong:
            flaws += [
                Flaw(number, "age_from", _("Line %(line)s has these ages already.") % {"line": one})
                for one, before in found
                if row.overlaps(before)
            ]
            found.append((number, row))
    if flaws:
        raise NormsRefused(flaws)
    return [row for _number, row in found]


def _lines(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and (number, cells) of each line with something in it."""
    european = ";" in text.partition("\n")[0]
    try:
        reader = csv.reader(io.StringIO(text), delimiter=";" if european else ",", strict=True)
        found = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error:
        raise refused(_("This is no table we can read.")) from None
    if european:
        found = [(line, [cell.replace(",", ".") for cell in cells]) for line, cells in found]
    head = [name.strip().lower() for name in found[0][1]] if found else []
    while head and not head[-1]:  # a column a table program left empty
        head.pop()
    return head, found[1:]


def _flaws_of_head(names: Sequence[str]) -> list[Flaw]:
    lacking = [name for name in NEEDED if name not in names]
    strange = [name for name in names if name not in COLUMNS or names.count(name) > 1]
    flaws = []
    if lacking:
        words = _("The first line lacks: %(names)s.") % {"names": ", ".join(lacking)}
        flaws.append(Flaw(0, "", words))
    if strange:
        shown = ", ".join(f"“{name[:40]}”" for name in dict.fromkeys(strange))
        words = _("No columns of such a table, or there twice: %(names)s.") % {"names": shown}
        flaws.append(Flaw(0, "", words))
    return flaws


def _row(told: dict[str, str], scale: Scale) -> tuple[Row | None, list[tuple[str, str]]]:
    """The row, or None with what is wrong: (column, words)."""
    wrong: list[tuple[str, str]] = []
    sex = told.get("sex", "").lower()
    if sex not in SEXES:
        wrong.append(("sex", _("Write female, male or all.")))
    ages: dict[str, int | None] = {}
    for column in ("age_from", "age_to"):
        ages[column] = age = _whole(told.get(column, ""), OLDEST)
        if age is None and told.get(column):
            wrong.append((column, _("Write a whole number of years, or leave it empty.")))
    first, last = ages["age_from"], ages["age_to"]
    if first is None and told.get("age_to") and not told.get("age_from"):
        wrong.append(("age_from", _("Write from which age on.")))
    if first is not None and last is not None and last < first:
        wrong.append(("age_to", _("This is less than the age before it.")))
    mean, spread = _number(told.get("mean", "")), _number(told.get("sd", ""))
    if mean is None or not scale.low <= mean <= scale.high:
        ends = {"low": number_words(scale.low), "high": number_words(scale.high)}
        wrong.append(("mean", _("Write a number from %(low)s to %(high)s.") % ends))
    if told.get("sd") and (spread is None or not 0 <= spread <= scale.high - scale.low):
        words = _("Write a number from 0 to %(most)s, or leave it empty.")
        wrong.append(("sd", words % {"most": number_words(scale.high - scale.low)}))
    people = _whole(told.get("n", ""), MOST_PEOPLE)
    if told.get("n") and not people:
        wrong.append(("n", _("Write a whole number of people, or leave it empty.")))
    if wrong or mean is None:
        return None, wrong
    return Row(sex, first, last, told["mean"], told.get("sd", ""), people), []


def _whole(cell: str, most: int) -> int | None:
    found = int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= 10 else None
    return found if found is not None and found <= most else None


def _number(cell: str) -> Decimal | None:
    return Decimal(cell) if NUMBER.fullmatch(cell) else None


# ---------- What is kept of it, and which row somebody sees ----------


class Published(Protocol):
    """Where something was published."""

    @property
    def author(self) -> str: ...
    @property
    def published(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def address(self) -> str: ...


class Table(Published, Protocol):
    """What of a stored table its words need."""

    @property
    def place(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def rows(self) -> Any: ...


def stored(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """As it is kept."""
    return [asdict(row) for row in rows]


def kept_rows(table: Table) -> list[Row]:
    return [Row(**row) for row in table.rows]


def rule_mark(spec: ScaleSpec) -> str:
    """Of how a rule computes: averages of other numbers never stand beside these."""
    return hashlib.sha256(counts_as(spec).encode()).hexdigest()


def row_for(rows: Iterable[Row], sex: str, age: int | None) -> Row | None:
    """Of the group that was chosen the band of this age, else all ages together, else nothing."""
    of_group = [row for row in rows if row.sex == sex]
    by_age = [row for row in of_group if age is not None and row.holds(age)]
    return next(iter([*by_age, *(row for row in of_group if row.of_all_ages)]), None)


def norm_of(table: Table, sex: str, age: int | None) -> Norm:
    """The line of one table, or why there is none. `age`: None where it is not known to the reader."""
    rows = kept_rows(table)
    row = row_for(rows, sex, age)
    place = {"place": table.place}
    unknown = _("The year of birth is not known here.")
    if row is None and age is None:
        why = _("No dotted line: the table from %(place)s has no row for all ages.") % place
        return Norm(None, "", f"{why} {unknown}")
    if row is None:
        why = _("No dotted line: the table from %(place)s has no row for this age.")
        return Norm(None, "", why % place)
    words = {"who": who_words(row), **place}
    said = _("Dotted line, %(mean)s: average of %(who)s, %(place)s, %(year)s.") % {
        **words,
        "mean": number_words(Decimal(row.mean)),
        "year": table.year,
    }
    why = ""
    if row.of_all_ages and any(one.sex == sex and not one.of_all_ages for one in rows):
        why = unknown if age is None else _("The table has no row for this age.")
    said = f"{said} {why}".strip()
    source = publication_words(table)
    return Norm(Decimal(row.mean), _("%(who)s, %(place)s") % words, said, source)


def publication_words(table: Published) -> str:
    """ "Rossi A. (2021): Title. doi:10.…" """
    words = _("%(author)s (%(published)s): %(title)s. %(address)s")
    return words % {
        "author": table.author,
        "published": table.published,
        "title": table.title.rstrip("."),
        "address": table.address,
    }


def who_words(row: Row) -> str:
    """ "women 50–59" """
    return f"{group_words(row.sex)} {age_words(row)}".strip()


def group_words(sex: str) -> str:
    return {
        "female": pgettext("a group of a table of averages", "women"),
        "male": pgettext("a group of a table of averages", "men"),
    }.get(sex, pgettext("a group of a table of averages", "all"))


def age_words(row: Row) -> str:
    """ "50–59", "75+", or nothing for all ages."""
    if row.age_from is None:
        return ""
    return f"{row.age_from}+" if row.age_to is None else f"{row.age_from}–{row.age_to}"


# ---------- A choice: which table, which group ----------


def choice_of(ref: object, sex: str) -> str:
    """As it is kept with a clinician's or a member's choices."""
    return f"{ref}.{sex}"


def chosen(kept: str) -> tuple[str, str]:
    """(table, group) of such a choice."""
    ref, _dot, sex = kept.partition(".")
    return ref, sex
