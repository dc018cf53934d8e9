"""Patterns from foreign files, run under a time limit: a hostile one costs 50 ms, not the server."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped]  # ships no types; has the time limit re lacks

MAX_PATTERN = 500
MAX_SUBJECT = 2_000
MAX_REPEATS = 100_000  # product of all {n}: (a{1000}){1000} takes half a second to compile
TIME_LIMIT = 0.05  # seconds


def runs(pattern: str) -> bool:
    """Whether we can run the pattern at all."""
    return _compiled(pattern) is not None


def fits(pattern: str, value: str) -> bool:
    """Whether the whole value has the pattern's form.

    True also when the pattern cannot be run or takes too long: a fault of the form must not keep
    a person from answering.
    """
    compiled = _compiled(pattern)
    if compiled is None or len(value) > MAX_SUBJECT:
        return True
    try:
        return bool(compiled.fullmatch(value, timeout=TIME_LIMIT))
    except (TimeoutError, MemoryError, RecursionError):
        return True


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    counts = [int(number) for number in re.findall(r"\d{1,9}", "".join(_braces(pattern)))]
    if len(pattern) > MAX_PATTERN or math.prod(max(1, count) for count in counts) > MAX_REPEATS:
        return None
    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError, ValueError, MemoryError, KeyError):
        return None


def _braces(pattern: str) -> list[str]:
    return re.findall(r"\{[\d,\s]*\}", pattern)
