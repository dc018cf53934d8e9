"""A browser's session as its owner sees it: noted at sign-in, freshened once an hour, new keys."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db.models.functions import Now
from django.http import HttpRequest

from po_platform.kit.crypto import secret_hash

from .devices import device_of
from .models import SignedInSession

NOTED_KEY = "noted_at"
NOTED_EVERY = 3600  # seconds


def key_hash_of(request: HttpRequest) -> bytes:
    """Under which this request's session is listed."""
    return secret_hash(request.session.session_key or "")


def note_sign_in(request: HttpRequest, account_id: int) -> None:
    """Lists the session that has just begun; those that cannot be open any more go."""
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    SignedInSession.objects.filter(account_id=account_id, last_seen_at__lt=Now() - lasts).delete()
    browser, system = device_of(request.headers.get("user-agent", ""))
    SignedInSession.objects.update_or_create(
        key_hash=key_hash_of(request),
        defaults={"account_id": account_id, "browser": browser, "system": system},
    )
    request.session[NOTED_KEY] = int(time.time())


def note_use(request: HttpRequest) -> None:
    """Once an hour: last seen now. It also renews the 30 days the session lasts."""
    noted = request.session.get(NOTED_KEY)
    if isinstance(noted, int) and time.time() - noted >= NOTED_EVERY:
        SignedInSession.objects.filter(key_hash=key_hash_of(request)).update(last_seen_at=Now())
        request.session[NOTED_KEY] = int(time.time())


def new_key(request: HttpRequest) -> None:
    """After a step up the former key opens nothing."""
    former = key_hash_of(request)
    request.session.cycle_key()
    SignedInSession.objects.filter(key_hash=former).update(key_hash=key_hash_of(request))


def _forget(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None and request.session.session_key:
        SignedInSession.objects.filter(key_hash=key_hash_of(request)).delete()


def connect() -> None:
    """Whichever way somebody is signed out, the list knows; called once at start."""
    user_logged_out.connect(_forget, dispatch_uid="members.sessions")
