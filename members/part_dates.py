"""As much of a date as somebody knows: "2019", "2019-03" or "2019-03-14", and how people say it."""

from __future__ import annotations

import re
from datetime import date

from django.utils import dateformat
from django.utils.translation import pgettext

from po_platform.kit.spoken import plain_day

PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def in_words(value: str) -> str:
    """ "2019-03" → "March 2019"; '' stays ''."""
    found = PART.fullmatch(value)
    if not found:
        return ""
    year, month, day = (int(part or 0) for part in found.groups())
    if not month:
        return found[1]
    if day:
        return plain_day(date(year, month, day))
    form = pgettext("a month with its year, Django date format", "F Y")
    return dateformat.format(date(year, month, 1), form)


def is_later(value: str, today: date) -> bool:
    """Compared as far as is known: 2026 is not later than 3 March 2026."""
    return value > today.isoformat()[: len(value)]
