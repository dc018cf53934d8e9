"""Scores and months as people write them beside a chart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.dateformat import format as date_words
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def number_words(number: Decimal) -> str:
    """A score as people write it in this language, without zeros at the end."""
    return str(number_format(f"{number.normalize() + 0:f}")).replace("-", "−")


def month_words(day: date) -> str:
    """ "March 2026" """
    return date_words(day, pgettext("a month with its year, Django date format", "F Y"))


def since_words(before: date, now: date) -> str:
    """ "since March": the day within a month, the month within a year, else month and year."""
    if _same_month(before, now):
        return _("since %(day)s") % {"day": _day_of_year(before)}
    return _("since %(month)s") % {"month": _near_month(before, now)}


def then_words(before: date, now: date) -> str:
    """ "in March", as exact as needed."""
    if _same_month(before, now):
        return _("on %(day)s") % {"day": _day_of_year(before)}
    return _("in %(month)s") % {"month": _near_month(before, now)}


def _same_month(before: date, now: date) -> bool:
    return (before.year, before.month) == (now.year, now.month)


def _day_of_year(day: date) -> str:
    return date_words(day, pgettext("a day of this year without its weekday", "j F"))


def _near_month(before: date, now: date) -> str:
    return date_words(before, "F") if (now - before).days < 335 else month_words(before)
