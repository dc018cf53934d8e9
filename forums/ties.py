"""Two members another feature brought together: they write to each other until one of them ends it.

Connected in po_platform/wiring.py. Without it nobody is brought together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from members.purposes import Words
from po_platform.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Tie:
    """What stands above their messages. `lines`: what both agreed to; `note`: what there is to know
    today, '' for nothing; `url` and `link`: where the rest stands; `end_url`: one press ends it, '' once
    it ended at `ended_at`; `began_at`: when they first were brought together."""

    title: Words
    lines: Sequence[Words]
    note: Words
    url: str
    link: Words
    end_url: str
    began_at: datetime
    ended_at: datetime | None = None

    @property
    def is_living(self) -> bool:
        return self.ended_at is None


# Takes the acting member and the other's person id.
Finder = Callable[[Actor, int], Tie | None]
_finders: list[Finder] = []


def connect_ties(finder: Finder) -> None:
    """Once at start, by the wiring."""
    _finders[:] = [finder]


def tie_with(actor: Actor, other: int) -> Tie | None:
    """Of the acting member with this person; also one that ended."""
    return _finders[0](actor, other) if _finders else None
