"""A request in words: its questions, its people, and what happened, as every side reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from questionnaires.models import Version
from registry.cohort import Clause, each_in, read_criteria
from registry.cohort_words import in_words, no_entry_means
from registry.layout import Layout
from registry.models import DataRequest
from registry.queries.codes import codes_in_words
from registry.queries.datasets import (
    form_in_use,
    layout_of,
    version_in_use,
    with_words_beside,
)


class NotInUse(LookupError):
    """The dataset has no version yet."""


class Shown:
    """The dataset behind a request, read once; without a `version` the one in use now.

    `aged`: the form a frozen copy took ages from, and their year, whatever became of it since.
    """

    def __init__(
        self, row: DataRequest, version: Version | None = None, aged: tuple[str, int] | None = None
    ) -> None:
        version = version or version_in_use(row.dataset)
        if version is None:
            raise NotInUse(row.dataset.slug)
        self.row, self.version = row, version
        self.layout: Layout = layout_of(row.dataset, version)
        year = timezone.localdate().year
        if aged is not None:
            self.layout, year = replace(self.layout, aged=aged[0], ages=True), aged[1]
        self.words = with_words_beside(form_in_use(version), self.layout, year)

    def label(self, name: str) -> str:
        """What a question is called."""
        item = self.layout.item(name)
        return (self.words.texts.label(item) if item else "") or name

    def option(self, name: str, code: str) -> str:
        """What an answer is called."""
        item = self.layout.definition.by_link_id.get(name)
        if item is not None and item.type == "boolean":
            return code
        return self.words.texts.option(name, code).text or code

    def criteria(self) -> tuple[Clause, ...]:
        """The conditions of its cohort; none means everybody."""
        return read_criteria(self.layout, self.row.cohort.criteria) if self.row.cohort else ()

    def chosen_by_told(self) -> set[str]:
        """What people are chosen by that the consent answers now: no condition counts it rightly."""
        return {one.field for one in each_in(self.criteria()) if one.field in self.layout.told}

    def named(self) -> set[str]:
        """Everything asked for, and what people are chosen by."""
        return {*self.row.variables, *(one.field for one in each_in(self.criteria()))}

    def people_in_words(self) -> list[str]:
        """A sentence for each condition."""
        return self.in_words(self.criteria())

    def no_entry_means(self) -> str:
        """What to know where somebody has to have no such entry; else nothing."""
        return no_entry_means(self.criteria())

    def in_words(self, criteria: Sequence[Clause]) -> list[str]:
        """The same for other conditions."""
        named = codes_in_words(self.layout, each_in(criteria))

        def option(name: str, code: str) -> str:
            return named.get((name, code)) or self.option(name, code)

        return in_words(criteria, self.label, option)

    def chosen(self) -> dict[str, list[str]]:
        """Form → the words of what is asked for."""
        wanted = set(self.row.variables)
        found = {
            form: [self.label(one.link_id) for one in items if one.link_id in wanted]
            for form, items in self.layout.all_of.items()
        }
        return {form: names for form, names in found.items() if names}
