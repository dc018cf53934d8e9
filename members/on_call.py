"""What else the desk can do for a member on the telephone; features say so, the wiring connects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from po_platform.access.actor import Actor

# Lazy translations are no str; templates turn them into one.
Words = object


@dataclass(frozen=True, slots=True)
class OnCall:
    """A link on the page of a call one has taken; `address` takes the reference of the call."""

    label: Words
    address: Callable[[UUID], str]
    offered: Callable[[Actor], bool]


_offers: list[OnCall] = []


def register_on_call(offer: OnCall) -> None:
    """Once at start, by the wiring."""
    if offer not in _offers:
        _offers.append(offer)


def links_on_call(actor: Actor, ref: UUID) -> list[tuple[Words, str]]:
    """(words, address) of what this actor may do for the member at the other end."""
    return [(one.label, one.address(ref)) for one in _offers if one.offered(actor)]
