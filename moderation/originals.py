"""Words a decision took off, encrypted for one row: whoever reads the table alone reads nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from po_platform.kit.crypto import open_for_application, seal_for_application


@dataclass(frozen=True, slots=True)
class Former:
    """How it read up to a change of its author; `number` is that version."""

    number: int
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """A thing as it stood, without words of others it quotes. `piece`: what of it was covered."""

    text: str
    title: str = ""
    note: str = ""
    piece: str = ""
    former: Sequence[Former] = field(default=())


def seal_words(ref: UUID, original: Original) -> str:
    """Opens for this row only."""
    return seal_for_application(json.dumps(asdict(original), ensure_ascii=False), _place(ref))


def open_words(ref: UUID, sealed: str) -> Original:
    """Raises Tampered."""
    told = json.loads(open_for_application(sealed, _place(ref)))
    told.pop("quoted", None)  # sealed before those stayed where they stood
    former = tuple(Former(**one) for one in told.pop("former"))
    return Original(**told, former=former)


def _place(ref: UUID) -> str:
    return f"moderation_sealed|words|{ref}"
