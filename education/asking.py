"""Where a reader can ask about a page: conversations of others offer places, the wiring connects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from members.parts import is_on
from members.purposes import Words
from po_platform.access.actor import Actor


@dataclass(frozen=True, slots=True)
class AskPlace:
    """A place to begin a conversation. `url`: without the page; `readers`: who can read there."""

    title: str
    url: str
    readers: Words


Offered = Callable[[Actor], Iterable[AskPlace]]
_offered: list[Offered] = []


def connect_ask_places(offered: Offered) -> None:
    """Once at start, by the wiring."""
    _offered[:] = [offered]


def ask_places(actor: Actor) -> list[AskPlace]:
    """Where this reader may begin one; none where that part is switched off."""
    return [one for offered in _offered for one in offered(actor) if is_on(one.url)]
