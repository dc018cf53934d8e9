"""How long an entry of where to turn to counts as checked; pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

CHECK_AFTER = timedelta(days=180)
HIDE_AFTER = timedelta(days=365)  # a wrong number is worse than none
ASK_AGAIN = timedelta(days=14)


class Age(StrEnum):
    """How an entry stands."""

    CHECKED = "checked"
    DUE = "due"  # shown to everybody, marked for those who look after it
    HIDDEN = "hidden"  # shown to nobody until somebody has checked it


def age_of(checked_on: date, today: date) -> Age:
    """By the day of the last check."""
    if today - checked_on >= HIDE_AFTER:
        return Age.HIDDEN
    return Age.DUE if today - checked_on >= CHECK_AFTER else Age.CHECKED


def is_to_be_asked(checked_on: date, asked_on: date | None, today: date) -> bool:
    """Once it is due, and every two weeks until somebody has checked."""
    due = age_of(checked_on, today) is not Age.CHECKED
    return due and (asked_on is None or asked_on < checked_on or today - asked_on >= ASK_AGAIN)
