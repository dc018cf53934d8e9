"""On which day, and how often."""

from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

EVERY = ((1, _("Every week")), (2, _("Every 2 weeks")), (4, _("Every 4 weeks")))


class RemindersForm(forms.Form):
    """A day of the week or none, and every how many weeks."""

    mark_optional = False
    weekday = forms.TypedChoiceField(
        label=_("On which day?"), required=False, coerce=int, empty_value=None,
        choices=[("", _("Not at all")), *((n + 1, day) for n, day in WEEKDAYS.items())],
    )  # fmt: skip
    every = forms.TypedChoiceField(
        label=_("How often?"), coerce=int, choices=EVERY, widget=forms.RadioSelect, initial=1,
        error_messages={"required": _("Choose how often")},
    )  # fmt: skip
