"""The minutes: how each round of votes ended between two days, and who said what in it.

What a vote was about is told as it was then, also where a later change was approved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from po_platform.access.actor import Actor, SignedIn
from registry.models import Amendment, DataRequest, RequestStep, Vote
from registry.queries.requests import requests_for
from registry.request_flow import Move, RoundOver, Tally, rounds_over
from registry.request_rules import CANNOT

DECIDES = (Move.APPROVE, Move.REFUSE)
ENDS = (*DECIDES, Move.ASK_BACK, Move.WITHDRAW)  # every step that leads on from the committee
SITTINGS = 8


@dataclass(frozen=True, slots=True)
class Said:
    """One vote. `instead_of`: the name of whose seat a deputy filled, '' for a seat of her own."""

    vote: Vote
    instead_of: str


@dataclass(frozen=True, slots=True)
class Minute:
    """One round that ended with `step`. `change`: why a change was asked for, '' without one."""

    row: DataRequest
    step: RequestStep
    title: str
    asker: str
    institution: str
    question: str
    change: str
    conditions: str
    votes: Sequence[Said]
    tally: Tally

    @property
    def decided(self) -> bool:
        """Whether the votes made a decision."""
        return self.step.move in DECIDES


@dataclass(frozen=True, slots=True)
class Minutes:
    """Oldest first. `own`: some requests of these days are her own and stand in no line."""

    since: date
    until: date
    lines: Sequence[Minute]
    own: bool


def minutes_of(*, actor: Actor, since: date, until: date) -> Minutes:
    """Both days included; five queries, however many there are."""
    first, last = _begins(since), _begins(until + timedelta(days=1))
    ended = RequestStep.objects.filter(at__gte=first, at__lt=last, move__in=ENDS)
    rows = _seen(actor).filter(pk__in=ended.values("request_id"))
    own = isinstance(actor, SignedIn) and rows.filter(asked_by=actor.account_id).exists()
    lines = [
        line
        for row in _not_her_own(actor, rows).prefetch_related(
            Prefetch("steps", RequestStep.objects.order_by("pk")),
            Prefetch("votes", Vote.objects.order_by("pk")),
            Prefetch("amendments", Amendment.objects.order_by("pk")),
        )
        for line in _lines(row)
        if first <= line.step.at < last
    ]
    return Minutes(since, until, sorted(lines, key=lambda line: line.step.pk), own)


def sittings(*, actor: Actor) -> list[date]:
    """The latest days on which something was decided, newest first."""
    rows = _not_her_own(actor, _seen(actor))
    decided = RequestStep.objects.filter(request__in=rows.values("pk"), move__in=DECIDES)
    days = decided.datetimes("at", "day", order="DESC")[:SITTINGS]
    return [timezone.localdate(one) for one in days]


def _seen(actor: Actor) -> QuerySet[DataRequest]:
    return requests_for(actor=actor).filter(review_at__isnull=False)


def _not_her_own(actor: Actor, rows: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    """Without those she asks for herself: whoever asked reads no votes."""
    mine = Q(asked_by=actor.account_id) if isinstance(actor, SignedIn) else Q()
    return rows.exclude(mine)


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  (made aware)


def _lines(row: DataRequest) -> list[Minute]:
    steps = list(row.steps.all())
    over = rounds_over([(step.move, step.state) for step in steps])
    return [_line(row, steps[one.step], one) for one in over]


def _line(row: DataRequest, step: RequestStep, over: RoundOver) -> Minute:
    changes = list(row.amendments.all())
    terms = _terms(row, changes, over.change)
    votes = [one for one in row.votes.all() if one.round == over.number]
    about = changes[over.change - 1] if 0 < over.change <= len(changes) else None
    return Minute(
        row=row,
        step=step,
        title=terms["title"],
        asker=terms["asker"],
        institution=terms["institution"],
        question=terms["question"],
        change=about.why if about else "",
        conditions=terms["conditions"] if step.move in DECIDES else "",
        votes=_said(votes),
        tally=_tally(votes),
    )


def _terms(row: DataRequest, changes: Sequence[Amendment], change: int) -> Mapping[str, Any]:
    """What was asked and decided then: kept with the change, or with the one that came after it."""
    kept: Mapping[str, Any] = {}
    if 0 < change <= len(changes):
        kept = changes[change - 1].after or {}
    elif changes:
        kept = changes[0].before
    names = ("title", "asker", "institution", "question", "conditions")
    return {name: kept.get(name, getattr(row, name)) for name in names}


def _said(votes: Sequence[Vote]) -> list[Said]:
    seats = {one.account: one.who for one in votes}
    return [Said(one, seats.get(one.instead_of, "") if one.instead_of else "") for one in votes]


def _tally(votes: Sequence[Vote]) -> Tally:
    """Counted as they were: a deputy's vote stands for the seat it fills."""
    answers = [one.answer for one in votes]
    filled = {one.instead_of for one in votes if one.instead_of}
    aside = [one for one in votes if one.answer in CANNOT and one.account not in filled]
    return Tally(answers.count("yes"), answers.count("no"), answers.count("abstain"), len(aside))
