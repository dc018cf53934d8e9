"""Invented answers with the same columns as a release: nobody’s data, to try a program with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from questionnaires.definition import DATES, NUMBERS, Item
from questionnaires.expressions import number
from registry.cohort import codes_of
from registry.hiding import is_coded
from registry.layout import Layout, has_boxes
from registry.pseudonyms import check_sign
from registry.queries.codes import lists_beside
from registry.release_rows import YEAR, Piece, Sheet, as_agreed

PEOPLE = 100
AGAIN = 3  # at most, of what is filled in again and again
BLANKS = 0.1
ALL_DAYS = 30_000


@dataclass(frozen=True, slots=True)
class Occasion:
    """A form on one occasion. `visit`: its name, '' for none; `again`: who repeats, if any does."""

    form: str
    visit: str = ""
    place: int = 0
    again: str = ""  # "form" or "visit"


@dataclass(frozen=True)
class Inventing:
    """What the answers are made of: no row about anybody, only how the dataset is built.

    `dates`: as they go out; `codes`: list of terms → some of its codes.
    """

    layout: Layout
    sheet: Sheet
    occasions: Sequence[Occasion]
    dates: str
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def rows(self, *, seed: int) -> Iterator[list[str]]:
        """The lines of a hundred invented people; the same ones for the same seed."""
        random = Random(seed)  # noqa: S311  (invented answers need no strong randomness)
        for person in range(PEOPLE):
            body = f"TEST{person:08d}"
            days = random.randrange(1, 365)
            yield from self.sheet.rows(body + check_sign(body), [*self._pieces(random, days)])

    def _pieces(self, random: Random, days: int) -> Iterator[Piece]:
        asked = {column.item.link_id for column in self.sheet.columns if column.item}
        visits: dict[str, int] = {}
        for one in self.occasions:
            items = [item for item in self.layout.all_of.get(one.form, ()) if item.link_id in asked]
            if not items:
                continue
            times = 1
            if one.again == "form":
                times = random.randint(1, AGAIN)
            elif one.again == "visit":
                times = visits.setdefault(one.visit, random.randint(1, AGAIN))
            for instance in range(1, times + 1):
                alone = one.again == "form"
                nth = list(self.layout.questions).index(one.form) + 1 if alone else 0
                yield Piece(
                    one.form, one.visit, (one.place, int(alone), nth),
                    instance if one.again else 0, alone,
                    as_agreed(self.layout, self._answers(items, random), self.dates, days), {},
                )  # fmt: skip

    def _answers(self, items: Sequence[Item], random: Random) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in items:
            if random.random() > BLANKS:
                found[item.link_id] = self._answer(item, found, random)
        return found

    def _answer(self, item: Item, before: Mapping[str, Any], random: Random) -> Any:
        if is_coded(item):
            lists = [name for name in lists_beside(item, before) if self.codes.get(name)]
            if not lists:
                return ""
            codes = self.codes[random.choice(lists)]
            count = random.randint(1, min(AGAIN, len(codes))) if item.type == "text" else 1
            return "\n".join(random.sample(codes, count))
        if has_boxes(item):
            return [code for code in codes_of(item) if random.random() < 0.3]
        if item.type == "boolean":
            return random.random() < 0.5
        if item.options:
            return random.choice(codes_of(item))
        if item.type in DATES:
            return _day(item, random, year=self.dates == YEAR)
        if item.type in NUMBERS:
            return _number(item, random)
        return ""


def _day(item: Item, random: Random, *, year: bool) -> str:
    day = date(1930, 1, 1) + timedelta(days=random.randrange(ALL_DAYS))
    moment = item.type == "dateTime" and not year
    return f"{day.isoformat()}T{random.randrange(24):02}:00" if moment else day.isoformat()


def _number(item: Item, random: Random) -> int | float:
    low = number(item.min_value) if item.min_value not in ("", "today") else None
    high = number(item.max_value) if item.max_value not in ("", "today") else None
    least = float(low) if low is not None else 0.0
    most = float(high) if high is not None else least + 100
    if item.type == "integer":
        return random.randint(int(least), max(int(least), int(most)))
    return round(random.uniform(least, most), item.max_decimals or 1)
