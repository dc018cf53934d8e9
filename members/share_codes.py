"""Codes people write on paper and read over the telephone: no letter looks like another."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: without I, L, O, U
LENGTH = 12  # 60 bits
GROUP = 4
_LOOKS_LIKE = str.maketrans("ILO", "110")


def code_from(digest: bytes) -> str:
    """Twelve signs made from the first 60 bits of a keyed digest of at least 8 bytes."""
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * LENGTH - 5, -1, -5))


def in_groups(code: str) -> str:
    """ "K7QM2XWD9TRB" → "K7QM 2XWD 9TRB"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str) -> str | None:
    """The code somebody typed, in small letters, with gaps or I for 1; None when it cannot be one."""
    code = "".join(sign for sign in text if sign.isalnum()).upper().translate(_LOOKS_LIKE)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
