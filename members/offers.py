"""What a member offers somebody with a code."""

from __future__ import annotations

from dataclasses import dataclass

from .lengths import Length


@dataclass(frozen=True, slots=True)
class Offer:
    """`scope`: codes of the purpose; `meant_for`: the name as she typed it."""

    scope: tuple[str, ...]
    length: Length
    for_clinics: bool
    meant_for: str
