"""The forms and questions of datasets as they are written, and those several datasets share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from po_platform.access.actor import Actor
from questionnaires.models import Version
from registry.models import Dataset, Terminology
from registry.queries.datasets import all_my_rights, my_datasets
from registry.question_book import Book
from registry.question_rows import Row, form_of, name_of, same_answers
from registry.rules import may_manage


@dataclass(frozen=True)
class Use:
    """One question in one dataset."""

    dataset: Dataset
    form: str
    row: Row


@dataclass(frozen=True)
class Shared:
    """Questions of one name in several datasets. `same`: they take the same answers."""

    name: str
    same: bool
    uses: tuple[Use, ...]


def newest_version(dataset: Dataset) -> Version:
    """The draft, else the version in use."""
    return dataset.questionnaire.versions.order_by("-number")[0]


def used_names(dataset: Dataset) -> set[str]:
    """Questions of every version that was ever in use: their names stay as they are in files."""
    return {name_of(row) for row in _used_rows(dataset)}


def used_codes(dataset: Dataset, name: str) -> list[Row]:
    """The rows such a question had in versions that were in use."""
    return [row for row in _used_rows(dataset) if name_of(row) == name]


def used_forms(dataset: Dataset) -> set[str]:
    """Forms of every version that was ever in use."""
    return {form_of(row) for row in _used_rows(dataset)}


def _used_rows(dataset: Dataset) -> list[Row]:
    was = dataset.questionnaire.versions.exclude(state=Version.State.DRAFT)
    listed = was.order_by("number").values_list("metadata__redcap", flat=True)
    return [row for rows in listed for row in rows or ()]


def lists_of_terms() -> list[tuple[str, str]]:
    """(slug, title) of each list that was read in."""
    return list(Terminology.objects.order_by("title", "slug").values_list("slug", "title"))


def datasets_i_write(*, actor: Actor) -> list[Dataset]:
    """Datasets of registries the actor looks after."""
    rights = all_my_rights(actor=actor)
    return [
        one
        for one in my_datasets(actor=actor)
        if may_manage(actor, rights.get(one.registry_id, []))
    ]


def books_of(datasets: Iterable[Dataset]) -> dict[int, Book]:
    """By dataset: what is in use, else the draft. One query."""
    mine = {one.questionnaire_id: one.pk for one in datasets}
    first = Case(
        When(state=Version.State.PUBLISHED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = Version.objects.filter(questionnaire_id__in=mine).order_by(
        "questionnaire_id", first, "-number"
    )
    rows = found.distinct("questionnaire_id").values_list("questionnaire_id", "metadata")
    return {mine[questionnaire]: Book.of(metadata) for questionnaire, metadata in rows}


def shared_questions(*, actor: Actor) -> list[Shared]:
    """Names two or more of these datasets use, those that ask differently first."""
    datasets = {one.pk: one for one in datasets_i_write(actor=actor)}
    uses: dict[str, list[Use]] = defaultdict(list)
    for pk, book in books_of(datasets.values()).items():
        for row in book.rows[1:]:
            uses[name_of(row)].append(Use(datasets[pk], form_of(row), row))
    found = [
        Shared(name, all(same_answers(listed[0].row, one.row) for one in listed), tuple(listed))
        for name, listed in uses.items()
        if len({one.dataset.pk for one in listed}) > 1
    ]
    return sorted(found, key=lambda one: (one.same, one.name))
