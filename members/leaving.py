"""Leaving and dying are single events here; every app says what it does about them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class How(StrEnum):
    """How a membership ended."""

    LEFT = "left"
    DIED = "died"


Leave = Callable[[int, How], None]  # person id, how
_providers: list[Leave] = []


def register_leaving(provider: Leave) -> None:
    """Called at start. Runs inside the transaction of the event: what raises undoes all of it.

    It acts as whoever ended the membership, so under the vault it may change what the actor may;
    health rows are changed by a job it queues.
    """
    if provider not in _providers:
        _providers.append(provider)


def tell_everybody(person_id: int, how: How) -> None:
    """All apps, in the order they registered."""
    for provider in _providers:
        provider(person_id, how)


def known_providers() -> list[Leave]:
    """For the test that walks them all."""
    return list(_providers)
