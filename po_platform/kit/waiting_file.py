"""A file somebody tried and has not taken in yet: sealed, hers alone, gone after half an hour."""

from __future__ import annotations

import base64
from secrets import token_urlsafe

from django.core.cache import cache

from po_platform.kit.crypto import Tampered, open_for_application, seal_for_application

MINUTES = 30
MOST = 5_000_000  # bytes; larger files are for the command on the server


def keep_file(account_id: int, raw: bytes) -> str:
    """Under which word it waits."""
    word = token_urlsafe(24)
    text = base64.b64encode(raw).decode()
    sealed = seal_for_application(text, _key(account_id, word), passing=True)
    cache.set(_key(account_id, word), sealed, MINUTES * 60)
    return word


def kept_file(account_id: int, word: str) -> bytes | None:
    """The bytes again, for the same account; None when the time is over, or its key is gone."""
    if not word.isascii() or len(word) > 60:
        return None
    sealed = cache.get(_key(account_id, word))
    if not isinstance(sealed, str):
        return None
    try:
        return base64.b64decode(open_for_application(sealed, _key(account_id, word)))
    except Tampered:
        return None


def forget_file(account_id: int, word: str) -> None:
    """It was taken in."""
    cache.delete(_key(account_id, word))


def _key(account_id: int, word: str) -> str:
    return f"waiting|{account_id}|{word}"
