"""The code that was printed on the host."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SetupCodeForm(forms.Form):
    """Typed or pasted, in any grouping."""

    code = forms.CharField(
        label=_("Setup code"),
        max_length=40,
        help_text=_("Twelve figures and letters, for example 7K2M 9QXD 3TRB."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
