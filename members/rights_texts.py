"""What requests keep sealed, the month they have, and names blacked out in a text; pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from po_platform.kit.crypto import open_for_application, seal_for_application

BLACK = "█████"  # always as long: the length of a name tells who it is
AROUND = 300  # signs on either side of what was found
SHORTEST = 3  # signs of a word to search for


def seal_for_request(ref: UUID, column: str, text: str) -> str:
    """Text that opens for this request and column only."""
    return seal_for_application(text, f"members_rightsrequest|{column}|{ref}") if text else ""


def open_of_request(ref: UUID, column: str, sealed: str) -> str:
    """The reverse; raises Tampered."""
    return open_for_application(sealed, f"members_rightsrequest|{column}|{ref}") if sealed else ""


def months_after(day: date, months: int) -> date:
    """The same day of a later month, its last day where there is none: 31 January → 28 February.

    Regulation (EEC, Euratom) 1182/71, art. 3 (2) c. Free days are not added: earlier is never late.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def words_of(typed: str) -> list[str]:
    """One thing to search for in each line; too short ones are left out."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return list(dict.fromkeys(line for line in lines if len(line) >= SHORTEST))


def names(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in the text, in any letters."""
    folded = text.casefold()
    return any(word.casefold() in folded for word in words)


def around(text: str, words: Sequence[str]) -> str:
    """The text from a little before the first word to a little after the last one."""
    hits = [hit for word in words for hit in re.finditer(re.escape(word), text, re.IGNORECASE)]
    if not hits:
        return text[: 2 * AROUND].strip()
    first = min(hit.start() for hit in hits) - AROUND
    last = max(hit.end() for hit in hits) + AROUND
    cut = text[max(first, 0) : last].strip()
    return f"{'… ' if first > 0 else ''}{cut}{' …' if last < len(text) else ''}"


def blacked(text: str, black: Sequence[str]) -> str:
    """The text without these names, longest first, whatever letters they stand in."""
    for name in sorted(filter(None, black), key=len, reverse=True):
        text = re.sub(re.escape(name), BLACK, text, flags=re.IGNORECASE)
    return text
