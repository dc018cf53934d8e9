"""What stands sealed beside the end of a membership: who told us, and what she wished for."""

from __future__ import annotations

from uuid import UUID

from po_platform.kit.crypto import open_for_application, seal_for_application


def _place(ref: UUID) -> str:
    return f"members_ending|told_by|{ref}"


def seal_for_ending(ref: UUID, text: str) -> str:
    """Text that opens in this row only."""
    return seal_for_application(text, _place(ref)) if text else ""


def open_of_ending(ref: UUID, sealed: str) -> str:
    """The reverse; raises Tampered."""
    return open_for_application(sealed, _place(ref)) if sealed else ""


def _tidings(ref: UUID) -> str:
    return f"members_deathtold|why|{ref}"


def seal_for_tidings(ref: UUID, text: str) -> str:
    """From whom a death is known, as whoever keeps a record wrote it; opens in this row only."""
    return seal_for_application(text, _tidings(ref)) if text else ""


def open_of_tidings(ref: UUID, sealed: str) -> str:
    """The reverse; raises Tampered."""
    return open_for_application(sealed, _tidings(ref)) if sealed else ""


def wish_place(column: str, person_id: int) -> str:
    """Where a sealed word of a last wish belongs; it opens with the person's own key."""
    return f"members_lastwish|{column}|{person_id}"
