"""The shape of what a curator says about a study, and of a member's yes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BeginForm(forms.Form):
    """Until when members are asked."""

    ends_on = forms.DateField(
        label=_("Until which day may members answer?"),
        help_text=_(
            "Whoever fits later is asked later. Nobody is asked in her first weeks with an illness,"
            " and nobody more often a year than this registry allows."
        ),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")},
    )


class BeginAskingForm(forms.Form):
    """Until when members who want to be asked each time are asked."""

    ends_on = forms.DateField(
        label=_("Until which day may members answer?"),
        help_text=_(
            "Nobody is asked in her first weeks with an illness, and nobody more often a year than"
            " this registry allows, letters about studies among them."
        ),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")},
    )


class YesForm(forms.Form):
    """What those of the study may know."""

    name = forms.CharField(
        label=_("What may they call you?"),
        max_length=120,
        error_messages={"required": _("Write a name")},
    )
    reach = forms.CharField(
        label=_("How may they reach you?"),
        help_text=_("A telephone number, an e-mail or postal address, as you like it best."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write how they may reach you")},
    )
