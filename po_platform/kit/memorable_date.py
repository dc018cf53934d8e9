"""A date somebody knows by heart, asked in three fields: day, month, year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .spoken import plain_day

Limit = date | Callable[[], date] | None


class MemorableDateInput(forms.MultiWidget):
    """Three text fields with their own labels; `birthday` lets the browser fill them in."""

    template_name = "django/forms/widgets/memorable_date.html"
    use_fieldset = True

    def __init__(self, *, birthday: bool = False) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part in ("day", "month", "year"):
            attrs = {"class": part, "autocomplete": f"bday-{part}" if birthday else "off"}
            if part != "month":  # the month may be a word
                attrs["inputmode"] = "numeric"
            parts[part] = forms.TextInput(attrs)
        super().__init__(parts)

    def decompress(self, value: date | None) -> list[int | str]:
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], _PARTS, strict=True):
            part["label"] = label
        return context


_PARTS = (_("Day"), _("Month"), _("Year"))


# Whoever counts on from a day stays within the calendar.
FIRST_YEAR, LAST_YEAR = 1000, 2999


class MemorableDateField(forms.Field):
    """Cleans to a date, or None when nothing was written. Months may be numbers or words.

    `not_before` and `not_after` are dates or functions that give one, both included.
    """

    widget = MemorableDateInput

    def __init__(self, *, not_before: Limit = None, not_after: Limit = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.not_before, self.not_after = not_before, not_after

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        written = [str(part or "").strip() for part in value]
        if not any(written):
            return None
        if not all(written):
            missing = [str(name) for name, part in zip(_PARTS, written, strict=True) if not part]
            raise ValidationError(
                gettext("Add what is missing: %(parts)s") % {"parts": ", ".join(missing)},
                code="incomplete",
            )
        return self._within_limits(_read(*written))

    def _within_limits(self, value: date) -> date:
        earliest, latest = _now(self.not_before), _now(self.not_after)
        if earliest and value < earliest:
            raise ValidationError(
                gettext("Write a date of %(limit)s or later") % {"limit": plain_day(earliest)},
                code="too_early",
            )
        if latest and value > latest:
            raise ValidationError(
                gettext("Write a date of %(limit)s or earlier") % {"limit": plain_day(latest)},
                code="too_late",
            )
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


def _read(day: str, month: str, year: str) -> date:
    number = int(month) if month.isdecimal() and len(month) <= 2 else _month_by_name(month)
    if not (year.isdecimal() and len(year) == 4):
        raise ValidationError(gettext("Write the year with 4 figures"), code="year")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValidationError(gettext("Check the year, it is too far from today"), code="year")
    if not number or number > 12:
        raise ValidationError(
            gettext("Write the month as a number from 1 to 12, or as a word"), code="month"
        )
    try:
        return date(int(year), number, int(day.rstrip(".")[:3]))
    except ValueError as error:
        raise ValidationError(
            gettext("This day is not in the calendar. Check day and month"), code="day"
        ) from error


def _month_by_name(word: str) -> int | None:
    wanted = word.rstrip(".").casefold()
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).rstrip(".").casefold() == wanted:
                return number
    return None


def _now(limit: Limit) -> date | None:
    return limit() if callable(limit) else limit
