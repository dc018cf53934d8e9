"""Who is asked: each feature finds among its own things, and only what this actor may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from members.parts import speaks
from po_platform.access.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Asked:
    """`query`: compiled (compiled.Compiled). `place`: one of the provider's own, '' for all of them.

    `since`: nothing older. `before`: where the page before ended, in the provider's own words.
    `by`: only what somebody of this name wrote; `helped`: only where an answer helped; `expert`: only
    where a health professional answered. All are asked of providers that know them alone.
    """

    query: str
    language: str
    place: str = ""
    since: datetime | None = None
    before: str = ""
    by: str = ""
    helped: bool = False
    expert: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `about`: where and when; `snippet`: some words, safe HTML."""

    title: str
    url: str
    snippet: SafeString
    about: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`older`: what the next page names as `before`, '' at the end. `reach`: how far back this is."""

    hits: Sequence[Hit] = ()
    older: str = ""
    reach: Words = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """`find` begins with who asks. `places`: (code, words) this actor can narrow down to; `named`:
    the words for a code that is too many to be on the list, '' for none of hers. `knows_who`: `by`,
    `helped` and `expert` say something here.

    `stems`: what stands in its index, for slips and compounds; never shown. `index_again`: makes the
    whole index anew, how many things.
    """

    name: str
    label: Words
    find: Callable[[Actor, Asked], Found]
    stems: Callable[[], Iterable[str]]
    index_again: Callable[[], int]
    places: Callable[[Actor], Sequence[tuple[str, str]]] = lambda actor: ()
    named: Callable[[Actor, str], str] = lambda actor, code: ""
    knows_who: bool = False


# Groups of words that mean the same, beside those kept here: (language, words).
SameWordsOf = Callable[[], Iterable[tuple[str, Sequence[str]]]]

_providers: dict[str, Provider] = {}
_same_words: list[SameWordsOf] = []


def register_provider(provider: Provider) -> None:
    """Once per provider at start; the page shows them in this order."""
    if _providers.setdefault(provider.name, provider) is not provider:
        raise ValueError(f"There are two different providers called {provider.name}.")


def register_same_words(source: SameWordsOf) -> None:
    """Once per source at start."""
    if source not in _same_words:
        _same_words.append(source)


def providers() -> list[Provider]:
    """Those whose part of the portal is switched on."""
    return [one for one in _providers.values() if speaks(one.find)]


def other_sources() -> list[SameWordsOf]:
    """Those whose part of the portal is switched on."""
    return [one for one in _same_words if speaks(one)]
