"""What each app keeps about a person, told in one plain sentence and a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from po_platform.access.actor import SignedIn

from .parts import speaks
from .purposes import Words


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of My data: "Your answers" · "Eight questionnaires since December." · "See them"."""

    label: Words
    sentence: Words
    url: str = ""
    link: Words = ""


Holdings = Callable[[SignedIn], Iterable[Holding]]
_providers: list[Holdings] = []


def register_holding(provider: Holdings) -> None:
    """Once per app at start. A provider asks at most two queries and answers only for the actor."""
    _providers.append(provider)


def holdings_of(actor: SignedIn) -> list[Holding]:
    """All lines, in the order the apps registered."""
    return [line for provider in filter(speaks, _providers) for line in provider(actor)]
