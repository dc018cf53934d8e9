"""Whom questions about a registry are about: all of them in one pass over the entries.

Nobody's id outlives the request, so whoever left is in no count from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import and_, or_
from uuid import UUID

from registry.applying import applying
from registry.cohort import Clause, Criterion, each_in, parts_of, sha256_of
from registry.cohort_sql import Condition, all_at_once
from registry.layout import Layout
from registry.models import Dataset, Form
from registry.research import as_research

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """Whom a number is about. `use`: the purpose of the consent it is counted under."""

    dataset: Dataset
    layout: Layout
    criteria: tuple[Clause, ...]
    use: str

    @property
    def key(self) -> Key:
        return self.dataset.pk, self.use, sha256_of(self.criteria)

    @property
    def conditions(self) -> tuple[Criterion | None, ...]:
        """Everything that is asked; None: she is in the dataset at all, which has to hold."""
        return (None, *each_in(self.criteria))


class CountedPeople:
    """Everybody some questions about one registry are about; a statement for each purpose."""

    def __init__(self, questions: Collection[Question]) -> None:
        self._people: dict[str, list[UUID]] = {}
        # Who fits, a bit for each of these people, the first one highest.
        self._fits: dict[tuple[str, int, Criterion | None], int] = {}
        forms: dict[int, dict[str, int]] = {}
        columns: dict[int, dict[tuple[str, str], str]] = {}
        datasets = {one.dataset.pk for one in questions}
        rows = Form.objects.filter(dataset__in=datasets)
        for dataset, name, form, counted in rows.values_list("dataset_id", "name", "pk", "counted"):
            forms.setdefault(dataset, {})[name] = form
            typed = columns.setdefault(dataset, {})
            typed |= {(name, field): column for column, field in counted.items()}
        by_use: dict[str, list[Question]] = {}
        for one in questions:
            by_use.setdefault(one.use, []).append(one)
        for use, asked in by_use.items():
            self._find(use, asked, forms, columns)

    def of(self, question: Question) -> frozenset[UUID]:
        """For whom every condition of one of these questions holds."""
        use, dataset = question.use, question.dataset.pk
        groups = [
            [self._fits[use, dataset, one] for one in parts_of(it)] for it in question.criteria
        ]
        fits = reduce(and_, (reduce(or_, some) for some in groups), self._fits[use, dataset, None])
        people = self._people[use]
        return frozenset(compress(people, map("1".__eq__, f"{fits:0{len(people) or 1}b}")))

    def _find(
        self, use: str, questions: Sequence[Question], forms: dict[int, dict[str, int]],
        typed: dict[int, dict[tuple[str, str], str]],
    ) -> None:  # fmt: skip
        with as_research(questions[0].dataset.registry_id, use) as cursor:
            asked = {}
            for dataset, some in _by_dataset(questions).items():
                layout, places = some[0].layout, forms[dataset]
                fields = {one.field for question in some for one in each_in(question.criteria)}
                still = applying(cursor, layout, places, fields)
                for one in some:
                    for condition in one.conditions:
                        asked[dataset, condition] = Condition(
                            one.layout, places, typed[dataset], condition, still
                        )
            statement = all_at_once([*asked.values()])
            cursor.execute(statement.sql, statement.values)
            rows = cursor.fetchall()
        self._people[use] = [subject for subject, _fits in rows]
        columns = (
            zip(*(fits for _subject, fits in rows), strict=True) if rows else [()] * len(asked)
        )
        for place, column in zip(asked, columns, strict=True):
            self._fits[use, *place] = int("".join(column) or "0", 2)


def _by_dataset(questions: Sequence[Question]) -> dict[int, list[Question]]:
    found: dict[int, list[Question]] = {}
    for one in questions:
        found.setdefault(one.dataset.pk, []).append(one)
    return found
