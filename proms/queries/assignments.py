"""What waits on a person's list, and what she sent."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from po_platform.access.actor import Actor, Bearer, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Assignment, Instrument, Response


def _self(actor: Actor) -> UUID | None:
    return actor.subject_id if isinstance(actor, SignedIn | Bearer) else None


def open_assignments(*, actor: Actor) -> ProtectedQuerySet[Assignment]:
    """The actor's own open list, what is due first on top."""
    return (
        Assignment.objects.visible_to(actor)
        .filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=Now()),
            subject_id=_self(actor),
            state=Assignment.State.OPEN,
            opens_at__lte=Now(),
        )
        .select_related("instrument", "version")
        .order_by("due_at", "pk")
    )


def my_assignment(*, actor: Actor, ref: UUID) -> Assignment | None:
    """One assignment of the actor's own list, in any state."""
    return (
        Assignment.objects.visible_to(actor)
        .filter(subject_id=_self(actor), ref=ref)
        .select_related("instrument", "version")
        .first()
    )


def my_responses(*, actor: Actor) -> ProtectedQuerySet[Response]:
    """What the actor sent, newest first, taken-back ones left out."""
    return (
        Response.objects.visible_to(actor)
        .filter(subject_id=_self(actor), withdrawn_at__isnull=True)
        .select_related("instrument")
        .order_by("-authored_at", "-pk")
    )


def open_instruments() -> list[Instrument]:
    """What a member may start by herself."""
    return list(
        Instrument.objects.filter(
            open_to_members=True, licence__in=[Instrument.Licence.FREE, Instrument.Licence.GRANTED]
        ).order_by("title")
    )
