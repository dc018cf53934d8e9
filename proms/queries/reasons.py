"""Why somebody did not answer, as far as she agreed that it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.utils import timezone

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Instrument, ReasonGiven

SHOWN_FOR = timedelta(days=365)  # what was said earlier explains nothing that is read now
MOST = 100


@dataclass(frozen=True, slots=True)
class Said:
    """One reason: which questionnaires it was about, why, when said, nothing new before which day."""

    instruments: tuple[int, ...]
    why: str
    said_at: datetime
    until: date | None


def reasons_shown(*, actor: Actor, subject: UUID) -> list[Said]:
    """What one subject agreed to show within a year, newest first; one query, however many."""
    rows = (
        ReasonGiven.objects.visible_to(actor)
        .filter(subject_id=subject, shown=True, said_at__gte=timezone.now() - SHOWN_FOR)
        .annotate(
            asked=ArrayAgg("schedule__steps__instrument_id", order_by="schedule__steps__rank")
        )
        .order_by("-said_at", "-pk")
        .values_list("asked", "why", "said_at", "until")
    )
    return [Said(tuple(asked), why, at, until) for asked, why, at, until in rows[:MOST]]


def newest_for_each(said: Iterable[Said]) -> dict[int, Said]:
    """instrument id → the last reason given for it."""
    found: dict[int, Said] = {}
    for one in said:  # newest first
        for instrument in one.instruments:
            found.setdefault(instrument, one)
    return found


def names_of(instruments: Iterable[int]) -> dict[int, str]:
    """instrument id → its title in the reader's language."""
    return {one.pk: one.name for one in Instrument.objects.filter(pk__in=set(instruments))}


def my_reasons(*, actor: SignedIn) -> list[ReasonGiven]:
    """What the actor herself agreed to show, shown still or not, newest first."""
    return list(
        _own(actor).prefetch_related("schedule__steps__instrument").order_by("-said_at", "-pk")[:20]
    )


def my_reason(*, actor: SignedIn, ref: UUID, lock: bool = False) -> ReasonGiven | None:
    """One of the actor's own."""
    found = _own(actor).filter(ref=ref)
    return (found.select_for_update(of=("self",)) if lock else found).first()


def _own(actor: SignedIn) -> ProtectedQuerySet[ReasonGiven]:
    found = ReasonGiven.objects.visible_to(actor)
    if actor.subject_id is None or actor.helping is not None:
        return found.none()
    return found.filter(subject_id=actor.subject_id)
