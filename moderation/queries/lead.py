"""Whether somebody leads the team: another named her for the lane, after those on duty."""

from __future__ import annotations

from moderation.models import SafetyContact
from po_platform.access.actor import Actor, SignedIn

Step = SafetyContact.Step


def leads(actor: Actor) -> bool:
    """Who leads on safety, and the deputy; nobody makes herself one. One query."""
    if not isinstance(actor, SignedIn):
        return False
    me = actor.person_id
    rows = SafetyContact.objects.filter(person=me, step__in=(Step.LEAD, Step.DEPUTY))
    return rows.filter(named_by__isnull=False).exclude(named_by=me).exists()


def people_who_lead() -> set[int]:
    """Ids of whoever leads on safety, and of the deputy."""
    rows = SafetyContact.objects.filter(step__in=(Step.LEAD, Step.DEPUTY))
    return set(rows.values_list("person", flat=True))
