"""Codes that open one summary for one visit: eight signs."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from members.share_codes import ALPHABET
from po_platform.kit.crypto import (
    blind_index,
    open_for_application,
    seal_for_application,
    secret_hash,
)

LENGTH = 8  # 40 bits, good on one day only, and wrong tries are counted
GROUP = 4
_LOOKS_LIKE = str.maketrans("ILO", "110")


def code_of(seed: str) -> str:
    """The code of a seed; worth nothing without the server's key."""
    digest = salted_hmac("proms.visit_code", seed, algorithm="sha256").digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, 5 * LENGTH, 5))


def code_hash(code: str) -> bytes:
    """How it is stored: keyed, because it is short enough to be tried out by whoever has the rows."""
    return secret_hash(blind_index("visit_code", code))


def in_groups(code: str) -> str:
    """ "K7QM2XWD" → "K7QM 2XWD"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str) -> str | None:
    """The code somebody typed, in small letters, with gaps or I for 1; None when it cannot be one."""
    code = "".join(sign for sign in text if sign.isalnum()).upper().translate(_LOOKS_LIKE)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def _place(seed: str) -> str:
    return f"members_ticket|name|{seed}"


def seal_name(seed: str, name: str) -> str:
    """The name that stands above the page; opens for the code of this seed only."""
    return seal_for_application(name, _place(seed)) if name else ""


def open_name(seed: str, sealed: str) -> str:
    """The reverse; raises Tampered."""
    return open_for_application(sealed, _place(seed)) if sealed else ""
