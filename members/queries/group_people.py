"""What those who lead a group see: display names, and of whoever asks a line; each look is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404

from members.models import Group, GroupLead
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class Named:
    """One person on the list; `joined_at` None: she waits for an answer."""

    membership_id: int
    name: str
    words: str
    asked_at: datetime
    joined_at: datetime | None


def led_group(*, actor: Actor, ref: UUID) -> Group:
    """A group the actor leads now; raises Http404 for every other."""
    if not isinstance(actor, SignedIn):
        raise Http404
    lead = (
        GroupLead.objects.filter(
            group__ref=ref,
            group__closed_at__isnull=True,
            person_id=actor.person_id,
            ended_at__isnull=True,
        )
        .select_related("group")
        .first()
    )
    if lead is None:
        raise Http404
    return lead.group


def people_of_group(*, actor: Actor, group: Group) -> list[Named]:
    """Who asked and who is in, where one asks to join; the vault writes a look for each name."""
    led_group(actor=actor, ref=group.ref)
    with connection.cursor() as cursor:
        cursor.execute(
            "select membership_id, display_name, words, asked_at, joined_at from group_people(%s)",
            [group.pk],
        )
        return [Named(*row) for row in cursor.fetchall()]


def waiting_in_my_groups(*, actor: Actor) -> dict[int, int]:
    """group id → how many wait for an answer of the actor; no names, so nobody is looked at."""
    if not isinstance(actor, SignedIn):
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select group_id, waiting from waiting_in_my_groups()")
        return dict(cursor.fetchall())
