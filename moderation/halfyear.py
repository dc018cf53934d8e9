"""Half-years: their days, their names in addresses, and which ones can be told about; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

FIRST_YEAR, LAST_YEAR = 2000, 2999


def first_day(slug: str) -> date | None:
    """ "2026-2" → 1 July 2026; None for anything else."""
    year, _, half = slug.partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdecimal() and half in ("1", "2")):
        return None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    return date(int(year), 1 if half == "1" else 7, 1)


def following(first: date) -> date:
    """The first day after this half-year."""
    return date(first.year, 7, 1) if first.month < 7 else date(first.year + 1, 1, 1)


def half_of(day: date) -> date:
    """The first day of the half-year this day is in."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def before(first: date) -> date:
    """The half-year before this one."""
    return date(first.year - 1, 7, 1) if first.month < 7 else date(first.year, 1, 1)


def last_ones(today: date, how_many: int) -> Sequence[date]:
    """The current half-year and those before it, newest first."""
    found = [half_of(today)]
    while len(found) < how_many:
        found.append(before(found[-1]))
    return found
