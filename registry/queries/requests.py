"""Requests for data as each side sees them: who asks, who screens, who votes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from members.models import RoleHolding
from po_platform.access.actor import Actor, Hat, SignedIn
from registry.models import Amendment, DataRequest, Deputy, ReleaseRules, Right, Vote
from registry.request_flow import Move, State, Stay, Tally, due_at
from registry.request_rules import CANNOT, Seat, may_ask

PAGE = 50
BEFORE_REVIEW = (State.DRAFT, State.SCREENING, State.WITHDRAWN)


def requests_for(*, actor: Actor) -> QuerySet[DataRequest]:
    """Her own; those sent to a registry she manages; for the committee those passed on to it."""
    rows = DataRequest.objects.select_related("dataset__registry", "cohort")
    if not isinstance(actor, SignedIn):
        return rows.none()
    which = Q(pk__isnull=True)
    if may_ask(actor):
        which |= Q(asked_by=actor.account_id)
    if actor.holds(Hat.CURATOR):
        which |= Q(dataset__registry__in=_managed(actor)) & ~Q(state=State.DRAFT)
    if actor.holds(Hat.COMMITTEE):
        which |= Q(review_at__isnull=False)
    return rows.filter(which)


def request_of(*, actor: Actor, ref: UUID, lock: bool = False) -> DataRequest:
    """One of them. Raises Http404."""
    rows = requests_for(actor=actor).filter(ref=ref)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.first()
    if found is None:
        raise Http404
    return found


def page_of_requests(*, actor: Actor, after: int = 0) -> list[DataRequest]:
    """Newest first, and one more if there is."""
    rows = requests_for(actor=actor)
    if after:
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[: PAGE + 1])


def curates(*, actor: Actor, row: DataRequest) -> bool:
    """Whether the actor manages the registry the request is about."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.CURATOR):
        return False
    return _managed(actor).filter(registry_id=row.dataset.registry_id).exists()


def manages_any(*, actor: Actor) -> bool:
    """Whether the actor manages a registry."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.CURATOR):
        return False
    return _managed(actor).exists()


def _managed(actor: SignedIn) -> QuerySet[Right, int]:
    mine = Right.objects.filter(account_id=actor.account_id, manages=True)
    return mine.values_list("registry_id", flat=True)


def managers_of(registry_id: int) -> list[int]:
    """Accounts that manage a registry."""
    rights = Right.objects.filter(registry_id=registry_id, manages=True)
    return list(rights.values_list("account_id", flat=True))


def rules_of(registry_id: int) -> ReleaseRules:
    """How the registry decides; the defaults where nobody said anything."""
    found = ReleaseRules.objects.filter(registry_id=registry_id).first()
    return found or ReleaseRules(registry_id=registry_id)


def stays_of(row: DataRequest) -> list[Stay]:
    """Its states in order, since it was sent, or since a change of it was begun."""
    steps = list(row.steps.order_by("pk"))
    begun = max((at for at, step in enumerate(steps) if step.move == Move.AMEND), default=0)
    return [Stay(step.state, step.at) for step in steps[begun:]]


def decision_due(row: DataRequest) -> datetime | None:
    """By when we promised to decide; None while the clock stands still."""
    days = rules_of(row.dataset.registry_id).answer_days
    return due_at(stays_of(row), days, timezone.now())


@dataclass(frozen=True, slots=True)
class Voting:
    """A vote as it stands. `over`: its days are over."""

    votes: Sequence[Vote]
    tally: Tally
    quorum: int
    over: bool
    ends_at: datetime | None


def committee() -> list[int]:
    """Accounts with the role now."""
    living = RoleHolding.objects.filter(role=Hat.COMMITTEE, starts_at__lte=Now())
    return list(living.exclude(ends_at__lte=Now()).values_list("account_id", flat=True).distinct())


def seat_of(actor: Actor) -> Seat | None:
    """Where the actor sits in the committee."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.COMMITTEE):
        return None
    stands = Deputy.objects.filter(account_id=actor.account_id).first()
    return Seat(actor.account_id, stands.stands_in_for_id if stands else None)


def votes_now(row: DataRequest) -> list[Vote]:
    """Of the round that counts; a question back begins another."""
    return list(row.votes.filter(round=row.round).order_by("pk"))


def earlier_votes(row: DataRequest) -> dict[int, list[Vote]]:
    """Round → its votes, of rounds a question back or a change has ended, oldest first."""
    found: dict[int, list[Vote]] = {}
    for vote in row.votes.filter(round__lt=row.round).order_by("round", "pk"):
        found.setdefault(vote.round, []).append(vote)
    return found


def open_change(row: DataRequest) -> Amendment | None:
    """The change of what was approved that is not decided yet."""
    return open_changes([row]).get(row.pk)


def open_changes(rows: Iterable[DataRequest]) -> dict[int, Amendment]:
    """The same of many, by the id of the request; one query."""
    found = Amendment.objects.filter(request__in=[row.pk for row in rows])
    return {one.request_id: one for one in found.filter(outcome=Amendment.Outcome.OPEN)}


def voting_on(row: DataRequest) -> Voting:
    """Votes, counted seat by seat; five queries."""
    votes = votes_now(row)
    given = {vote.account: vote for vote in votes}
    filled = {vote.instead_of for vote in votes if vote.instead_of}
    deputies = dict(Deputy.objects.values_list("account_id", "stands_in_for_id"))
    out = {row.asked_by, row.screened_by}
    seats = [one for one in committee() if one not in deputies and one not in out]
    free = {of for one, of in deputies.items() if one not in given and one not in out}
    counts = [vote.answer for vote in votes]
    aside = [s for s in seats if s in given and given[s].answer in CANNOT and s not in filled]
    waiting = [s for s in seats if s not in given] + [s for s in aside if s in free]
    rules = rules_of(row.dataset.registry_id)
    ends = row.review_at + timedelta(days=rules.vote_days) if row.review_at else None
    return Voting(
        votes,
        Tally(
            counts.count("yes"), counts.count("no"), counts.count("abstain"),
            len(aside), len(waiting),
        ),
        rules.quorum,
        ends is not None and ends <= timezone.now(),
        ends,
    )  # fmt: skip
