"""Sealing and opening the fields that say who somebody is: each for its own person and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from po_platform.kit.crypto import Tampered, blind_index, open_sealed, seal

FIELDS = ("real_name", "address", "phone", "birth_date")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one person; '' and None for what she did not give.

    `unreadable`: fields whose ciphertext was changed, moved or meets the wrong key.
    """

    real_name: str = ""
    address: str = ""
    phone: str = ""
    birth_date: date | None = None
    unreadable: frozenset[str] = field(default_factory=frozenset)


def place(column: str, person_id: int) -> str:
    """Where a ciphertext belongs: it opens nowhere else."""
    return f"members_identity|{column}|{person_id}"


def seal_fields(data_key: bytes, person_id: int, known: Known) -> dict[str, bytes | None]:
    """column → ciphertext, None for nothing given."""
    texts = {
        "real_name": known.real_name,
        "address": known.address,
        "phone": known.phone,
        "birth_date": known.birth_date.isoformat() if known.birth_date else "",
    }
    return {
        column: seal(data_key, text, place(column, person_id)) if text else None
        for column, text in texts.items()
    }


def open_fields(data_key: bytes, person_id: int, sealed: Mapping[str, bytes | None]) -> Known:
    """The reverse; a field that does not open is named in `unreadable`, the others are given."""
    texts: dict[str, str] = {}
    unreadable = set()
    for column, raw in sealed.items():
        try:
            texts[column] = open_sealed(data_key, raw, place(column, person_id)) if raw else ""
        except Tampered:
            unreadable.add(column)
    birth = texts.get("birth_date")
    return Known(
        texts.get("real_name", ""),
        texts.get("address", ""),
        texts.get("phone", ""),
        date.fromisoformat(birth) if birth else None,
        frozenset(unreadable),
    )


def marks(known: Known) -> dict[str, str]:
    """The keyed marks under which the office finds an exact name or number; never a birth date."""
    digits = "".join(sign for sign in known.phone if sign.isdigit())
    return {
        "name_index": blind_index("name", known.real_name) if known.real_name.strip() else "",
        "phone_index": blind_index("phone", digits) if digits else "",
    }
