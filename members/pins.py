"""A personal PIN: six figures only she knows, kept as a slow salted hash of a keyed mark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.hashers import check_password, make_password

from po_platform.kit.crypto import blind_index

LENGTH = 6
_UP = "01234567890123456789"


def pin_hash(account_id: int, pin: str) -> str:
    """Salted and slow; without the key file a copy of the table cannot even be guessed at."""
    return make_password(_keyed(account_id, pin))


def pin_fits(account_id: int, pin: str, kept: str) -> bool:
    """Whether this is the PIN; costs the same time when there is none."""
    if not kept:
        make_password(_keyed(account_id, pin))
        return False
    return check_password(_keyed(account_id, pin), kept)


def _keyed(account_id: int, pin: str) -> str:
    return blind_index(f"members_account|pin|{account_id}", pin)


def is_too_easy(pin: str, born: date | None) -> bool:
    """What somebody who knows her would try first: rows, repetitions, her day of birth."""
    repeats = any(pin == pin[:size] * (LENGTH // size) for size in (1, 2, 3))
    doubled = pin[0::2] == pin[1::2] and pin[0::2] in _UP + _UP[::-1]
    mirrored = pin == pin[::-1]
    in_a_row = pin in _UP or pin in _UP[::-1]
    return repeats or doubled or mirrored or in_a_row or pin in set(_days(born))


def _days(born: date | None) -> Iterator[str]:
    if born is None:
        return
    day, month, year = f"{born.day:02}", f"{born.month:02}", f"{born.year:04}"
    yield from (day + month + year[2:], month + day + year[2:], year[2:] + month + day)
    yield from (day + year, month + year, year + month, year + day)
