"""For how long somebody shares: a visit, months, or until she ends it."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from enum import StrEnum


class Length(StrEnum):
    """Counted from the day the sharing begins."""

    VISIT = "visit"
    QUARTER = "quarter"
    YEAR = "year"
    OPEN = "open"


VISIT_DAYS = 7
MONTHS = {Length.QUARTER: 3, Length.YEAR: 12}


def end_of(length: Length, start: datetime) -> datetime | None:
    """When sharing that began at `start` ends; None for until she ends it."""
    if length is Length.OPEN:
        return None
    if length is Length.VISIT:
        return start + timedelta(days=VISIT_DAYS)
    return months_after(start, MONTHS[length])


def months_after(start: datetime, months: int) -> datetime:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def ends_later(new: datetime | None, old: datetime | None) -> bool:
    """Whether sharing until `new` lasts longer than until `old`; None means without an end."""
    if old is None:
        return False
    return new is None or new > old


def lengths_beside(old: datetime | None, now: datetime, *, longer: bool) -> list[Length]:
    """The lengths from now on that end later (or sooner) than `old` does."""
    if longer:
        return [one for one in Length if ends_later(end_of(one, now), old)]
    return [one for one in Length if ends_later(old, end_of(one, now))]
