"""Numbers as people type them, "7, 9-12", taken apart; pure."""

from __future__ import annotations

import re

MOST = 200
_SOME = re.compile(r"([0-9]{1,7})(?:\s*[-–—]\s*([0-9]{1,7}))?")


class NotNumbers(ValueError):
    """Something else was typed, or far too many."""


def numbers_in(text: str, *, most: int = MOST) -> list[int]:
    """In their order, each once: "9-11, 7" is [7, 9, 10, 11]. Raises NotNumbers."""
    found: set[int] = set()
    for part in re.split(r"[,;]", text):
        if not part.strip():
            continue
        match = _SOME.fullmatch(part.strip())
        if match is None:
            raise NotNumbers
        first = int(match[1])
        last = int(match[2] or first)
        if not 0 < first <= last < first + most:
            raise NotNumbers
        found |= set(range(first, last + 1))
    if not 0 < len(found) <= most:
        raise NotNumbers
    return sorted(found)
