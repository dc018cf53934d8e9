"""Working days, Monday to Friday: what is promised in them and offered to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

SATURDAY = 5


def working_days_after(day: date) -> Iterator[date]:
    """Each working day after `day`, for ever; public holidays are not known here."""
    while True:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            yield day


def in_working_days(day: date, count: int) -> date:
    """The working day `count` (1 or more) working days after `day`."""
    return next(islice(working_days_after(day), count - 1, None))
