"""Those who come hear of changes and, if they wish, are reminded: only the software knows them."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from members.event_notices import CHANGED, REMINDER, about, comers
from members.event_rules import REMINDED_BEFORE
from members.models import Event
from notifications.actions import Note, queue_all
from po_platform.access.actor import Purpose, System, acting_as

AT_ONCE = 100  # events in one run; the next tick goes on


def tell_changes() -> int:
    """For the tick: how many events were told about, each in a transaction of its own."""
    told = 0
    while told < AT_ONCE:
        with acting_as(System(Purpose.DELIVER)):
            row = _next(Event.objects.filter(to_tell=True))
            if row is None:
                break
            _queue(row, CHANGED, only_reminded=False)
            row.to_tell = False
            row.save(update_fields=["to_tell"])
        told += 1
    return told


def remind() -> int:
    """For the tick: what begins within about a day, once for each beginning."""
    told = 0
    while told < AT_ONCE:
        now = timezone.now()
        with acting_as(System(Purpose.DELIVER)):
            near = Event.objects.filter(
                ~Q(reminded_for=F("starts_at")) | Q(reminded_for=None),
                Q(group=None) | Q(group__closed_at=None),
                starts_at__gt=now,
                starts_at__lte=now + REMINDED_BEFORE,
                cancelled_at=None,
                taken_off_at=None,
                signup=True,
            )
            row = _next(near)
            if row is None:
                break
            _queue(row, REMINDER, only_reminded=True)
            row.reminded_for = row.starts_at
            row.save(update_fields=["reminded_for"])
        told += 1
    return told


def _next(rows: QuerySet[Event]) -> Event | None:
    """The first nobody else has in hand."""
    return rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()


def _queue(row: Event, kind: str, *, only_reminded: bool) -> None:
    mark = f"{row.starts_at.isoformat()}" if only_reminded else f"{row.version}"
    queue_all(
        Note(
            person,
            kind,
            {"path": reverse("members:my_events")},
            f"{kind}:{row.pk}:{mark}:{person}",
            expires_at=row.starts_at if only_reminded else row.over_at,
            about=about(row),
        )
        for person in sorted(comers(row.pk, only_reminded=only_reminded))
    )
