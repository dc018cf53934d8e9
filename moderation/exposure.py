"""What somebody looked at lately, in her own words to herself, and when to ask her to rest; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SPAN = timedelta(days=7)
FRESH = timedelta(hours=3)  # how long after a hard case it is still spoken of


@dataclass(frozen=True, slots=True)
class Exposure:
    """Hard cases of the last seven days: how many in all, in danger, said to be against the law,
    and by theme id. `last`: number of the last look at one, 0 for none, and when it was.
    """

    hard: int = 0
    danger: int = 0
    legal: int = 0
    themes: Mapping[int, int] = field(default_factory=dict)
    last: int = 0
    last_at: datetime | None = None


def asks_to_rest(seen: Exposure, *, most: int, read: int, now: datetime) -> str:
    """ "much" from `most` hard cases on, "just" shortly after one, "after" later, '' for nothing. It
    stays until she read it: who goes to bed after a hard case finds it the next day.

    `read`: number of the last look for which she said that she read it.
    """
    if seen.last_at is None or seen.last <= read:
        return ""
    if seen.hard >= most:
        return "much"
    return "just" if now - seen.last_at <= FRESH else "after"
