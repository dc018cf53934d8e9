"""Personal API tokens: found by hash, within their time, for reading or writing as scoped."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest

from po_platform.kit.crypto import secret_hash

from .models import Account, ApiToken


def bearer_secret(request: HttpRequest) -> str | None:
    """The secret of an API request's Authorization header; pages never accept one."""
    if not request.path.startswith("/api/"):
        return None
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None


def account_of_token(secret: str, *, writes: bool) -> Account | None:
    """The account a living token belongs to, when its scopes allow this kind of request."""
    token = (
        ApiToken.objects.select_related("account")
        .filter(
            Q(expires_at__gt=Now()),
            secret_hash=secret_hash(secret),
            revoked_at__isnull=True,
            account__is_active=True,
            scopes__contains=["write" if writes else "read"],
        )
        .first()
    )
    return token.account if token else None
