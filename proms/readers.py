"""Who will see what a member sends, in her own words for them."""

from __future__ import annotations

from po_platform.access.actor import Actor, SignedIn

SCOPE = "proms"


def who_will_see(actor: Actor) -> list[str]:
    """Names of clinicians and clinics the actor shares questionnaires with now."""
    if not isinstance(actor, SignedIn):
        return []
    from members.queries.sharing import living_share_names

    return living_share_names(actor=actor, scope=SCOPE)
