"""Kinds of cases somebody can choose not to be given: pure codes, as the vault compares them too."""

from __future__ import annotations

from collections.abc import Collection

LANES = ("crisis", "legal")
REASONS = ("rude", "private", "wrong", "advert")
THEME = "theme-"


def theme_kind(number: int) -> str:
    """The kind of a theme: "theme-3"."""
    return f"{THEME}{number}"


def themes_in(kinds: Collection[str]) -> list[int]:
    """The ids of the themes among these kinds."""
    found = (one.removeprefix(THEME) for one in kinds if one.startswith(THEME))
    return sorted(int(one) for one in found if one.isascii() and one.isdecimal())
