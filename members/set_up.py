"""The list "before you open": each app says what has to stand there and reads its state itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from po_platform.access.actor import Actor

from .parts import speaks
from .purposes import Words

# Things no table can tell: the office says that they were done.
MAIL, COPIES = "mail", "copies"
SAID_BY_HAND = (COPIES,)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to have before members come. `state`: how it stands, in words.

    `url`: where it is done, '' where the office itself cannot do it and `state` says who can.
    `needed`: opening without it harms somebody; others can wait. `by_hand`: the mark somebody of
    the office sets, one of SAID_BY_HAND.
    """

    title: Words
    why: Words
    done: bool
    state: Words
    url: str = ""
    label: Words = ""
    needed: bool = True
    by_hand: str = ""


Points = Callable[[Actor], Iterable[Point]]
_providers: list[Points] = []


def register_points(points: Points) -> None:
    """Once per app at start."""
    if points not in _providers:
        _providers.append(points)


def points_for(actor: Actor) -> Sequence[Point]:
    """Of all apps that are not switched off, in the order they were registered."""
    return [point for points in _providers if speaks(points) for point in points(actor)]
