"""What is asked while a portal is set up and handed over."""

from __future__ import annotations

import re
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .office import LONGEST_ADDRESS

SECRET = re.compile(r"\b(password|passwort|kennwort|pin)\b\s*([:=]|lautet\b)\s*\S", re.I)


class TestMailForm(forms.Form):
    """Where the test mail goes."""

    __test__: ClassVar[bool] = False  # no test case, whatever its name says

    address = forms.EmailField(
        label=_("To which e-mail address?"),
        max_length=LONGEST_ADDRESS,
        help_text=_(
            "One you can open now. Best of all one at a provider many of your members use."
        ),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class HandOverForm(forms.Form):
    """What stands in no table."""

    mark_optional = False

    host = forms.CharField(
        label=_("Who runs the server, and how are they reached?"),
        max_length=2000,
        required=False,
        help_text=_("Name, telephone, e-mail, number of the contract, and who may decide there."),
        widget=forms.Textarea({"rows": 5, "class": "house"}),
    )
    elsewhere = forms.CharField(
        label=_("What is not in this portal, and where is it?"),
        max_length=4000,
        required=False,
        help_text=_(
            "The web address and who pays for it, the mailbox of the association, the bank, keys,"
            " the place of the papers. Say where a password is kept, never the password itself."
        ),
        widget=forms.Textarea({"rows": 8, "class": "house"}),
    )

    def clean_host(self) -> str:
        return _no_secret(self.cleaned_data["host"])

    def clean_elsewhere(self) -> str:
        return _no_secret(self.cleaned_data["elsewhere"])


def _no_secret(text: str) -> str:
    """What looks like a password is not kept: this page is printed and handed on."""
    if SECRET.search(text):
        raise ValidationError(
            _now("This looks like a password. Say in a sentence where it is kept instead")
        )
    return text
