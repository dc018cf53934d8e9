"""What templates need to say dates, numbers and names the way people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet

from po_platform.kit import spoken
from po_platform.kit.forms_look import Problem, problems_of

register = template.Library()

_SHAPES = ("a", "b", "c", "d")


@register.filter
def day(value: date | datetime | None) -> str:
    """ "Tuesday, 4 March"; with the year when it is not this one. Nothing for nothing."""
    return spoken.day(value) if value else ""


@register.filter
def last_day(value: datetime | None) -> str:
    """The last day before something ends, as words. Nothing for nothing."""
    return spoken.day(spoken.last_day(value)) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """ "7:12 in the morning". Nothing for nothing."""
    return spoken.clock(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """ "Tuesday, 4 March, 7:12 in the morning". Nothing for nothing."""
    return spoken.moment(value) if value else ""


@register.filter
def numeral(value: int | float | Decimal | None) -> str:
    """1900 → "1,900" in the reader's language. Not for years and codes."""
    return "" if value is None else spoken.numeral(value)


@register.filter
def quoted(words: str) -> str:
    """ "“How do you manage buttons?”": somebody's own words inside a line of ours."""
    return spoken.quoted(words)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word, capital: "Ruth Ellison" → "RE"."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def shape(name: str) -> str:
    """One of four soft shapes, always the same for the same name; decoration, no meaning."""
    return _SHAPES[sum(map(ord, str(name))) % len(_SHAPES)]


@register.filter
def problems(form: BaseForm | BaseFormSet[Any] | list[Problem] | None) -> list[Problem]:
    """What has to be put right, in the order of the page; a list of problems stays as it is."""
    if isinstance(form, list):
        return form
    return problems_of(form) if form else []


@register.filter
def stitches(here: int, of: int) -> list[str]:
    """One word per step for the progress line: "done", "here" or nothing. `here` counts from 1."""
    return ["done" if n < here else "here" if n == here else "" for n in range(1, int(of) + 1)]


@register.filter
def beside(cells: Iterable[Any], columns: Sequence[str]) -> list[tuple[Any, str]]:
    """Each cell with the word of its column; the first column is the row's own heading."""
    return list(zip(cells, columns[1:], strict=False))
