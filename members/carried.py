"""What one page carries to the next press and nobody keeps: sealed, for one account, half an hour."""

from __future__ import annotations

import json
import time
from typing import Any

from po_platform.access.actor import SignedIn
from po_platform.kit.crypto import KeyMissing, Tampered, open_for_application, seal_for_application

LASTS = 30 * 60  # seconds


class Gone(Exception):
    """Too late, or it was never meant for this page and person."""


def carry(actor: SignedIn, what: str, content: Any) -> str:
    """Text for a hidden field; `what` says where it may be opened."""
    return seal_for_application(
        json.dumps([time.time(), content]), _place(actor, what), passing=True
    )


def carried(actor: SignedIn, what: str, sealed: str) -> Any:
    """The content again. Raises Gone."""
    try:
        made_at, content = json.loads(open_for_application(sealed, _place(actor, what)))
    except (KeyMissing, Tampered, ValueError) as error:
        raise Gone from error
    if time.time() - made_at > LASTS:
        raise Gone
    return content


def _place(actor: SignedIn, what: str) -> str:
    return f"members|carried|{what}|{actor.account_id}"
