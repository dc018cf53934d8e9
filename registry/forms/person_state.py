"""The shape of what a registry knows of a person, and of what it tells the office."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.models import Subject


class StateForm(forms.Form):
    """Whether she lives and can be reached, since when, and from whom that is known."""

    vital = forms.ChoiceField(
        label=_("Is this person alive?"),
        choices=[
            (Subject.Vital.ALIVE, _("Yes")),
            (Subject.Vital.DEAD, _("No, has died")),
            (Subject.Vital.UNKNOWN, _("We do not know")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers")},
    )
    lost = forms.BooleanField(
        label=_("We have no contact with this person any more"), required=False
    )
    on = forms.DateField(
        label=_("Since which day?"),
        help_text=_("Leave it empty where nobody knows it."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        error_messages={"invalid": _("Write a day like 27.3.2024")},
    )
    why = forms.CharField(
        label=_("From whom do you know it?"),
        help_text=_("For example: from the family, by telephone. The person can read this."),
        max_length=300,
        error_messages={"required": _("Write from whom you know it")},
    )

    def clean_on(self) -> object:
        """Not a day to come."""
        day = self.cleaned_data["on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("Write a day that is over"))
        return day


class DeathForm(forms.Form):
    """When somebody died, and from whom those who keep the registry know it."""

    on = forms.DateField(
        label=_("Day of death"),
        help_text=_("Leave it empty where nobody knows it."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        error_messages={"invalid": _("Write a day like 27.3.2024")},
    )
    why = forms.CharField(
        label=_("From whom do you know it?"),
        help_text=_("For example: from her husband, at the ward. Write no other name than needed."),
        max_length=300,
        error_messages={"required": _("Write from whom you know it")},
    )

    def clean_on(self) -> object:
        """Not a day to come."""
        day = self.cleaned_data["on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("Write a day that is over"))
        return day
