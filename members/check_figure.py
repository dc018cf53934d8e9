"""One more figure tells a slip of the pen from a wrong number: Damm's scheme, without a table of words.

Source: H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004. Every single wrong figure
and every two neighbours changed round are noticed; the tests try them all.
"""

from __future__ import annotations

_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_figure(figures: str) -> str:
    """The figure to write behind `figures` (0–9 only)."""
    row = "0"
    for figure in figures:
        row = _TABLE[int(row)][int(figure)]
    return row


def is_checked(figures: str) -> bool:
    """Whether the last figure belongs to the others."""
    return bool(figures) and check_figure(figures) == "0"


def figures_of(typed: str) -> str:
    """The figures of whatever was pasted: "402 118", "402-118" and "Code: 402118" are the same."""
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())
