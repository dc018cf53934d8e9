"""Second factors: the app's code, a printed code, a passkey's answer."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.passkeys import BROKEN, UNREADABLE, CredentialField, take_count

CODE_WIDGET = {"class": "code-in", "inputmode": "numeric", "autocomplete": "one-time-code"}
UNKNOWN_PASSKEY = _("We do not know this passkey, or it answered too late. Try again")


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of an app that has just taken up the secret."""

    code = forms.CharField(
        label=_("The code your app shows now"),
        help_text=_("6 figures. They change every half minute."),
        max_length=60,
        widget=forms.TextInput(CODE_WIDGET),
    )

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except ValidationError as error:
            raise ValidationError(
                _("This code does not fit. Wait for the next one and enter that")
            ) from error


class StepForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The app's code, or one from the printed list."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("6 figures from your app, or 8 figures from your printed list."),
        max_length=60,
        widget=forms.TextInput(CODE_WIDGET),
    )


class _Answer:
    """A passkey's answer, read carefully; its counter must have grown."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]  # mixed in
            counted = take_count(found, credential)
        except ValidationError as error:
            raise ValidationError(UNKNOWN_PASSKEY) from error
        except BROKEN as error:
            raise ValidationError(UNREADABLE) from error
        if not counted:
            raise ValidationError(UNKNOWN_PASSKEY)
        return found


class PasskeySignInForm(_Answer, LoginWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Signs in whoever the device says, with finger, face or number shown."""

    credential = CredentialField()


class PasskeyStepForm(_Answer, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """The second step by passkey, of an account already known."""

    credential = CredentialField()


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new passkey: it lives on the device and always asks for finger, face or number."""

    name = forms.CharField(
        label=_("What do you call this device?"),
        help_text=_("So that you know it again in the list, for example: my telephone."),
        max_length=60,
        required=False,
    )
    credential = CredentialField()
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""
        del self.fields["passwordless"]

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip() or str(_("My device"))

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            return dict(super().clean())
        except ValidationError as error:
            raise ValidationError(UNKNOWN_PASSKEY) from error
        except BROKEN as error:
            raise ValidationError(UNREADABLE) from error
