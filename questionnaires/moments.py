"""Dates, partial dates, times and both together, as answers."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Item
from questionnaires.wanted import NotAnswer, refused, time_wanted

FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PART_DATE = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)
DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?", re.ASCII)
TIME = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


def settle_date(item: Item, value: Any, today: date) -> Any:
    found = value if isinstance(value, str) else ""
    partial = PART_DATE.fullmatch(found)
    if partial and item.partial_dates and 1 <= int(partial[2] or 1) <= 12 and int(partial[1]):
        _check_date_range(item, found, today)
        return found
    if not FULL_DATE.fullmatch(found) or as_date(found) is None:
        raise NotAnswer("kind", time_wanted(item))
    _check_date_range(item, found, today)
    return found


def settle_date_time(item: Item, value: Any, today: date) -> Any:
    found = DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or as_date(found[1]) is None or as_time(found[2]) is None:
        raise NotAnswer("kind", time_wanted(item))
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise NotAnswer("kind", time_wanted(item)) from error
    _check_date_range(item, value, today)
    return value


def _check_date_range(item: Item, value: str, today: date) -> None:
    low, high = _bound(item.min_value, today), _bound(item.max_value, today)
    # Compared as far as both are known: 2024 is not before 1 March 2024.
    if low and value[: len(low)] < low[: len(value)]:
        words = _("Enter a date on or after %(date)s.")
        if item.min_value == "today":
            words = _("Enter today or a later date.")
        raise refused("range", words, date=as_date(low) or low)
    if high and value[: len(high)] > high[: len(value)]:
        words = _("Enter a date on or before %(date)s.")
        if item.max_value == "today":
            words = _("Enter today or an earlier date.")
        raise refused("range", words, date=as_date(high) or high)


def _bound(bound: str, today: date) -> str:
    return today.isoformat() if bound == "today" else bound


def settle_time(item: Item, value: Any, today: date) -> Any:
    if not isinstance(value, str) or not TIME.fullmatch(value) or as_time(value) is None:
        raise NotAnswer("kind", time_wanted(item))
    if item.min_value and value < item.min_value:
        raise refused("range", _("Enter %(time)s or a later time."), time=item.min_value)
    if item.max_value and value > item.max_value:
        raise refused("range", _("Enter %(time)s or an earlier time."), time=item.max_value)
    return value


def as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def as_time(value: str) -> time | None:
    try:
        return time.fromisoformat(value)
    except ValueError:
        return None
