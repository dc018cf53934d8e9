"""One question instead of a birth date."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.actions.age import ANSWERS


class AgeForm(forms.Form):
    """18 or older, or not yet."""

    of_age = forms.ChoiceField(
        label=_("Are you 18 or older?"),
        choices=[(one.value, one.label) for one in ANSWERS],
        widget=forms.RadioSelect,
    )
