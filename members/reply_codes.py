"""Reply codes: nine signs and a check sign, so that one wrong sign or two swapped are known.

The check sign makes the word a multiple of x in GF(32), the field of x⁵ + x² + 1: each sign stands
with another power of x, so one changed sign never adds up, and neither do two neighbours swapped.
"""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

from po_platform.kit.crypto import blind_index, secret_hash

from .share_codes import ALPHABET

LENGTH = 10
GROUP = 5
_LOOKS_LIKE = str.maketrans("ILO", "110")
_FIELD = 0b100101


class Miskeyed(ValueError):
    """Not a code: signs are missing, or the check sign does not fit. No try is counted."""


def _times_x(number: int) -> int:
    number <<= 1
    return number ^ _FIELD if number & 32 else number


def _sum(signs: str) -> int:
    total = 0
    for sign in signs:
        total = _times_x(total) ^ ALPHABET.index(sign)
    return total


def with_check_sign(signs: str) -> str:
    """Nine signs → ten, the last of which fits."""
    return signs + ALPHABET[_times_x(_sum(signs))]


def new_seed() -> str:
    """What a code is made from again for its owner; worth nothing without the server's key."""
    return secrets.token_hex(16)


def code_of(seed: str) -> str:
    """The code of a seed, 45 bits and its check sign."""
    digest = salted_hmac("members.reply_code", seed, algorithm="sha256").digest()
    number = int.from_bytes(digest[:8], "big")
    return with_check_sign("".join(ALPHABET[number >> shift & 31] for shift in range(0, 45, 5)))


def code_hash(code: str) -> bytes:
    """How it is stored: keyed, because it is short enough to be tried out by whoever has the rows."""
    return secret_hash(blind_index("reply_code", code))


def in_groups(code: str) -> str:
    """ "K7QM2XWD9T" → "K7QM2 XWD9T"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str) -> str:
    """The code somebody keyed, in small letters, with gaps, I for 1. Raises Miskeyed."""
    code = "".join(sign for sign in text if sign.isalnum()).upper().translate(_LOOKS_LIKE)
    if len(code) != LENGTH or set(code) - set(ALPHABET) or _sum(code) != 0:
        raise Miskeyed
    return code
