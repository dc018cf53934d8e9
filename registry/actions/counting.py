"""How many people there are: counted with consent, told in a way that shows nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict, demand
from registry.cohort import ONLY, Criterion, NotCohort, codes_of, read_criteria, to_plain
from registry.cohort_sql import people
from registry.counted_people import CountedPeople, Key, Question
from registry.disclosure import Groups, Told, told
from registry.layout import Layout, has_boxes
from registry.models import CountRun, Dataset
from registry.queries.counts import FULL, first_told
from registry.queries.datasets import layout_of, version_in_use
from registry.queries.requests import rules_of
from registry.research import as_research

Run = tuple[Question, int, str]
A_DAY = timedelta(days=1)
MOST_A_DAY = 120  # different numbers of one account, each cell of a split one of them


@dataclass(frozen=True, slots=True)
class Counted:
    """What may be said. `full`: no number, because as many were told as may be."""

    told: Told
    threshold: int
    full: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """The cells of a split: codes ("" for whoever gave no answer, or several) and numbers.

    `full`: none, because as many numbers about the registry were told as may be.
    """

    codes: Sequence[str] = ()
    cells: Sequence[Told] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What the numbers told so far tell apart, and whom questions are about."""

    threshold: int
    groups: Groups[UUID]
    people: CountedPeople
    said: Mapping[Key, frozenset[UUID] | None]

    def ask(self, question: Question) -> frozenset[UUID]:
        """Whom its number speaks of; from now on it counts as told."""
        if question.key in self.said:
            return self.said[question.key] or frozenset()
        return self.groups.ask(self.people.of(question)) or frozenset()

    def run(self, question: Question, said: frozenset[UUID]) -> Run:
        """As it is remembered: how many there are, and what is told."""
        number = told(len(said), self.threshold).value
        return question, len(self.people.of(question)), json.dumps(number)


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
        known = _known(actor, [question])
        if known is None:
            _remember(actor, [(question, 0, FULL)])
            threshold = rules_of(dataset.registry_id).threshold
            return Counted(Told(None), threshold, full=True)
        said = known.ask(question)
        _remember(actor, [known.run(question, said)])
    return Counted(told(len(said), known.threshold), known.threshold)


def split_people(
    *,
    actor: SignedIn,
    dataset: Dataset,
    layout: Layout,
    criteria: Sequence[Criterion],
    use: str,
    by: str,
) -> Split | None:
    """The same people by the answers to one question with one answer each; each cell a question.

    None when the whole number may not be told either.
    """
    with transaction.atomic():
        whole = Question(dataset, layout, tuple(sorted(set(criteria))), use)
        cells = _cells(whole, by)
        known = _known(actor, [whole, *cells.values()])
        if known is None:
            return Split(full=True)
        left, numbers = known.ask(whole), list[Told]()
        runs = [known.run(whole, left)]
        if told(len(left), known.threshold).value is None:
            _remember(actor, runs)
            return None
        for cell in cells.values():
            said = known.groups.ask(known.people.of(cell)) or frozenset()
            numbers.append(told(len(said), known.threshold))
            left -= said
            if numbers[-1].value is not None:
                runs.append(known.run(cell, said))
        _remember(actor, runs)
        codes = [*cells]
        if left:  # what is left is theirs only where every other cell is told
            hidden = any(one.value is None for one in numbers)
            codes.append("")
            numbers.append(Told(None) if hidden else told(len(left), known.threshold))
    return Split(codes, numbers)


def _cells(whole: Question, by: str) -> dict[str, Question]:
    form, item = next(
        (form, one)
        for form, items in whole.layout.questions.items()
        for one in items
        if one.link_id == by and codes_of(one) and not has_boxes(one) and not one.identifier
    )
    return {
        code: replace(
            whole,
            criteria=tuple(sorted({*whole.criteria, Criterion(form, by, ONLY, (code,))})),
        )
        for code in codes_of(item)
    }


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


def _known(actor: SignedIn, asked: Sequence[Question]) -> _Known | None:
    """All numbers told before, counted anew beside these questions; None: no more may be told."""
    demand(may_count(actor))
    dataset = asked[0].dataset
    _one_at_a_time(dataset)
    rules, runs = rules_of(dataset.registry_id), list(first_told(dataset.registry_id))
    there = {(run.dataset_id, run.purpose, run.sha256) for run in runs}
    new = {one.key for one in asked} - there
    _demand_room(actor, new)
    if new and len(there) + len(new) > rules.most_told:
        return None
    earlier = list(_readable(runs, asked[0]))
    counted, groups = CountedPeople([*earlier, *asked]), Groups[UUID](rules.threshold)
    said = {one.key: groups.ask(counted.of(one)) for one in earlier}
    return _Known(rules.threshold, groups, counted, said)


def _readable(runs: Sequence[CountRun], question: Question) -> Iterator[Question]:
    """The questions behind them, oldest first.

    One about an answer the dataset does not ask for any more cannot be counted again.
    """
    layouts: dict[int, Layout | None] = {question.dataset.pk: question.layout}
    for run in sorted(runs, key=lambda one: one.pk):
        if run.dataset_id not in layouts:
            version = version_in_use(run.dataset)
            layouts[run.dataset_id] = layout_of(run.dataset, version) if version else None
        layout = layouts[run.dataset_id]
        with suppress(NotCohort):
            if layout is not None:
                criteria = read_criteria(layout, run.criteria, kept=True)
                yield Question(run.dataset, layout, criteria, run.purpose)


def _demand_room(actor: SignedIn, new: Set[Key]) -> None:
    """So many different numbers a day; looking again, or at somebody else’s, is none."""
    if not new or not actor.holds(Hat.RESEARCHER):
        return
    today = CountRun.objects.filter(by_account=actor.account_id, at__gt=Now() - A_DAY)
    asked = set(today.values_list("dataset_id", "purpose", "sha256"))
    if not new <= asked and len(asked | new) > MOST_A_DAY:
        demand(Denied(_("You asked a great deal today. Go on tomorrow.")))


def _remember(actor: SignedIn, runs: Sequence[Run]) -> None:
    """What was told, once for as long as it stays the same."""
    marks = [question.key[2] for question, _exact, _said in runs]
    same = CountRun.objects.filter(sha256__in=marks).order_by("dataset", "purpose", "sha256", "-pk")
    last = {
        (one.dataset_id, one.purpose, one.sha256): (one.told, one.exact)
        for one in same.distinct("dataset", "purpose", "sha256")
    }
    made = CountRun.objects.bulk_create(
        CountRun(
            dataset=question.dataset, purpose=question.use, sha256=question.key[2], exact=exact,
            told=said, criteria=[to_plain(one) for one in question.criteria],
            by_account=actor.account_id,
        )
        for question, exact, said in runs
        if last.get(question.key) != (said, exact)
    )  # fmt: skip
    if made:
        record(actor=actor, verb="registry.people.counted", thing=made[0], count=len(made))


def _one_at_a_time(dataset: Dataset) -> None:
    """Two questions at once would not know of each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"count:{dataset.registry_id}"],
        )
