"""Where allauth meets the house: mails through the outbox, second-factor secrets sealed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from po_platform.kit.crypto import open_for_application, seal_for_application


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up through allauth's own pages; its mails become service mails."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """TOTP seeds and recovery seeds never stand readable in the database."""

    def encrypt(self, text: str) -> str:
        return seal_for_application(text, "mfa_authenticator|secret")

    def decrypt(self, encrypted_text: str) -> str:
        return open_for_application(encrypted_text, "mfa_authenticator|secret")

    def get_totp_label(self, user: Any) -> str:
        return str(user.person.display_name) if hasattr(user, "person") else "portal"
