"""A lost second factor, as the one it belongs to sees it."""

from __future__ import annotations

from django.db.models import QuerySet

from members.models import LostFactorRequest
from po_platform.access.actor import Actor, SignedIn


def open_requests() -> QuerySet[LostFactorRequest]:
    """Those that are neither gone nor stopped; who asks is settled by the caller."""
    return LostFactorRequest.objects.filter(cancelled_at__isnull=True, done_at__isnull=True)


def my_factor_request(*, actor: Actor) -> LostFactorRequest | None:
    """The open request about the acting account; None when nobody asked."""
    if not isinstance(actor, SignedIn):
        return None
    return open_requests().filter(account_id=actor.account_id).first()
