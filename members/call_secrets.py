"""Name and number of a call: sealed for their own row, found again by nobody but a mark."""

from __future__ import annotations

from uuid import UUID

from po_platform.kit.crypto import blind_index, open_for_application, seal_for_application

FEWEST, MOST = 5, 15  # figures of a telephone number, ITU-T E.164
SIGNS = frozenset(" +-/().")


def _place(column: str, ref: UUID) -> str:
    return f"members_callrequest|{column}|{ref}"


def seal_for_call(ref: UUID, column: str, text: str) -> str:
    """Text that opens in this row and column only."""
    return seal_for_application(text, _place(column, ref)) if text else ""


def open_of_call(ref: UUID, column: str, sealed: str) -> str:
    """The reverse; raises Tampered."""
    return open_for_application(sealed, _place(column, ref)) if sealed else ""


def figures_of(number: str) -> str:
    """The figures somebody would dial: "+44 (0)1632" → "4401632"."""
    return "".join(sign for sign in number if sign.isascii() and sign.isdecimal())


def can_be_dialled(number: str) -> bool:
    """Figures, with signs people put between them, and neither too few nor too many."""
    figures = figures_of(number)
    return FEWEST <= len(figures) <= MOST and set(number) - SIGNS <= set(figures)


def mark_of(number: str) -> str:
    """Under which two wishes for the same number are known as such."""
    return blind_index("call", figures_of(number))
