"""The forms of a dataset and the columns its data files have, in the order of its dictionary."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from questionnaires.definition import Definition, Item
from questionnaires.redcap.importing import FORM

EVENT = "redcap_event_name"
REPEATED_FORM = "redcap_repeat_instrument"
INSTANCE = "redcap_repeat_instance"
GROUP = "redcap_data_access_group"
SURVEY = "redcap_survey_identifier"
OF_THE_ROW = (GROUP, SURVEY)  # kept as they come, and given out again
WHEN, ORIGIN = "__when", "__from"
Kind = Literal["answer", "tick", "reason", "status", "stamp", "when", "origin"]


@dataclass(frozen=True)
class Column:
    """One column: the answer at a question, one box of a checkbox, the state of a form.

    Only where a dataset uses them: `reason`, a box that says why nothing is ticked; `stamp`, when a
    survey was sent. Only where they are wanted: `when`, what day a form speaks of; `origin`, where
    the answer to the question `code` comes from.
    """

    name: str
    form: str
    kind: Kind
    item: Item | None = None
    code: str = ""


@dataclass(frozen=True)
class Layout:
    """A dataset as files know it."""

    definition: Definition
    missing_codes: tuple[str, ...] = ()

    @cached_property
    def record(self) -> str:
        """The column that names the record: the first field."""
        return next(item.link_id for item in self.definition.walk() if item.is_question)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Names of the forms in order."""
        return tuple(group.link_id.removeprefix(FORM) for group in self.definition.items)

    @cached_property
    def questions(self) -> dict[str, tuple[Item, ...]]:
        """Form → its questions, calculated and hidden ones included, the record's name left out."""
        return {
            group.link_id.removeprefix(FORM): tuple(
                item
                for item in Definition(group.items).walk()
                if item.is_question and item.link_id != self.record
            )
            for group in self.definition.items
        }

    def columns(self, extra: Collection[str] = (), *, origins: bool = False) -> Iterator[Column]:
        """Every column after those that name the row, and those of `extra` that stand in between.

        `origins`: with those that say where answers come from and when they were so.
        """
        for form in self.forms:
            if f"{form}_timestamp" in extra:
                yield Column(f"{form}_timestamp", form, "stamp")
            if origins:
                yield Column(f"{form}{WHEN}", form, "when")
            for item in self.questions[form]:
                yield from self._columns_of(form, item, extra)
                if origins:
                    yield Column(f"{item.link_id}{ORIGIN}", form, "origin", code=item.link_id)
            yield Column(f"{form}_complete", form, "status")

    def extras(self) -> frozenset[str]:
        """Every column a dataset may have and most do not use."""
        stamps = {f"{form}_timestamp" for form in self.forms}
        boxes = {
            tick_name(item.link_id, code)
            for listed in self.questions.values()
            for item in listed
            if has_boxes(item)
            for code in self.missing_codes
        }
        return frozenset(stamps | boxes)

    def _columns_of(self, form: str, item: Item, extra: Collection[str]) -> Iterator[Column]:
        if not has_boxes(item):
            yield Column(item.link_id, form, "answer", item)
            return
        for option in item.options:
            yield Column(tick_name(item.link_id, option.code), form, "tick", item, option.code)
        for code in self.missing_codes:
            name = tick_name(item.link_id, code)
            if name in extra and item.option(code) is None:
                yield Column(name, form, "reason", item, code)


def has_boxes(item: Item) -> bool:
    """Whether the answers are boxes to tick, each with a column of its own."""
    return item.type == "choice" and item.repeats


def tick_name(field: str, code: str) -> str:
    """`race___1`; of a code -2 `race____2`."""
    return f"{field}___{re.sub(r'[^a-z0-9_]', '_', code.lower())}"
