"""What may stand as a display name: letters of any script, and nothing that could mislead."""

from __future__ import annotations

import unicodedata

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
