"""The one queue, oldest risk first: by keyset, at the same cost with ten thousand cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from moderation.content import DANGER, NOTICED, TO_TEAM, Line, content_kind
from moderation.drill_case import DRILL
from moderation.models import Case, Lane, Passed, Report
from moderation.queries.avoided import left_out, my_avoided
from moderation.queries.cases import names_of
from moderation.rules import case_worker
from po_platform.access.actor import Actor, SignedIn

PAGE, MANY = 20, 50
POST = "post"  # the one kind that others answer
FOUND = {NOTICED, DANGER, TO_TEAM}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue; nothing of what was written. `reports`: by how many people. `holder`:
    who is on it now.
    """

    case: Case
    line: Line | None
    reports: int
    reasons: Sequence[str]
    holder: str
    mine: bool
    for_others: bool

    @property
    def in_danger(self) -> bool:
        return self.case.lane == Lane.CRISIS

    @property
    def is_held(self) -> bool:
        """Whether it came to wait when the case opened; what is out has what was found alone."""
        return bool(set(self.case.because) - FOUND)

    @property
    def can_be_answered(self) -> bool:
        """Whether others read it where it stands: a post that did not come to wait."""
        return self.case.kind == POST and not self.is_held

    @property
    def is_drill(self) -> bool:
        return self.case.kind == DRILL


@dataclass(frozen=True, slots=True)
class Queue:
    """One page; `later`: what the address of the next one names, '' at the end.

    `left_out`: how many more wait that the actor is not given, MANY + 1 for more than MANY.
    """

    lines: Sequence[Waiting]
    later: str = ""
    left_out: int = 0


def queue(*, actor: Actor, after: str = "", size: int = PAGE) -> Queue:
    """A handful of queries. What the actor passed on today, or is not given, is not on her list."""
    me = case_worker(actor)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    passed = Passed.objects.filter(case=OuterRef("pk"), person=me.person_id, at__gte=midnight)
    waiting = Case.objects.visible_to(actor).filter(~Exists(passed), state=Case.State.OPEN)
    avoided = my_avoided(actor=actor)
    others = waiting.filter(left_out(actor, avoided))[: MANY + 1].count() if avoided else 0
    rows = waiting.exclude(left_out(actor, avoided)).order_by("rank", "opened_at", "id")
    if after:
        rank, at, number = _place(after)
        rows = rows.filter(
            Q(rank__gt=rank)
            | Q(rank=rank, opened_at__gt=at)
            | Q(rank=rank, opened_at=at, id__gt=number),
            rank__gte=rank,
        )
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    later = f"{last.rank}_{last.opened_at.isoformat()}_{last.pk}" if last else ""
    return Queue(_lines(me, found[:size]), later, others)


def done_lately(*, actor: Actor, size: int = PAGE) -> Sequence[Waiting]:
    """What was decided last."""
    me = case_worker(actor)
    rows = Case.objects.visible_to(actor).filter(state=Case.State.DECIDED).exclude(kind=DRILL)
    rows = rows.exclude(left_out(actor, my_avoided(actor=actor)))
    return _lines(me, list(rows.order_by("-decided_at", "-id")[:size]))


def _lines(actor: SignedIn, cases: Sequence[Case]) -> list[Waiting]:
    now = timezone.now()
    ids = [case.pk for case in cases]
    told: dict[int, Mapping[str, Any]] = {
        row["case"]: row
        for row in Report.objects.visible_to(actor)
        .filter(case__in=ids)
        .values("case")
        .annotate(
            reasons=ArrayAgg("reason", distinct=True),
            people=Count("person", distinct=True) + Count("pk", filter=Q(person=None)),
        )
    }
    own = set(
        Report.objects.visible_to(actor)
        .filter(case__in=ids)
        .filter(Q(person=actor.person_id) | Q(appeals__by=actor.person_id))
        .values_list("case", flat=True)
    )
    names = names_of([case.claimed_by for case in cases])
    things = _things(cases)
    made = []
    for case in cases:
        heard = told.get(case.pk, {"reasons": [], "people": 0})
        lives = case.claimed_until is not None and case.claimed_until > now
        made.append(
            Waiting(
                case,
                things.get(case.thing),
                heard["people"],
                sorted(heard["reasons"]),
                names.get(case.claimed_by or 0, "") if lives else "",
                lives and case.claimed_by == actor.person_id,
                case.pk in own or case.person_id == actor.person_id,
            )
        )
    return made


def _things(cases: Sequence[Case]) -> Mapping[UUID, Line]:
    found: dict[UUID, Line] = {}
    for kind in {case.kind for case in cases}:
        known = content_kind(kind)
        if known is not None:
            found |= known.lines([case.thing for case in cases if case.kind == kind])
    return found


def _place(after: str) -> tuple[int, datetime, int]:
    rank, _, rest = after.partition("_")
    at, _, number = rest.rpartition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment) or not (_is_id(rank) and _is_id(number)):
        raise Http404
    return int(rank), moment, int(number)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
