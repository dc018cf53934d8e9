"""How many people there are: counted with consent, told in a way that shows nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict, demand
from registry.cohort import ONLY, Criterion, NotCohort, codes_of, read_criteria, sha256_of, to_plain
from registry.cohort_sql import people
from registry.disclosure import Groups, Told, told
from registry.layout import Layout, has_boxes
from registry.models import CountRun, Dataset
from registry.queries.datasets import layout_of, version_in_use
from registry.queries.requests import rules_of
from registry.research import as_research

A_DAY = timedelta(days=1)
MOST_A_DAY = 60  # different questions of one account
MOST_TOLD = 400  # different questions about one registry; later ones get no number
UNTOLD = ("null", "similar", "0")  # what was said instead of a number; the last two once were

People = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Counted:
    """What may be said."""

    told: Told
    threshold: int


@dataclass(frozen=True, slots=True)
class Question:
    """Whom a number is about. `use`: the purpose of the consent it is counted under."""

    dataset: Dataset
    layout: Layout
    criteria: tuple[Criterion, ...]
    use: str

    @property
    def key(self) -> tuple[int, str, str]:
        return self.dataset.pk, self.use, sha256_of(self.criteria)

    def people(self) -> set[UUID]:
        return subjects_of(self.dataset, self.layout, self.criteria, self.use)


def may_count(actor: SignedIn) -> Verdict:
    """Researchers, curators and the committee."""
    if actor.holds(Hat.RESEARCHER, Hat.CURATOR, Hat.COMMITTEE):
        return Allowed()
    return Denied(_("You cannot count people in a registry."))


def count_people(
    *, actor: SignedIn, dataset: Dataset, layout: Layout, criteria: Sequence[Criterion], use: str
) -> Counted:
    """The number for these conditions, counted now: whoever left is in none from then on.

    `use`: the purpose of the consent it is counted under; see registry.uses.
    """
    with transaction.atomic():
        question = Question(dataset, layout, tuple(sorted(set(criteria))), use)
        counted, _groups, _found = _count(actor, question)
    return counted


def split_people(
    *,
    actor: SignedIn,
    dataset: Dataset,
    layout: Layout,
    criteria: Sequence[Criterion],
    use: str,
    by: str,
) -> tuple[list[str], list[Told]] | None:
    """The same people by the answers to one question with one answer each; each cell a question.

    Gives the codes of the cells ("" for whoever gave no answer, or several) and their numbers;
    None when the whole number may not be told either.
    """
    with transaction.atomic():
        whole = Question(dataset, layout, tuple(sorted(set(criteria))), use)
        counted, groups, left = _count(actor, whole)
        if counted.told.value is None:
            return None
        form, item = next(
            (form, one)
            for form, items in layout.questions.items()
            for one in items
            if one.link_id == by and codes_of(one) and not has_boxes(one) and not one.identifier
        )
        codes, cells, hidden = list(codes_of(item)), [], False
        for code in codes:
            only = Criterion(form, by, ONLY, (code,))
            cell = Question(dataset, layout, tuple(sorted({*whole.criteria, only})), use)
            found = cell.people()
            said = groups.ask(found)
            cells.append(told(len(said or ()), counted.threshold))
            hidden |= cells[-1].value is None
            left -= said or frozenset()
            if cells[-1].value is not None:
                _remember(actor, cell, len(found), json.dumps(cells[-1].value))
        if left:  # what is left is theirs only where every other cell is told
            codes.append("")
            cells.append(Told(None) if hidden else told(len(left), counted.threshold))
    return codes, cells


def subjects_of(
    dataset: Dataset, layout: Layout, criteria: Sequence[Criterion], use: str
) -> set[UUID]:
    """Who they are: for code that shows nobody, and never outlives the request."""
    rows = list(dataset.forms.values_list("name", "pk", "counted"))
    forms = {name: pk for name, pk, _counted in rows}
    columns = {(name, field): column for name, _pk, kept in rows for column, field in kept.items()}
    statement = people(layout, forms, criteria, columns)
    with as_research(dataset.registry_id, use) as cursor:
        cursor.execute(f"select distinct subject_id from ({statement.sql}) found", statement.values)  # noqa: S608  (made by cohort_sql)
        return {subject for (subject,) in cursor.fetchall()}


def _count(actor: SignedIn, question: Question) -> tuple[Counted, Groups[UUID], People]:
    """The number, what is known after it, and whom it speaks of."""
    demand(may_count(actor))
    _one_at_a_time(question.dataset)
    threshold = rules_of(question.dataset.registry_id).threshold
    earlier, groups = list(_told_before(question)), Groups[UUID](threshold)
    if all(one.key != question.key for one in earlier):
        _demand_room(actor, question)
        earlier.append(question)
    said, found = None, set[UUID]()
    for one in earlier[: MOST_TOLD + 1]:
        asked = one.people()
        answer = groups.ask(asked)
        if one.key == question.key:
            said, found = answer, asked
    number = told(len(said or ()), threshold)
    _remember(actor, question, len(found), json.dumps(number.value))
    return Counted(number, threshold), groups, said or frozenset()


def _told_before(question: Question) -> Iterator[Question]:
    """Every question about this registry that got a number, oldest first, whoever asked.

    One about an answer the dataset does not ask for any more cannot be counted again.
    """
    runs = CountRun.objects.filter(dataset__registry_id=question.dataset.registry_id)
    runs = runs.exclude(told__in=UNTOLD).select_related("dataset__registry")
    first = runs.order_by("dataset", "purpose", "sha256", "pk").distinct(
        "dataset", "purpose", "sha256"
    )
    layouts: dict[int, Layout | None] = {question.dataset.pk: question.layout}
    for run in sorted(first, key=lambda one: one.pk):
        if run.dataset_id not in layouts:
            version = version_in_use(run.dataset)
            layouts[run.dataset_id] = layout_of(run.dataset, version) if version else None
        layout = layouts[run.dataset_id]
        with suppress(NotCohort):
            if layout is not None:
                criteria = read_criteria(layout, run.criteria, kept=True)
                yield Question(run.dataset, layout, criteria, run.purpose)


def _demand_room(actor: SignedIn, question: Question) -> None:
    """So many different questions a day; looking again, or at somebody else’s, is none."""
    if not actor.holds(Hat.RESEARCHER):
        return
    today = CountRun.objects.filter(by_account=actor.account_id, at__gt=Now() - A_DAY)
    asked = today.exclude(criteria__contains=[{"op": ONLY}]).values_list(
        "dataset_id", "purpose", "sha256"
    )
    different = set(asked)
    if question.key not in different and len(different) >= MOST_A_DAY:
        demand(Denied(_("You asked a great deal today. Go on tomorrow.")))


def _remember(actor: SignedIn, question: Question, exact: int, said: str) -> None:
    """What was told, once for as long as it stays the same."""
    dataset, use, mark = question.key
    same = CountRun.objects.filter(dataset_id=dataset, purpose=use, sha256=mark)
    last = same.order_by("-pk").first()
    if last is not None and (last.told, last.exact) == (said, exact):
        return
    run = CountRun.objects.create(
        dataset=question.dataset, purpose=use, sha256=mark, exact=exact, told=said,
        criteria=[to_plain(one) for one in question.criteria], by_account=actor.account_id,
    )  # fmt: skip
    record(actor=actor, verb="registry.people.counted", thing=run)


def _one_at_a_time(dataset: Dataset) -> None:
    """Two questions at once would not know of each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"count:{dataset.registry_id}"],
        )
