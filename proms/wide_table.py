"""Answers and numbers as one wide table: a line for each sending, a column for each scale and question.

Columns are named `questionnaire.question` and `questionnaire.rule.scale`, as in the codebook; the
state of each stands beside it. An empty cell is of a question that did not show, or of another
questionnaire.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from proms.long_table import (
    Sending,
    Silence,
    Told,
    cell_of,
    facts_of,
    questions_of,
    state_of_silence,
)
from questionnaires.definition import Definition, Item

FACTS = (
    "person", "questionnaire", "version", "window", "opens_at", "due_at", "closes_at", "sent",
    "sent_at", "came_at", "corrects", "language", "mode", "given_by", "state",
)  # fmt: skip
SENT = "sent"


class Column(NamedTuple):
    """`row`: of a group filled in several times, from 1. `says`: "" is the value itself."""

    questionnaire: str
    part: str
    name: str
    row: str = ""
    says: str = ""

    @property
    def heading(self) -> str:
        """`weekly.q1`, `weekly.q7[2].state`, `phq-9.phq-9.total.n_answered`."""
        row = f"[{self.row}]" if self.row else ""
        return f"{self.questionnaire}.{self.name}{row}{self.says}"


class WideTable:
    """Lines lie in `kept` as they come, with numbers for columns; at the end the columns are known.

    So one reading is enough, and memory holds one line and the names of the columns.
    """

    def __init__(self, kept: IO[str]) -> None:
        self.kept = kept
        self.columns: dict[Column, int] = {}
        self.forms: dict[tuple[str, int], list[str]] = {}

    def add(self, told: Told) -> None:
        """One line more."""
        facts = facts_of(told)
        facts["state"] = state_of_silence(told) if isinstance(told, Silence) else SENT
        cells = {} if isinstance(told, Silence) else self._cells(told)
        head = [cell_of(facts.get(name)) for name in FACTS]
        self.kept.write(json.dumps([head, cells]) + "\n")

    def write(self, out: IO[str]) -> None:
        """The table with its headings."""
        order = self._in_order()
        places = {self.columns[column]: at for at, column in enumerate(order, len(FACTS))}
        writer = csv.writer(out)
        writer.writerow([*FACTS, *(cell_of(column.heading) for column in order)])
        self.kept.flush()
        self.kept.seek(0)
        for line in self.kept:
            head, cells = json.loads(line)
            row = head + [""] * len(order)
            for number, cell in cells.items():
                row[places[int(number)]] = cell
            writer.writerow(row)

    def _cells(self, sending: Sending) -> dict[int, Any]:
        slug = sending.response.instrument.slug
        if (slug, sending.version) not in self.forms:
            self._meet(slug, sending.version, sending.definition)
        found = [*_of_scales(slug, sending), *_of_questions(slug, sending)]
        return {self._number(column): cell_of(value) for column, value in found}

    def _number(self, column: Column) -> int:
        return self.columns.setdefault(column, len(self.columns))

    def _meet(self, slug: str, version: int, form: Definition) -> None:
        """Every question of a form has its column, whether anybody answered it or not."""
        self.forms[slug, version] = [item.link_id for item in form.walk()]
        for item in _once(form.items):
            for says in _says(item):
                self._number(Column(slug, "item", item.link_id, says=says))

    def _in_order(self) -> list[Column]:
        """By questionnaire: scales, then questions as the newest form has them, older ones after."""
        places: dict[tuple[str, str], int] = {}
        for (slug, _version), names in sorted(self.forms.items(), reverse=True):
            for name in names:
                places.setdefault((slug, name), len(places))

        def place(column: Column) -> tuple[str, bool, int, list[int], int]:
            asked = column.part == "item"
            at = places.get((column.questionnaire, column.name), 0) if asked else 0
            rows = [int(row) for row in column.row.split(".") if row]
            return column.questionnaire, asked, at, rows, self.columns[column]

        return sorted(self.columns, key=place)


def _of_scales(slug: str, sending: Sending) -> Iterator[tuple[Column, Any]]:
    for one in sending.scores:
        rule = Column(slug, "scale", one.spec.id)
        yield rule._replace(says=".spec_version"), one.spec.version
        yield rule._replace(says=".spec_sha256"), one.spec.sha256
    for one in sending.scores:
        scale = Column(slug, "scale", f"{one.spec.id}.{one.scale.id}")
        yield scale, one.value
        yield scale._replace(says=".state"), one.state
        yield scale._replace(says=".n_answered"), one.n_answered
        yield scale._replace(says=".n_items"), one.n_items


def _of_questions(slug: str, sending: Sending) -> Iterator[tuple[Column, Any]]:
    for line in questions_of(sending):
        column = Column(slug, "item", line["id"], line["row"])
        value, item = line["value"], sending.definition.by_link_id[line["id"]]
        for says in _says(item):
            if says.startswith("="):
                told = None if value is None else int(says[1:] in value)
                yield column._replace(says=says), told
        yield column, value
        yield column._replace(says=".state"), line["state"]


def _says(item: Item) -> tuple[str, ...]:
    """What columns a question has: its answer, its state, and 0 or 1 for each of several answers."""
    several = item.options if item.repeats else ()
    return ("", ".state", *(f"={option.code}" for option in several))


def _once(items: Iterable[Item]) -> Iterator[Item]:
    """The questions that are not in a group filled in several times."""
    for item in items:
        if item.is_question:
            yield item
        if not item.is_rows:
            yield from _once(item.items)
