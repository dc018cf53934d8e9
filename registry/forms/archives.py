"""The shape of what is written about sealed copies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.forms.requests import SHORT


class ArchiveForm(forms.Form):
    """Who answers for a sealed copy, until when, and why."""

    keeper = forms.CharField(
        label=_("Who answers for the sealed copy?"),
        help_text=_("Name and task. It lies with us; nobody reads it unless our side opens it."),
        max_length=200,
        error_messages={"required": _("Write who answers for it")},
    )
    until = forms.DateField(
        label=_("Until which day?"),
        help_text=_("On that day its key is destroyed."),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")},
    )
    why = forms.CharField(
        label=_("Why is it needed?"),
        help_text=_("For example so that others can check your results."),
        max_length=2000,
        widget=SHORT,
        error_messages={"required": _("Write why it is needed")},
    )


class OpenForm(forms.Form):
    """Why a sealed copy is opened."""

    why = forms.CharField(
        label=_("Why is it opened?"),
        help_text=_(
            "Whoever asked for the data can fetch them for seven days. This stays on record."
        ),
        max_length=2000,
        widget=SHORT,
        error_messages={"required": _("Write why it is opened")},
    )
