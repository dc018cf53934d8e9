"""Who will see what a member sends, by name."""

from __future__ import annotations

from members.queries.sharing import names_of_readers
from po_platform.access.actor import Actor


def who_will_see(actor: Actor) -> list[str]:
    """Names of clinicians and clinics the actor shares her answers with now, each once."""
    return names_of_readers(actor=actor)
