"""What a device answered: read without trust, and its counter may only go forward."""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse

from po_platform.kit.strict_json import NotJson, read_json

log = logging.getLogger(__name__)
LONGEST = 20_000  # signs; an honest answer has about 1,000, one with an attestation 5,000
UNREADABLE = _("Your device gave an answer we cannot use. Try again, or choose another way")
# Everything the reader of foreign bytes is known to raise.
BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


class CredentialField(forms.CharField):
    """The JSON a browser sends for navigator.credentials; cleaned to a dict."""

    default_error_messages = {"required": UNREADABLE, "max_length": UNREADABLE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=LONGEST, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            found = read_json(text.encode())
        except NotJson as error:
            raise ValidationError(UNREADABLE, code="unreadable") from error
        if not isinstance(found, dict) or not found:  # allauth would take {} for no question asked
            raise ValidationError(UNREADABLE, code="unreadable")
        return found


def counter_of(credential: dict[str, Any]) -> int:
    """How often the device says it answered; 0 always for passkeys that live on many devices."""
    return int(AuthenticationResponse.from_dict(credential).response.authenticator_data.counter)


def take_count(authenticator: Authenticator, credential: dict[str, Any]) -> bool:
    """Keeps the new count; False when it did not grow, which a copied device gives away."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    before = row.data.get("sign_count", row.wrap().authenticator_data.counter)
    now = counter_of(credential)
    if (now or before) and now <= before:
        log.warning("passkey %s counted backwards", row.pk)
        return False
    row.data["sign_count"] = now
    row.save(update_fields=["data"])
    return True
