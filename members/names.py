"""What may stand as a display name: letters of any script, and nothing that could mislead."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from .start_page import called

SHORTEST, LONGEST = 2, 60
# Signs that stand inside names, beside letters, marks, figures and single spaces.
_INSIDE = frozenset("-–.,'’ʼ·()&")


def tidy_name(typed: str) -> str:
    """One form for what looks the same: NFC, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def has_only_name_signs(name: str) -> bool:
    """False for @, line breaks, invisible signs, pictures: what belongs into no name."""
    return all(sign == " " or sign in _INSIDE or _is_letter_or_figure(sign) for sign in name)


def has_a_letter(name: str) -> bool:
    """Figures and dots alone are no name."""
    return any(unicodedata.category(sign).startswith("L") for sign in name)


def _is_letter_or_figure(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd"


def told_apart(names: Sequence[str]) -> list[str]:
    """First names of people who share something; who has the same one as another is named in full."""
    firsts = [called(name) for name in names]
    looks = [first.casefold() for first in firsts]
    return [
        first if looks.count(look) == 1 else name
        for name, first, look in zip(names, firsts, looks, strict=True)
    ]


def is_meant(typed: str, name: str) -> bool:
    """Whether each typed word begins a word of the name, whatever its accents and capitals."""
    words = bare_words(name)
    return all(any(word.startswith(part) for word in words) for part in bare_words(typed))


def bare_words(text: str) -> list[str]:
    """Its words without accents, capitals and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign if _is_letter_or_figure(sign) else " " for sign in plain)
    return "".join(sign for sign in kept if not unicodedata.combining(sign)).split()
