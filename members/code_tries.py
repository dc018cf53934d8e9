"""How often somebody may enter a wrong code; the count survives when the key-value server is gone."""

from __future__ import annotations

from django.core.cache import cache

WRONG_CODES = 10
WINDOW = 60 * 60


def _key(account_id: int) -> str:
    return f"members.wrong_codes:{account_id}"


def too_many_wrong_codes(account_id: int) -> bool:
    """Whether this account has to wait."""
    return int(cache.get(_key(account_id), 0)) >= WRONG_CODES


def count_wrong_code(account_id: int) -> None:
    """One more; the hour begins again with each."""
    cache.set(_key(account_id), int(cache.get(_key(account_id), 0)) + 1, WINDOW)
