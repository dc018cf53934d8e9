"""What is typed to come back to posts of an older forum."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.member_number import person_of_number
from members.models import Person


class OldAddressForm(forms.Form):
    """The mailbox somebody had an account with."""

    address = forms.EmailField(
        label=_("The e-mail address you used there"),
        help_text=_("We write to it. Nobody else learns whether somebody wrote with it."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class OldNameForm(forms.Form):
    """The name others saw there."""

    name = forms.CharField(
        label=_("The name you had there"),
        max_length=80,
        help_text=_(
            "Exactly as it was written. Nobody else learns whether somebody wrote with it."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class VouchForm(forms.Form):
    """Which old account belongs to which member."""

    mark_optional = False

    who = forms.ChoiceField(label=_("Which of them?"), widget=forms.RadioSelect)
    member = forms.CharField(
        label=_("Member number"),
        max_length=24,
        help_text=_("She finds it under “Preferences”. She is asked before anything changes."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid"}),
    )

    def __init__(self, *args: Any, found: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = found  # type: ignore[attr-defined]  # a ChoiceField

    def clean_member(self) -> Person:
        """The member with this number."""
        number = person_of_number(str(self.cleaned_data["member"]))
        person = Person.objects.filter(pk=number or 0, state=Person.State.ACTIVE).first()
        if person is None:
            raise ValidationError(_now("Look at the number again: no member has it"), code="nobody")
        return person
