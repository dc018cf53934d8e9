"""All numbers that were told before, counted anew beside new questions, so that they fit together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict, demand
from registry.cohort import NotCohort, each_in, read_criteria, to_stored
from registry.counted_people import CountedPeople, Key, Question
from registry.disclosure import Groups, told
from registry.layout import AGE_ITEM, Layout
from registry.models import CountRun, Dataset
from registry.queries.counts import first_told
from registry.queries.datasets import layout_of, version_in_use
from registry.queries.requests import rules_of
from registry.rules import is_operator

Run = tuple[Question, int, str]
A_DAY = timedelta(days=1)
MOST_A_DAY = 120  # different numbers of one account, each cell of a split one of them


@dataclass(frozen=True, slots=True)
class Known:
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

    def again(self) -> Known:
        """The same, so that questions can be tried without counting as told."""
        return replace(self, groups=Groups(self.groups.threshold, list(self.groups.known)))

    def run(self, question: Question, said: frozenset[UUID]) -> Run:
        """As it is remembered: how many there are, and what is told."""
        number = told(len(said), self.threshold).value
        return question, len(self.people.of(question)), json.dumps(number)


def may_count(actor: Actor) -> Verdict:
    """Researchers, curators and the committee; the portal for the figures everybody sees."""
    if is_operator(actor):
        return Allowed()
    if isinstance(actor, SignedIn) and actor.holds(Hat.RESEARCHER, Hat.CURATOR, Hat.COMMITTEE):
        return Allowed()
    return Denied(_("You cannot count people in a registry."))


def _ages_may_be_asked(asked: Sequence[Question]) -> Verdict:
    """A condition from before may name an age that may not be used now."""
    if not any(map(_by_former_age, asked)):
        return Allowed()
    return Denied(_("Ages cannot be used in this dataset now. Take the condition out, or wait."))


def _may_be_held_against(earlier: Sequence[Question]) -> Verdict:
    """What was told by an age nobody can count any more would be missing beside every new number."""
    if not any(map(_by_former_age, earlier)):
        return Allowed()
    return Denied(
        _(
            "No number: people of this registry were counted by age before, and ages cannot be used"
            " now as they were then. Counting goes on when they can."
        )
    )


def _by_former_age(question: Question) -> bool:
    """Whether it asks for an age that is not kept now, or comes from another form by now."""
    layout = question.layout
    return any(
        layout.askable[one.form].get(one.field) is AGE_ITEM
        and not (layout.ages and one.form == layout.aged)
        for one in each_in(question.criteria)
    )


def known_numbers(actor: Actor, asked: Sequence[Question]) -> Known | None:
    """All numbers told before, counted anew beside these questions; None: no more may be told.

    Raises PermissionDenied where an age was asked for, now or before, that cannot be used now.
    """
    demand(may_count(actor))
    demand(_ages_may_be_asked(asked))
    dataset = asked[0].dataset
    _one_at_a_time(dataset)
    rules, runs = rules_of(dataset.registry_id), list(first_told(dataset.registry_id))
    there = {(run.dataset_id, run.purpose, run.sha256) for run in runs}
    new = {one.key for one in asked} - there
    _demand_room(actor, new)
    if new and len(there) + len(new) > rules.most_told:
        return None
    earlier = list(_readable(runs, asked[0]))
    demand(_may_be_held_against(earlier))
    counted, groups = CountedPeople([*earlier, *asked]), Groups[UUID](rules.threshold)
    said = {one.key: groups.ask(counted.of(one)) for one in earlier}
    return Known(rules.threshold, groups, counted, said)


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


def _demand_room(actor: Actor, new: Set[Key]) -> None:
    """So many different numbers a day; looking again, or at somebody else’s, is none."""
    if not new or not isinstance(actor, SignedIn) or not actor.holds(Hat.RESEARCHER):
        return
    today = CountRun.objects.filter(by_account=actor.account_id, at__gt=Now() - A_DAY)
    asked = set(today.values_list("dataset_id", "purpose", "sha256"))
    if not new <= asked and len(asked | new) > MOST_A_DAY:
        demand(Denied(_("You asked a great deal today. Go on tomorrow.")))


def remember(actor: Actor, runs: Sequence[Run]) -> None:
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
            told=said, criteria=to_stored(question.criteria),
            by_account=actor.account_id if isinstance(actor, SignedIn) else None,
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
