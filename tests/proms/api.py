"""A program that asks as somebody: by a personal token, or in a browser's session."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from members.models import ApiToken
from po_platform.kit.crypto import secret_hash
from tests.personas import Persona
from tests.proms.path import some_answers

V1 = "/api/v1"


def token_of(persona: Persona, *scopes: str) -> str:
    """The secret of a living token."""
    secret = secrets.token_urlsafe(24)
    ApiToken.objects.create(
        account=persona.account,
        name=secret[:8],
        secret_hash=secret_hash(secret),
        scopes=list(scopes or ("read", "write")),
        expires_at=timezone.now() + timedelta(days=30),
    )
    return secret


def program(persona: Persona, *scopes: str) -> Client:
    """A client that shows a token with every request."""
    return Client(
        headers={"authorization": f"Bearer {token_of(persona, *scopes)}", "accept-language": "en"}
    )


def sending(**changes: Any) -> dict[str, Any]:
    """A complete sending under a name of its own."""
    found = {"client_ref": str(uuid4()), "answers": some_answers(), "language": "en"}
    return {**found, **changes}


def post(client: Client, ref: object, body: Any) -> Any:
    """Sends answers for an assignment; `body` may be bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(f"/api/v1/assignments/{ref}/responses", raw, content_type="application/json")


def ask(client: Client, method: str, path: str, body: Any = None) -> Any:
    """`path` under /api/v1/; `body` as JSON."""
    if method == "get":
        return client.get(f"{V1}/{path}")
    call: Callable[..., Any] = getattr(client, method)
    raw = json.dumps(body if body is not None else {})
    return call(f"{V1}/{path}", raw, content_type="application/json")
