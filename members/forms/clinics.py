"""A clinic, and who works there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.models import Person


class ClinicForm(forms.Form):
    """A practice or ward."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-mid"}),
    )


class AddClinicianForm(forms.Form):
    """Somebody who holds the clinician's role and is not there yet."""

    account = forms.TypedChoiceField(label=_("Who?"), coerce=int)

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _now("Choose a person")),
            *((person.account_id, person.display_name) for person in people),
        ]
