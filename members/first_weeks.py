"""The first weeks after a diagnosis: what other features offer on the one page, and how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from po_platform.access.actor import Actor

from .parts import speaks
from .purposes import Words

QUIET = timedelta(
    days=21
)  # no questionnaire, survey or reminder; the vault's peace_of says the same
NEW = timedelta(days=28)  # after joining she is asked where she stands


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing on the page: a sentence and one link, such as "Somebody calls you"."""

    label: Words
    sentence: Words
    url: str
    link: Words


Offers = Callable[[Actor], Offer | None]
_calls: list[Offers] = []
_reading: list[Offers] = []


def register_call(provider: Offers) -> None:
    """At start: who can have somebody with the same diagnosis call her, within a promised time."""
    if provider not in _calls:
        _calls.append(provider)


def register_reading(provider: Offers) -> None:
    """At start: what she may read later."""
    if provider not in _reading:
        _reading.append(provider)


def calls_for(actor: Actor) -> list[Offer]:
    """In the order they were registered."""
    return [offer for provider in _calls if (offer := provider(actor)) is not None]


def reading_for(actor: Actor) -> list[Offer]:
    """In the order they were registered."""
    return [
        offer for provider in filter(speaks, _reading) if (offer := provider(actor)) is not None
    ]
