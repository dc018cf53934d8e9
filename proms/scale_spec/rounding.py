"""Rounding as a spec declares it, in decimals, without leftovers of a division."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal

CONTEXT = Context(prec=28)

# A third times three is 0.999…; without this settling a half would not round as a half.
_SETTLED = Decimal("1e-15")


def rounded(value: Decimal, digits: int, rounding: str) -> Decimal:
    """The value to `digits` places; `rounding` is one of decimal's modes or half_ceiling."""
    return rounder(digits, rounding)(value)


def rounder(digits: int, rounding: str) -> Callable[[Decimal], Decimal]:
    """The same, prepared once for many values."""
    step = Decimal(1).scaleb(-digits)

    def round_one(value: Decimal) -> Decimal:
        mode = rounding
        if mode == "half_ceiling":
            mode = ROUND_HALF_UP if value >= 0 else ROUND_HALF_DOWN
        settled = value.quantize(_SETTLED, mode, CONTEXT)
        return settled.quantize(step, mode, CONTEXT) + 0

    return round_one
