"""Places somebody moderates who does not moderate everywhere."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from po_platform.access.actor import Actor, Hat, SignedIn

from .models import PlaceKeeper


def looks_after(actor: Actor) -> QuerySet[PlaceKeeper, UUID] | None:
    """Refs of places, second factor shown; None for whoever does not hold the role for some places.

    Asks nothing yet: pages ask it within their own questions.
    """
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.BOARD_MODERATOR):
        return None
    return PlaceKeeper.objects.filter(person=actor.person_id).values_list("place", flat=True)
