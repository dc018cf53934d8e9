"""When somebody quiet is written to: after a week, after three, and once more to close; pure.

The vault's take_programme_nudges says the same in SQL; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

QUIET_DAYS: Sequence[int] = (7, 21, 35)  # the last one is the closing note
APART = timedelta(days=7)  # also when the ladder stood still for a while


def next_nudge(
    *, quiet_since: datetime, nudged: int, nudged_at: datetime | None, own_day: bool = False
) -> datetime | None:
    """When the next of the three is due; None when all were sent.

    `own_day`: she is reminded on a day she set; then the closing note alone is left.
    """
    if nudged >= len(QUIET_DAYS):
        return None
    due = quiet_since + timedelta(days=QUIET_DAYS[-1 if own_day else nudged])
    return max(due, nudged_at + APART) if nudged_at is not None else due
