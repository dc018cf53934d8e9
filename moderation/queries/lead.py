"""Whether somebody leads the team: she is named as whom the crisis lane calls after those on duty."""

from __future__ import annotations

from moderation.models import SafetyContact
from po_platform.access.actor import Actor, SignedIn

Step = SafetyContact.Step


def leads(actor: Actor) -> bool:
    """Who leads on safety, and the deputy; one query."""
    if not isinstance(actor, SignedIn):
        return False
    return SafetyContact.objects.filter(
        person=actor.person_id, step__in=(Step.LEAD, Step.DEPUTY)
    ).exists()
