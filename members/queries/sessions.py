"""Where the acting person is signed in, and her tokens."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from members.models import ApiToken, SignedInSession
from po_platform.access.actor import Actor, SignedIn


def my_sessions(*, actor: Actor) -> QuerySet[SignedInSession]:
    """Her sessions that may still be open, the latest first."""
    if not isinstance(actor, SignedIn):
        return SignedInSession.objects.none()
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignedInSession.objects.filter(
        account_id=actor.account_id, last_seen_at__gt=Now() - lasts
    ).order_by("-last_seen_at", "-id")


def my_tokens(*, actor: Actor) -> QuerySet[ApiToken]:
    """Her tokens that still open something, the newest first."""
    if not isinstance(actor, SignedIn):
        return ApiToken.objects.none()
    return ApiToken.objects.filter(
        account_id=actor.account_id, revoked_at__isnull=True, expires_at__gt=Now()
    ).order_by("-id")
