"""What a waiting mail carries, sealed: whoever reads the table learns neither code, link nor address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from po_platform.kit.crypto import blind_index, open_for_application, seal_for_application


@dataclass(frozen=True, slots=True)
class Load:
    """The context of the template, an address when no account is meant, the sender's own reference."""

    context: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""
    about: str = ""


def _place(ref: object) -> str:
    return f"notifications_outbox|sealed|{ref}"


def seal_load(ref: object, load: Load) -> str:
    """Text that opens only for the row `ref`; lazy words and dates are written out."""
    plain = json.dumps([load.context, load.address, load.about], default=str)
    return seal_for_application(plain, _place(ref))


def open_load(ref: object, sealed: str) -> Load:
    """The reverse; '' is an empty load. Raises kit.crypto.Tampered."""
    if not sealed:
        return Load()
    context, address, about = json.loads(open_for_application(sealed, _place(ref)))
    return Load(context, address, about)


def dedup_mark(dedup: str) -> UUID:
    """The keyed mark under which the same notice is known again, without saying what it is about."""
    return UUID(blind_index("notifications_outbox|dedup", dedup)[:32])


def summary_mark(person_id: int, at: datetime) -> UUID:
    """The mark of a person's summary at one moment; both stand in its row, so nothing is hidden."""
    words = f"summary {person_id} {at.timestamp()}".encode()
    return UUID(bytes=blake2b(words, digest_size=16).digest())
