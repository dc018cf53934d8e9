"""Places somebody moderates who does not moderate everywhere, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
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


Names = Callable[[Collection[UUID]], Mapping[UUID, str]]
_names: list[Names] = []


def register_place_names(names: Names) -> None:
    """Once at start: refs → how readers call these places, in the language set at the moment."""
    if names not in _names:
        _names.append(names)


def place_names(refs: Collection[UUID]) -> Mapping[UUID, str]:
    """What features call these places; one that is gone is left out."""
    found: dict[UUID, str] = {}
    for names in _names:
        found |= names(refs)
    return found
