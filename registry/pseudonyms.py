"""Names for one release only: from a random key, with a check sign, gone with the key."""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha256
from uuid import UUID

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 12
DAYS = 365


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


def pseudonym(key: bytes, subject: UUID) -> str:
    """Twelve signs and a check sign; the same person has another one in every release."""
    digest = hmac.new(key, b"pseudonym|" + subject.bytes, sha256).digest()
    body = base64.b32encode(digest).decode()[:LENGTH]
    return body + check_sign(body)


def days_shifted(key: bytes, subject: UUID) -> int:
    """1 to 365: how many days earlier all dates of this person are."""
    digest = hmac.new(key, b"shift|" + subject.bytes, sha256).digest()
    return int.from_bytes(digest[:4], "big") % DAYS + 1


def check_sign(body: str) -> str:
    """ISO/IEC 7064, MOD 37,36: one wrong sign or two swapped ones are found."""
    check = 36
    for sign in body:
        check = (check + SIGNS.index(sign)) % 36 or 36
        check = check * 2 % 37
    return SIGNS[(1 - check) % 36]


def is_sound(text: str) -> bool:
    """Whether its last sign fits."""
    return (
        len(text) > 1 and all(sign in SIGNS for sign in text) and check_sign(text[:-1]) == text[-1]
    )
