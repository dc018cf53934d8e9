"""Passwords: one form of what was typed, and whose account one opens."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from .models import Account


def same_password(typed: str) -> str:
    """One form for what was typed on different keyboards."""
    return unicodedata.normalize("NFKC", typed)


def account_with(password: str, accounts: Sequence[Account]) -> Account | None:
    """The one account this password opens. Two people who share a mailbox and a password cannot
    be told apart: neither is let in. An unknown address costs the same time as a known one."""
    typed = same_password(password)
    if not accounts:
        make_password(typed)
    fitting = [account for account in accounts if account.check_password(typed)]
    return fitting[0] if len(fitting) == 1 else None
