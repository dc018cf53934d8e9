"""Somebody's own hours for her calendar program, found by the secret in its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from members.models import Person
from members.queries.roles import living_holdings
from moderation.models import DutyFeed, Shift
from moderation.rules import HANDLERS, case_worker
from po_platform.access.actor import Actor
from po_platform.kit.crypto import secret_hash

BACK, AT_MOST = timedelta(days=30), 300


def my_feed(*, actor: Actor) -> DutyFeed | None:
    """Her own; None where she has none."""
    return DutyFeed.objects.filter(person=case_worker(actor).person_id).first()


@dataclass(frozen=True, slots=True)
class HoursOf:
    """What an address opens. `language`: of whoever's hours they are."""

    language: str
    shifts: Sequence[Shift]


def hours_behind(secret: str) -> HoursOf | None:
    """None for an address that opens nothing: ended, unknown, or its person moderates no more."""
    now = timezone.now()
    held = living_holdings(*HANDLERS)
    people = Person.objects.filter(account__in=held.values("account"), account__is_active=True)
    row = DutyFeed.objects.filter(secret_hash=secret_hash(secret), person__in=people)
    found = row.values_list("person", "person__account__language").first()
    if found is None:
        return None
    shifts = Shift.objects.filter(person=found[0], ends_at__gt=now - BACK)
    return HoursOf(found[1] or "", list(shifts.order_by("starts_at")[:AT_MOST]))
