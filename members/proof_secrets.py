"""The addresses check numbers go to: sealed for their row, and known again by a mark."""

from __future__ import annotations

from uuid import UUID

from po_platform.kit.crypto import blind_index, open_for_application, seal_for_application


def _place(ref: UUID) -> str:
    return f"members_proofreader|sealed|{ref}"


def seal_reader(ref: UUID, address: str) -> str:
    """Opens in this row only."""
    return seal_for_application(address, _place(ref))


def open_reader(ref: UUID, sealed: str) -> str:
    """The reverse; raises Tampered, KeyMissing."""
    return open_for_application(sealed, _place(ref))


def reader_mark(address: str) -> str:
    """Under which an address is found again."""
    return blind_index("members_proofreader", address)
