"""What somebody keeps of her own illness elsewhere, offered for a page for her doctor, line by line.

Who keeps it registers a provider; proms knows neither where it stands nor how. What she ticks is
copied with the day, so that she sees exactly what the doctor reads, and it is no door to the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from po_platform.access.actor import SignedIn

MOST_OFFERED = 24
MOST_CHOSEN = 8  # so that the page stays one page
LONGEST = 160


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line as the doctor would read it; `from_where`: the name of what it is kept in."""

    words: str
    from_where: str = ""

    @property
    def key(self) -> str:
        """Under which a tick finds it again, while its words are the same."""
        return sha256(self.words.encode()).hexdigest()[:16]


Lines = Callable[[SignedIn], Iterable[RecordLine]]
_providers: list[Lines] = []


def register_own_record(lines: Lines) -> None:
    """Once per app at start. A provider answers only for the actor, the newest first."""
    if lines not in _providers:
        _providers.append(lines)


def lines_offered(actor: SignedIn) -> list[RecordLine]:
    """Each once, also where it is kept in two places."""
    found: dict[str, RecordLine] = {}
    for provider in _providers:
        for line in provider(actor):
            words = line.words[:LONGEST].strip()
            if words:
                found.setdefault(words, RecordLine(words, line.from_where))
    return list(found.values())[:MOST_OFFERED]
