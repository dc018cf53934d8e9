"""What each app keeps about a person, told in one plain sentence and a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from po_platform.access.actor import SignedIn

from .glances import Asking, look, said
from .purposes import Words


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of My data: "Your answers" · "Eight questionnaires since December." · "See them"."""

    label: Words
    sentence: Words
    url: str = ""
    link: Words = ""


_providers: list[Asking[Iterable[Holding]]] = []


def register_holding(
    provider: Callable[..., Iterable[Holding]], *, facts: Mapping[str, str] | None = None
) -> None:
    """Once per app at start. A provider goes by its facts (glances.Asking), of the actor alone."""
    _providers.append(Asking(provider, facts=facts or {}))


def holdings_of(actor: SignedIn) -> list[Holding]:
    """All lines, in the order the apps registered."""
    found = look(_providers, actor)
    return [line for lines in said(_providers, actor, found) for line in lines]
