"""How long somebody does not write here, and for how long one moderator alone decides that; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

ALONE_DAYS = 7
ALONE = timedelta(days=ALONE_DAYS)  # what one moderator decides without a second one
AGAIN = timedelta(days=30)  # the same moderator about the same person: a second one from the start
DAYS = (1, 3, 7, 14, 30, 90)  # offered, beside "for good"


def needs_second(days: int | None, *, again: bool) -> bool:
    """Long ones and those for good; and all of a moderator who did it to this person lately."""
    return again or days is None or days > ALONE_DAYS


def ends_first(begins: datetime, days: int | None, *, again: bool) -> datetime:
    """The end as long as nobody else said yes: a week at most, and no time at all if done lately."""
    if again:
        return begins
    return begins + timedelta(days=min(days or ALONE_DAYS, ALONE_DAYS))


def ends_confirmed(begins: datetime, days: int | None) -> datetime | None:
    """The end once a second one said yes; None for good."""
    return None if days is None else begins + timedelta(days=days)
