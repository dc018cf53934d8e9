"""The shape of making a code for a visit, and of entering one there or on a tablet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class MakeCodeForm(forms.Form):
    """What stands above the page."""

    named = forms.ChoiceField(
        label=_("Which name stands above the page?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, known: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("no", _now("The name everybody sees here"))]
        if known:
            choices.insert(0, ("yes", known))
        self.fields["named"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["named"].initial = choices[0][0]


class DoctorCodeForm(forms.Form):
    """The code a patient shows or hands over."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Eight figures and letters, for example 7K2M QXD3. It never has O, I, L or U."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class RoomCodeForm(forms.Form):
    """The code for a tablet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six figures and letters, for example 7K2 MQX. It never has O, I, L or U."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
