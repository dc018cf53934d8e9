"""How long something has waited, in four steps; pure. The vault's function knows the same steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

EDGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))


def bands() -> Sequence[int]:
    """0 is less than a day, 3 a week and more."""
    return range(len(EDGES) + 1)


def band_of(age: timedelta) -> int:
    """Which of `bands`."""
    return sum(1 for edge in EDGES if age >= edge)
