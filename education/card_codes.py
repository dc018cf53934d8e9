"""Codes on the cards practices hand out: made again from the card for whoever made it."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from members.share_codes import code_from
from po_platform.kit.crypto import blind_index, secret_hash


def code_of(seed: str) -> str:
    """The code of a card; worth nothing without the server's key."""
    return code_from(salted_hmac("education.card", seed, algorithm="sha256").digest())


def code_hash(code: str) -> bytes:
    """How it is stored: keyed."""
    return secret_hash(blind_index("programme_card", code))
