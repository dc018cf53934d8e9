"""The days whose minutes are read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from po_platform.kit.memorable_date import FIRST_YEAR, LAST_YEAR

LONGEST = 366  # days at a time
AT_FIRST = 92


def _near(day: date) -> None:
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise ValidationError(_("Check the year, it is too far from today"))


def _day(label: Any, missing: Any) -> forms.DateField:
    return forms.DateField(
        validators=[_near],
        label=label,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={
            "required": missing,
            "invalid": _("Write the day like this: 2026-03-04"),
        },
    )


class MinutesForm(forms.Form):
    """From the first to the last day, both included; one day is a sitting."""

    first = _day(_("From"), _("Choose the first day"))
    last = _day(_("Until"), _("Choose the last day"))

    def clean(self) -> dict[str, Any]:
        """In their order, and a year at most."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("Choose a last day that is not before the first"))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("last", _("Choose a year at most"))
        return given


def at_first() -> dict[str, date]:
    """The last three months, until somebody chooses."""
    today = timezone.localdate()
    return {"first": today - timedelta(days=AT_FIRST), "last": today}
