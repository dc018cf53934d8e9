"""The forms of a dataset and the columns its data files have, in the order of its dictionary."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from questionnaires.definition import DATES, Definition, Item
from questionnaires.redcap.field import tick_name
from questionnaires.redcap.importing import FORM

EVENT = "redcap_event_name"
REPEATED_FORM = "redcap_repeat_instrument"
INSTANCE = "redcap_repeat_instance"
GROUP = "redcap_data_access_group"
SURVEY = "redcap_survey_identifier"
OF_THE_ROW = (GROUP, SURVEY)  # kept as they come, and given out again
WHEN, ORIGIN = "__when", "__from"
BESIDE = "beside"  # the code of a column that is no question
AGE = "age__years"  # worked out from the year of birth, where a dataset lets ages be used
OLDEST_TOLD = 90  # 90 stands for 90 and more
Kind = Literal["answer", "tick", "reason", "status", "stamp", "when", "origin"]


@dataclass(frozen=True)
class Column:
    """One column: the answer at a question, one box of a checkbox, the state of a form.

    Only where a dataset uses them: `reason`, a box that says why nothing is ticked; `stamp`, when a
    survey was sent. Only where they are wanted: `when`, what day a form speaks of; `origin`, where
    the answer to the question `code` comes from; answers nobody gave, with the code BESIDE.
    """

    name: str
    form: str
    kind: Kind
    item: Item | None = None
    code: str = ""


@dataclass(frozen=True)
class Layout:
    """A dataset as files know it.

    `aged`: the form that asks for the birth date, '' where none does; `ages`: whether ages may be
    used now. `told`: questions nobody answers, see registry.from_consent.
    """

    definition: Definition
    missing_codes: tuple[str, ...] = ()
    aged: str = ""
    ages: bool = False
    told: frozenset[str] = frozenset()

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

    @cached_property
    def beside(self) -> dict[str, tuple[Item, ...]]:
        """Form → what nobody is asked and may be asked for: the day it speaks of, the age.

        A question of the same name comes first.
        """
        found: dict[str, tuple[Item, ...]] = {}
        for form in self.forms:
            day = Item(f"{form}{WHEN}", "date", partial_dates=True)
            some = (day, AGE_ITEM) if form == self.aged else (day,)
            found[form] = tuple(
                one for one in some if one.link_id not in self.definition.by_link_id
            )
        return found

    @cached_property
    def days(self) -> dict[str, str]:
        """Form → the name under which the day it speaks of is asked for."""
        return {
            form: item.link_id
            for form, items in self.beside.items()
            for item in items
            if item is not AGE_ITEM
        }

    @cached_property
    def dated(self) -> frozenset[str]:
        """Everything that is a date."""
        asked = (one for listed in self.questions.values() for one in listed)
        return frozenset(one.link_id for one in asked if one.type in DATES) | {*self.days.values()}

    @cached_property
    def all_of(self) -> dict[str, tuple[Item, ...]]:
        """Form → its questions, and what stands beside them."""
        return {form: (*items, *self.beside[form]) for form, items in self.questions.items()}

    def age_at(self, form: str) -> tuple[Item, ...]:
        """The age, at the form that asks for the birth date."""
        return tuple(one for one in self.beside.get(form, ()) if one is AGE_ITEM)

    @cached_property
    def askable(self) -> dict[str, dict[str, Item]]:
        """Form → by name what a condition may ever have been about: also an age not used now."""
        beside = {} if AGE in self.definition.by_link_id else {AGE: AGE_ITEM}
        return {
            form: {**beside, **{one.link_id: one for one in items}}
            for form, items in self.questions.items()
        }

    def item(self, name: str) -> Item | None:
        """A question, or what stands beside them; None where the dataset has no such name."""
        found = self.definition.by_link_id.get(name)
        if found is not None:
            return found
        every = (one for items in self.beside.values() for one in items)
        return next(
            (one for one in every if one.link_id == name), AGE_ITEM if name == AGE else None
        )

    def columns(
        self, extra: Collection[str] = (), *, origins: bool = False, beside: bool = False
    ) -> Iterator[Column]:
        """Every column after those that name the row, and those of `extra` that stand in between.

        `origins`: with those that say where answers come from and when they were so. `beside`: with
        what nobody is asked and may be asked for.
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
            for item in self.beside[form] if beside else ():
                yield Column(item.link_id, form, "answer", item, BESIDE)
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


AGE_ITEM = Item(AGE, "integer", min_value="0", max_value=str(OLDEST_TOLD))


def has_boxes(item: Item) -> bool:
    """Whether the answers are boxes to tick, each with a column of its own."""
    return item.type == "choice" and item.repeats
