"""Invented answers with the same columns as a release: nobody’s data, to try a program with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from questionnaires.definition import DATES, NUMBERS, Item
from questionnaires.expressions import number
from registry.cohort import codes_of
from registry.layout import Layout, has_boxes
from registry.pseudonyms import check_sign
from registry.release_rows import Piece, Sheet

PEOPLE = 100
BLANKS = 0.1


def artificial_rows(layout: Layout, sheet: Sheet, *, seed: int) -> Iterator[list[str]]:
    """A hundred invented people; the same ones for the same seed. No row of the registry is read."""
    random = Random(seed)  # noqa: S311  (invented answers need no strong randomness)
    asked = {column.item.link_id for column in sheet.columns if column.item}
    for person in range(PEOPLE):
        body = f"TEST{person:08d}"
        pieces = [
            Piece(
                form, "", (0, 0, 0), 0, False,
                {
                    item.link_id: _answer(item, random)
                    for item in items
                    if item.link_id in asked and random.random() > BLANKS
                },
                {},
            )
            for form, items in layout.questions.items()
        ]  # fmt: skip
        yield from sheet.rows(body + check_sign(body), pieces)


def _answer(item: Item, random: Random) -> Any:
    if has_boxes(item):
        return [code for code in codes_of(item) if random.random() < 0.3]
    if item.type == "boolean":
        return random.random() < 0.5
    if item.options:
        return random.choice(codes_of(item))
    if item.type in DATES:
        return (date(1930, 1, 1) + timedelta(days=random.randrange(30_000))).isoformat()
    if item.type in NUMBERS:
        return _number(item, random)
    return ""


def _number(item: Item, random: Random) -> int | float:
    low = number(item.min_value) if item.min_value not in ("", "today") else None
    high = number(item.max_value) if item.max_value not in ("", "today") else None
    least = float(low) if low is not None else 0.0
    most = float(high) if high is not None else least + 100
    if item.type == "integer":
        return random.randint(int(least), max(int(least), int(most)))
    return round(random.uniform(least, most), item.max_decimals or 1)
