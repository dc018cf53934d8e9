"""How strongly a session proved who it is: a second factor, and a code entered a moment ago."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest

FRESH_FOR = 15 * 60
FRESH_KEY = "fresh_proof_at"


def is_strong(request: HttpRequest) -> bool:
    """A passkey, authenticator app or recovery code was shown in this session."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return any(record.get("method") == "mfa" for record in records)


def is_fresh(request: HttpRequest) -> bool:
    """A new code from mail or card was entered within the last 15 minutes."""
    at = request.session.get(FRESH_KEY)
    return isinstance(at, int) and 0 <= time.time() - at <= FRESH_FOR


def mark_fresh(request: HttpRequest) -> None:
    """To be called when the code was right."""
    request.session[FRESH_KEY] = int(time.time())
