"""Events to come that are about the matter of something else, for whoever reads about it."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from members.queries.events import readable, to_come
from po_platform.access.actor import Actor

LOOKED_THROUGH = 30


def events_about(actor: Actor, is_about: Callable[[str], bool]) -> list[tuple[str, str, str]]:
    """(title, address, language) of those the actor may know of, the soonest first; titles alone."""
    rows = to_come().filter(readable(actor), cancelled_at=None).order_by("starts_at", "pk")
    return [
        (title, reverse("members:event", args=[ref]), language)
        for ref, title, language in rows.values_list("ref", "title", "language")[:LOOKED_THROUGH]
        if is_about(title)
    ]
