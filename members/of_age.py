"""From which day somebody decides alone, and which notice is due before it; pure."""

from __future__ import annotations

from datetime import date

OF_AGE = 18  # years, in every country of the European Union; a court's paper may end earlier
NOTICES = (90, 30, 7)  # days before


def birthday(born: date, years: int) -> date:
    """The day somebody completes these years; who was born on 29 February does on 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def of_age_on(born: date) -> date:
    """The first day on which no parent decides any more."""
    return birthday(born, OF_AGE)


def notice_due(on: date, today: date) -> int | None:
    """90, 30 or 7: the last of these days that has come; None before all and from the day on.

    A notice that was missed is not sent late beside the next one.
    """
    left = (on - today).days
    if left <= 0:
        return None
    return min((days for days in NOTICES if left <= days), default=None)


def may_have_sign_in(on: date, today: date, minimum_age: int) -> bool:
    """Whether somebody of age on `on` is old enough for an account of her own now."""
    years_left = OF_AGE - minimum_age
    return years_left <= 0 or birthday(today, years_left) >= on
