"""What somebody types to come in: an address, a code, a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.check_figure import figures_of
from members.mail_code import LENGTH
from members.models import Account
from members.passwords import same_password

LONGEST_PASSWORD = 256


def _address_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )


class AddressForm(forms.Form):
    """Where to send the code."""

    email = _address_field()


class CodeForm(forms.Form):
    """Six figures, however they were pasted."""

    code = forms.CharField(
        label=_("The code from our e-mail"),
        help_text=_("6 figures, for example 402 118. You may paste them."),
        max_length=200,
        widget=forms.TextInput(
            {"class": "code-in", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": _("Enter the 6 figures from our e-mail")},
    )

    def clean_code(self) -> str:
        figures = figures_of(self.cleaned_data["code"])
        if len(figures) != LENGTH:
            raise ValidationError(_("Enter all 6 figures of the code"))
        return figures


def in_two_groups(figures: str) -> str:
    """ "402118" → "402 118"."""
    return f"{figures[:3]} {figures[3:]}".strip()


class PasswordSignInForm(forms.Form):
    """For those who chose a password of their own."""

    email = _address_field()
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A password of one's own: long, and not one everybody uses."""

    password = forms.CharField(
        label=_("Your new password"),
        help_text=_("At least 12 characters. Four words you remember are a good password."),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    OUR_WORDS = {
        "password_too_short": _("Use at least 12 characters for your password"),
        "password_too_common": _("Many people use this password. Choose another one"),
        "password_too_similar": _("Choose a password that is less like your e-mail address"),
    }

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        typed = same_password(self.cleaned_data["password"])
        try:
            validate_password(typed, self.account)
        except ValidationError as found:
            raise ValidationError(
                [
                    ValidationError(self.OUR_WORDS.get(error.code or "", error.message))
                    for error in found.error_list
                ]
            ) from found
        return typed
