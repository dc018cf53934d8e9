"""What other features have to the matter of a page: this is what they offer, the wiring connects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from members.parts import is_on
from members.purposes import Words
from po_platform.access.actor import Actor

MOST = 3
# Beginnings of words in titles that say nothing about their matter, as the stemmers cut them.
GENERAL = frozenset(
    [
        "live",
        "life",
        "with",
        "your",
        "help",
        "make",
        "know",
        "good",
        "thing",
        "people",
        "find",
        "what",
        "when",
        "every",
        "everyday",
        "leb",
        "tag",
        "alltag",
        "hilf",
        "mach",
        "wiss",
        "gut",
        "mensch",
        "dein",
        "ihr",
        "was",
        "wenn",
        "find",
        "umgang",
        "umgeh",
    ]
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing to go on with. `kind`: what it is; `language`: of its title."""

    kind: Words
    title: str
    url: str
    language: str = ""


# Asked as the reader, with words of the title cut to their stems, and the language of the page.
Finder = Callable[[Actor, Sequence[str], str], Iterable[Beside]]
_finders: list[Finder] = []


def register_beside(finder: Finder) -> None:
    """Once per feature at start; it gives only what this reader may open."""
    if finder not in _finders:
        _finders.append(finder)


def beside(actor: Actor, stems: Sequence[str], language: str) -> list[Beside]:
    """Three at most: the first of each feature, then their second ones."""
    telling = [one for one in stems if len(one) >= 3 and one not in GENERAL]
    if not telling:
        return []
    offered = [
        [one for one in finder(actor, telling, language) if is_on(one.url)] for finder in _finders
    ]
    in_turn = [found[place] for place in range(MOST) for found in offered if place < len(found)]
    return in_turn[:MOST]


def is_about(title: str, stems: Sequence[str]) -> bool:
    """Whether a word of a title begins with one of the stems, for features that hold few titles."""
    words = "".join(sign if sign.isalnum() else " " for sign in title.casefold()).split()
    return any(word.startswith(stem) for word in words for stem in stems)
