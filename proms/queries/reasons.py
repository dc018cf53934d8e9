"""What was not returned, and why, as far as she agreed that it is shown."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import CharField, DateField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Now
from django.utils import timezone

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Assignment, Instrument, ReasonGiven
from proms.rules import speaks

SHOWN_FOR = timedelta(days=365)  # what was said earlier explains nothing that is read now
NOTHING = Value("", CharField())


@dataclass(frozen=True, slots=True)
class Said:
    """One reason about one questionnaire: why, when said, nothing new before which day."""

    instrument_id: int
    name: str
    why: str
    said_at: datetime
    until: date | None


def silences(*, actor: Actor, subject: UUID) -> tuple[dict[int, list[datetime]], list[Said]]:
    """What was not returned (instrument id → when it closed), and the reasons shown, newest first.

    What she took up herself is no miss. One query for both, however many there are.
    """
    missed = (
        Assignment.objects.visible_to(actor)
        .filter(subject_id=subject, state=Assignment.State.OPEN, closes_at__lte=Now())
        .exclude(asked_by=Assignment.AskedBy.SELF)
        .annotate(
            about=F("instrument_id"), at=F("closes_at"), reason=NOTHING,
            till=Value(None, DateField()), title=NOTHING, titles=Cast(NOTHING, TextField()),
        )
    )  # fmt: skip
    said = (
        ReasonGiven.objects.visible_to(actor)
        .filter(subject_id=subject, shown=True, said_at__gte=timezone.now() - SHOWN_FOR)
        .filter(schedule__steps__isnull=False)
        .annotate(
            about=F("schedule__steps__instrument_id"), at=F("said_at"), reason=F("why"),
            till=F("until"), title=F("schedule__steps__instrument__title"),
            titles=Cast("schedule__steps__instrument__titles", TextField()),
        )
    )  # fmt: skip
    columns = ("about", "at", "reason", "till", "title", "titles")
    # Both parts say who asks, and it is the same actor: a protected union would forget it.
    rows = QuerySet.union(missed.values_list(*columns), said.values_list(*columns), all=True)
    found: dict[int, list[datetime]] = defaultdict(list)
    reasons = []
    for about, at, reason, till, title, titles in sorted(rows, key=lambda row: row[1]):
        if reason:
            name = Instrument(title=title, titles=json.loads(titles)).name
            reasons.append(Said(about, name, reason, at, till))
        else:
            found[about].append(at)
    return found, reasons[::-1]


def my_reasons(*, actor: SignedIn) -> list[ReasonGiven]:
    """What she agreed to show and could be shown still, hidden since or not, newest first."""
    recent = _own(actor).filter(said_at__gte=timezone.now() - SHOWN_FOR)
    return list(recent.prefetch_related("schedule__steps__instrument").order_by("-said_at", "-pk"))


def my_reason(*, actor: SignedIn, ref: UUID, lock: bool = False) -> ReasonGiven | None:
    """One of the actor's own."""
    found = _own(actor).filter(ref=ref)
    return (found.select_for_update(of=("self",)) if lock else found).first()


def _own(actor: SignedIn) -> ProtectedQuerySet[ReasonGiven]:
    found = ReasonGiven.objects.visible_to(actor)
    if actor.subject_id is None or not speaks(actor):
        return found.none()
    return found.filter(subject_id=actor.subject_id)
