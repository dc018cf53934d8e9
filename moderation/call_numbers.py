"""A number to be called at, encrypted for one person's row."""

from __future__ import annotations

from moderation.models import CallNumber
from po_platform.kit.crypto import open_for_application, seal_for_application


def seal_number(person_id: int, number: str) -> str:
    """Opens for this person's row only."""
    return seal_for_application(number, _place(person_id))


def open_number(row: CallNumber) -> str:
    """Raises Tampered."""
    return open_for_application(row.number, _place(row.person_id))


def _place(person_id: int) -> str:
    return f"moderation_callnumber|number|{person_id}"
