"""Name and address of a guest who reported something: sealed for the one row they belong to."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from po_platform.kit.crypto import open_for_application, seal_for_application


@dataclass(frozen=True, slots=True)
class Guest:
    """Who told us without an account."""

    name: str
    address: str


def seal_guest(ref: UUID, guest: Guest) -> str:
    """Opens for this report only."""
    return seal_for_application(json.dumps(asdict(guest)), _place(ref))


def open_guest(ref: UUID, sealed: str) -> Guest | None:
    """None where there is none; raises Tampered."""
    return Guest(**json.loads(open_for_application(sealed, _place(ref)))) if sealed else None


def _place(ref: UUID) -> str:
    return f"moderation_report|guest|{ref}"
