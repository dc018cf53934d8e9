"""What may stand on the page for a doctor, and the code a doctor types."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from education.models import DoctorPage

from .programmes import words


class PagePartsForm(forms.Form):
    """Ticks, and what she would like to talk about."""

    mark_optional = False
    parts = forms.MultipleChoiceField(
        label=_("What may stand on the page?"), choices=DoctorPage.Part.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing else goes on it. You read it first, and you can change it any day."),
    )  # fmt: skip
    to_say = words(
        _("What would you like to talk about?"), rows=3, longest=1000,
        hint=_("It stands on top of the page. It may stay empty."),
    )  # fmt: skip


class PageCodeForm(forms.Form):
    """The code a patient shows or hands over."""

    code = forms.CharField(
        label=_("Code"), max_length=40,
        help_text=_("Twelve signs. Small letters and gaps do not matter."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code your patient gave you")},
    )  # fmt: skip
