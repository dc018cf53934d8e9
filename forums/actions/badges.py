"""The office says what somebody is beside a member, and takes it back; nobody's role says it by itself."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from forums.models import Badge
from forums.rules import may_give_badges
from members.models import Person
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def give_badge(*, actor: Actor, person: Person, kind: str) -> Badge:
    """One for each member, the newest. Raises PermissionDenied."""
    with transaction.atomic():
        demand(may_give_badges(actor))
        row, _made = Badge.objects.update_or_create(
            person=person, defaults={"kind": kind, "since": Now()}
        )
        record(actor=actor, verb="forums.badge.given", thing=row, kind=kind)
    return row


def take_badge_away(*, actor: Actor, person: UUID) -> None:
    """Raises PermissionDenied, Http404."""
    with transaction.atomic():
        demand(may_give_badges(actor))
        row = Badge.objects.filter(person__ref=person).first()
        if row is None:
            raise Http404
        record(actor=actor, verb="forums.badge.taken_away", thing=row, kind=row.kind)
        row.delete()
