"""Cells a table program shows and never runs; numbers stay numbers, negative ones too."""

from __future__ import annotations

import re

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)


def safe(text: str) -> str:
    """A sign in front of what a table program would take for a formula."""
    if text.startswith(RUNS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def bare(text: str) -> str:
    """What stood there before that sign."""
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text
