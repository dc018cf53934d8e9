"""Where buddies write to each other belongs to another feature: this is what it offers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from po_platform.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Talk:
    """Messages between two members.

    `apart`: ids of people who ignore this one or whom she ignores, so that they are not brought
    together. `address`: where she writes to the person with this ref. `say_first`: where she says
    what has to be said before she writes to anybody, to come back to this address; '' for nothing.
    """

    apart: Callable[[Actor], Collection[int]]
    address: Callable[[UUID], str]
    say_first: Callable[[Actor, str], str]


_connected: list[Talk] = []


def connect_talk(found: Talk) -> None:
    """Once at start, by the wiring."""
    _connected[:] = [found]


def talk() -> Talk | None:
    """None where no feature carries messages; then nobody is brought together."""
    return _connected[0] if _connected else None
