"""Days, times and numbers the way people say them, in the reader's language and time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext


def day(value: date) -> str:
    """ "Tuesday, 4 March"; with the year when it is not this one."""
    value = _here(value)
    this_year = value.year == timezone.localdate().year
    return _day(value.year, value.month, value.day, this_year, get_language())


@lru_cache(maxsize=2000)  # a page says a few days many times, and every page nearly the same ones
def _day(year: int, month: int, number: int, this_year: bool, language: str | None) -> str:
    if this_year:
        form = pgettext("a day of this year, Django date format", "l, j F")
    else:
        form = pgettext("a day of another year, Django date format", "l, j F Y")
    return dateformat.format(date(year, month, number), form)


def last_day(end: datetime) -> date:
    """The last day on which there is time: what ends as a day begins ended with the day before."""
    return timezone.localdate(end - timedelta(microseconds=1))


def plain_day(value: date) -> str:
    """ "4 March 1952": a day without its weekday, for limits and birthdays."""
    form = pgettext("a day without its weekday, Django date format", "j F Y")
    return dateformat.format(_here(value), form)


def clock(value: datetime) -> str:
    """ "7:12 in the morning"; languages that count to 24 say so in the format."""
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    return _clock(value.hour, value.minute, get_language())


@lru_cache(maxsize=2 * 24 * 60)
def _clock(hour: int, minute: int, language: str | None) -> str:
    form = pgettext("a time of day, Django time format", "g:i")
    time = dateformat.time_format(clock_time(hour, minute), form)
    if 5 <= hour < 12:
        return gettext("%(time)s in the morning") % {"time": time}
    if 12 <= hour < 18:
        return gettext("%(time)s in the afternoon") % {"time": time}
    if 18 <= hour < 22:
        return gettext("%(time)s in the evening") % {"time": time}
    return gettext("%(time)s at night") % {"time": time}


def moment(value: datetime) -> str:
    """ "Tuesday, 4 March, 7:12 in the morning"."""
    return gettext("%(day)s, %(clock)s") % {"day": day(value), "clock": clock(value)}


def numeral(value: int | float | Decimal) -> str:
    """1900 → "1,900". Not for years and codes."""
    return str(number_format(value, force_grouping=True))


def _here(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def quoted(words: str) -> str:
    """“How do you manage buttons?”: somebody's own words inside a line of ours."""
    return gettext("“%(words)s”") % {"words": words}
