"""Steps tests take with events: one of a group, one of everybody, and people who come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from members.actions.events import come_to_event, write_event
from members.models import Attendance, Event, Group
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.personas import Persona, World

TITLE = "Walking by the river"


def as_lead(persona: Persona) -> Persona:
    """With the second factor shown."""
    return Persona(persona.name, persona.account, persona.person, persona.hat, strong=True)


def values(**other: Any) -> dict[str, Any]:
    """In a week, by the river, for members, saying that one comes."""
    return {
        "title": TITLE, "text": "Bring a coat.", "language": "en", "ends_at": None,
        "starts_at": timezone.now() + timedelta(days=7), "place": "The bridge", "link": "",
        "phone": "", "readers": "members", "signup": True, "places": None, "named": False,
        **other,
    }  # fmt: skip


def of_all(world: World, **other: Any) -> Event:
    """By the office, for everybody."""
    with acting_as(world.administrator.actor()) as actor:
        return write_event(actor=actor, group=None, **values(**other))


def of_group(lead: Persona, group: Group, **other: Any) -> Event:
    """By who leads it."""
    with acting_as(as_lead(lead).actor()) as actor:
        return write_event(actor=actor, group=group, **values(**other))


def comes(persona: Persona, event: Event, *, reminds: bool = False) -> None:
    """Having read what the event says now about names."""
    with acting_as(persona.actor()) as actor:
        named = Event.objects.get(pk=event.pk).named
        come_to_event(actor=actor, ref=event.ref, reminds=reminds, was_told=named)


def hers(persona: Persona) -> list[Attendance]:
    with acting_as(persona.actor()) as actor:
        return list(own_rows(Attendance, actor).filter(ended_at=None))


def told(kind: str) -> list[int]:
    """Person ids there is a notice for."""
    rows = Outbox.objects.filter(kind=kind).order_by("pk")
    return [pk for pk in rows.values_list("person_id", flat=True) if pk]


def form(**other: Any) -> dict[str, Any]:
    """What a browser sends for an event."""
    day = timezone.localdate() + timedelta(days=9)
    return {
        "title": TITLE, "on": day.isoformat(), "at": "19:30", "until": "21:00", "place": "The bridge",
        "text": "Bring a coat.", "language": "en", "readers": "members", "signup": "number", **other,
    }  # fmt: skip
