"""Codes for one sitting on a tablet: six signs, good once and for two hours."""

from __future__ import annotations

import secrets

from members.share_codes import ALPHABET
from po_platform.kit.crypto import blind_index, secret_hash

LENGTH = 6  # 30 bits, good once for two hours, and wrong tries are counted
GROUP = 3
_LOOKS_LIKE = str.maketrans("ILO", "110")


def new_code() -> str:
    """Shown once and stored nowhere."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))


def code_hash(code: str) -> bytes:
    """How it is stored: keyed, because it is short enough to be tried out by whoever has the rows."""
    return secret_hash(blind_index("room_code", code))


def in_groups(code: str) -> str:
    """ "K7QM2X" → "K7Q M2X"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str) -> str | None:
    """The code somebody typed, in small letters, with gaps or I for 1; None when it cannot be one."""
    code = "".join(sign for sign in text if sign.isalnum()).upper().translate(_LOOKS_LIKE)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
