"""Whether a guide's question could tell whom it is about: names of people she goes along with; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

FEWEST = 3  # letters; shorter parts of a name are words of every text


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """Parts of these display names that stand in the text as words, each once."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
    parts = (part for name in names for part in re.findall(r"[^\W\d_]+", name))
    found = (part for part in parts if len(part) >= FEWEST and part.casefold() in words)
    return list(dict.fromkeys(found))
