"""A lost second factor, as the one it belongs to sees it."""

from __future__ import annotations

from members.models import LostFactorRequest
from po_platform.access.actor import Actor, SignedIn


def my_factor_request(*, actor: Actor) -> LostFactorRequest | None:
    """The open request about the acting account; None when nobody asked."""
    if not isinstance(actor, SignedIn):
        return None
    return LostFactorRequest.objects.filter(
        account_id=actor.account_id, cancelled_at__isnull=True, done_at__isnull=True
    ).first()
