"""What templates need to say dates, numbers and names the way people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from po_platform.kit.forms_look import Problem, problems_of

register = template.Library()

_SHAPES = ("a", "b", "c", "d")


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word, capital: "Ruth Ellison" → "RE"."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def shape(name: str) -> str:
    """One of four soft shapes, always the same for the same name; decoration, no meaning."""
    return _SHAPES[sum(map(ord, str(name))) % len(_SHAPES)]


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str:
    """ "Tuesday, 4 March"; with the year when it is not this one. Nothing for nothing."""
    if not value:
        return ""
    if value.year == timezone.localdate().year:
        return dateformat.format(value, pgettext("a day of this year, Django date format", "l, j F"))
    return dateformat.format(
        value, pgettext("a day of another year, Django date format", "l, j F Y")
    )


@register.filter(expects_localtime=True)
def clock(value: datetime | None) -> str:
    """ "7:12 in the morning"; languages that count to 24 use `hour24`."""
    if not value:
        return ""
    figures = {"hour": value.hour % 12 or 12, "hour24": value.hour, "minute": f"{value.minute:02}"}
    if 5 <= value.hour < 12:
        return gettext("%(hour)s:%(minute)s in the morning") % figures
    if 12 <= value.hour < 18:
        return gettext("%(hour)s:%(minute)s in the afternoon") % figures
    if 18 <= value.hour < 22:
        return gettext("%(hour)s:%(minute)s in the evening") % figures
    return gettext("%(hour)s:%(minute)s at night") % figures


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """ "Tuesday, 4 March, 7:12 in the morning". Nothing for nothing."""
    if not value:
        return ""
    return gettext("%(day)s, %(clock)s") % {"day": day(value), "clock": clock(value)}


@register.filter
def numeral(value: int | float | Decimal | None) -> str:
    """1900 → "1,900" in the reader's language. Not for years and codes."""
    return "" if value is None else number_format(value, force_grouping=True)


@register.filter
def problems(form: BaseForm | BaseFormSet[Any] | None) -> list[Problem]:
    """What has to be put right in this form, in the order of the page; see `problems_of`."""
    return problems_of(form) if form else []


@register.filter
def stitches(here: int, of: int) -> list[str]:
    """One word per step for the progress line: "done", "here" or nothing. `here` counts from 1."""
    return ["done" if n < here else "here" if n == here else "" for n in range(1, int(of) + 1)]


@register.filter
def beside(cells: Iterable[Any], columns: Sequence[str]) -> list[tuple[Any, str]]:
    """Each cell with the word of its column; the first column is the row's own heading."""
    return list(zip(cells, columns[1:], strict=False))
