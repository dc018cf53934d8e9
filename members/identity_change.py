"""Who else has to know when somebody's name or birth date changes; the wiring registers them."""

from __future__ import annotations

from typing import Protocol

from members.identity import Known
from po_platform.access.actor import Actor


class Told(Protocol):
    """Gets the person and what is known of her from now on; writes no name in the clear."""

    def __call__(self, *, actor: Actor, person_id: int, known: Known) -> None: ...


_told: list[Told] = []


def register_identity_change(told: Told) -> None:
    """Called once at start for each app that keeps marks of names."""
    _told.append(told)


def tell(*, actor: Actor, person_id: int, known: Known) -> None:
    """In the transaction in which it changes."""
    for told in _told:
        told(actor=actor, person_id=person_id, known=known)
