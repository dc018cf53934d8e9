"""The same JSON content always gives the same bytes, and so the same hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Any: plain JSON (dict, list, str, int, float, bool, None) of any shape.


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces.

    Whole floats are written as integers, because Postgres may give `1e16` back as an integer:
    a stored definition must keep its hash. Raises ValueError for NaN, infinity and lone surrogates.
    """
    text = json.dumps(
        _settled(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def sha256(value: Any) -> str:
    """Hex digest of the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
