"""How much others ask of somebody within a week, whichever schedule, round or clinician it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q

from po_platform.access.actor import System
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Assignment
from proms.windows import lately

LONGEST_WEEK = timedelta(days=8)  # seven days of the calendar, whatever the clocks do
# How much others may ask of somebody within seven days; ours, to be judged by members.
MINUTES_A_WEEK = 30


def came_lately(
    *, actor: System, subject: UUID, zone: ZoneInfo, now: datetime, but_not: str = "-"
) -> list[Assignment]:
    """What came on her list on the last seven days of her calendar, or what still waits there.

    `but_not`: how the round keys of the one schedule begin that asks; it is not in its own way.
    """
    rows = _asked(actor, subject, _of_the_week(now), but_not)
    return [one for one in rows if _is_of_the_week(one, zone, now)]


def came_and_sent(
    *, actor: System, subject: UUID, zone: ZoneInfo, now: datetime, since: datetime, but_not: str
) -> tuple[list[Assignment], set[int]]:
    """(what came lately, instruments she has sent since then by herself); one query.

    By herself: of her own accord or by a plan of her own.
    """
    sent = Q(
        asked_by=Assignment.AskedBy.SELF,
        state__in=(Assignment.State.DONE, Assignment.State.KEYED),
        state_since__gte=since,
    )
    is_sent = ExpressionWrapper(sent, output_field=BooleanField())
    rows = _asked(actor, subject, _of_the_week(now) | sent, but_not).annotate(is_sent=is_sent)
    found = list(rows)
    return (
        [one for one in found if _is_of_the_week(one, zone, now)],
        {one.instrument_id for one in found if one.is_sent},
    )


def _asked(actor: System, subject: UUID, which: Q, but_not: str) -> ProtectedQuerySet[Assignment]:
    rows = Assignment.objects.visible_to(actor).filter(which, subject_id=subject)
    return rows.exclude(round_key__startswith=but_not).select_related("instrument")


def _of_the_week(now: datetime) -> Q:
    waits = Q(state=Assignment.State.OPEN) & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))
    came = Q(opens_at__gt=now - LONGEST_WEEK)
    return (waits | came) & ~Q(state=Assignment.State.WITHDRAWN)


def _is_of_the_week(one: Assignment, zone: ZoneInfo, now: datetime) -> bool:
    return _is_open(one, now) or lately(one.opens_at, zone, now)


def by_others(came: Iterable[Assignment]) -> list[Assignment]:
    """What others asked; what she takes up or plans herself takes nothing from the week."""
    return [one for one in came if one.asked_by != Assignment.AskedBy.SELF]


def waits_by_herself(one: Assignment, zone: ZoneInfo, now: datetime) -> bool:
    """Whether she took it up or planned it and is about to answer it, so that nobody else asks it.

    What she took up longer ago, and has no end, holds up nothing: she may have forgotten it.
    """
    hers = one.asked_by == Assignment.AskedBy.SELF
    return (
        hers
        and _is_open(one, now)
        and (one.closes_at is not None or lately(one.opens_at, zone, now))
    )


def _is_open(one: Assignment, now: datetime) -> bool:
    return one.state == Assignment.State.OPEN and (one.closes_at is None or one.closes_at > now)
