"""Personal tokens for the API: made with fresh proof, shown once, ended at any time."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Account, ApiToken
from members.queries.sessions import my_tokens
from members.signing_rules import may_make_token
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .signing import tell_about_change

READ, WRITE = "read", "write"
PREFIX = "po_"  # so that a scanner recognises a token somebody published by mistake


class NameTaken(Exception):
    """A living token has this name already; also what a double click meets."""


def create_token(*, actor: SignedIn, name: str, writes: bool, days: int) -> tuple[ApiToken, str]:
    """(the token, its secret, which is shown now and never again). Raises NameTaken."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=actor.account_id)
        living = my_tokens(actor=actor)
        demand(may_make_token(actor, living.count()))
        if living.filter(name__iexact=name).exists():
            raise NameTaken
        secret = PREFIX + secrets.token_urlsafe(32)
        token = ApiToken.objects.create(
            account_id=actor.account_id,
            name=name,
            secret_hash=secret_hash(secret),
            scopes=[READ, WRITE] if writes else [READ],
            expires_at=timezone.now() + timedelta(days=days),
        )
        record(actor=actor, verb="members.token.made", thing=token, scopes=token.scopes)
        tell_about_change(account_id=actor.account_id, what="token_made")
    return token, secret


def revoke_token(*, actor: SignedIn, token_id: int) -> None:
    """One of her own tokens opens nothing from the next request on; twice changes nothing."""
    with transaction.atomic():
        token = (
            ApiToken.objects.select_for_update()
            .filter(pk=token_id, account_id=actor.account_id)
            .first()
        )
        if token is None:
            raise Http404
        if token.revoked_at is None:
            ApiToken.objects.filter(pk=token.pk).update(revoked_at=Now())
            record(actor=actor, verb="members.token.revoked", thing=token)
