"""Shapes of hours, notes, contacts and what somebody reads in worrying words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.calls import dialled
from moderation.models import SafetyContact, Triage
from po_platform.kit.forms_look import Hinted

READS_IN_IT = (
    (
        Triage.NOW.value,
        Hinted(
            Triage.NOW.label, _("A plan, a means, a time, a goodbye, or something already done.")
        ),
    ),
    (Triage.THOUGHTS.value, Hinted(Triage.THOUGHTS.label, _("No plan in the text."))),
    (
        Triage.DESPAIR.value,
        Hinted(
            Triage.DESPAIR.label,
            _("No thoughts of dying in the text. If you are not sure, choose the one above."),
        ),
    ),
    (Triage.OTHER.value, Triage.OTHER.label),
    (Triage.GRIEF.value, Triage.GRIEF.label),
    (
        Triage.NOBODY.value,
        Hinted(
            Triage.NOBODY.label,
            _("The words are about something else. The calls end, and nobody looks in again."),
        ),
    ),
)


class TriageForm(forms.Form):
    """One of five, or that nobody is in danger."""

    triage = forms.ChoiceField(
        label=_("What do you read in it?"), choices=READS_IN_IT, widget=forms.RadioSelect
    )


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class ShiftForm(forms.Form):
    """Hours of one day."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    begins = _clock(_("From"))
    ends = _clock(_("Until"))


class HandOverForm(forms.Form):
    """For whoever comes next."""

    note = forms.CharField(
        label=_("What should the next one know?"),
        help_text=_("Without names of members: cases have their own notes."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3, "class": "house"}),
    )


class NumberForm(forms.Form):
    """Where she can be called."""

    mark_optional = False
    number = forms.CharField(
        label=_("Telephone number to call you at if somebody is in danger"),
        help_text=_("Nobody reads it here but you. Leave it empty to be told by e-mail alone."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-mid"}),
    )

    def clean_number(self) -> str:
        """With single spaces."""
        given = str(self.cleaned_data["number"])
        return dialled(given) if given.strip() else ""


class ContactForm(forms.Form):
    """Whom to call at a step."""

    step = forms.ChoiceField(label=_("Step"), choices=SafetyContact.Step.choices)
    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]  # a ChoiceField
