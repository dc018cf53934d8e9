"""Its author opened a decision; nobody is told, and no audit row is written: it is a read mark."""

from __future__ import annotations

from uuid import UUID

from moderation.models import DecisionSeen
from po_platform.access.actor import Actor, SignedIn


def note_decision_seen(*, actor: Actor, ref: UUID) -> None:
    """It no longer stands on her start page. `ref`: of a decision the caller showed her."""
    if not isinstance(actor, SignedIn) or actor.person_id is None:
        return
    if not DecisionSeen.objects.filter(person=actor.person_id, decision=ref).exists():
        row = DecisionSeen(person_id=actor.person_id, decision=ref)
        DecisionSeen.objects.bulk_create([row], ignore_conflicts=True)
