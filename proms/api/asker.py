"""Who asks, for the addresses of one's own things."""

from __future__ import annotations

from django.http import Http404
from rest_framework.request import Request

from po_platform.access.actor import SignedIn
from po_platform.access.declare import Access

OWN = Access(health=True)


def actor_of(request: Request) -> SignedIn:
    """The account asking, with its own subject; accounts without one have no answers (404)."""
    actor = request.user
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    return actor
