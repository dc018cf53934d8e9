"""Which tables of a file of My data an app here can show again; everything else stays in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .export_parts import Field
from .purposes import Words


@dataclass(frozen=True, slots=True)
class Takes:
    """A table by the name it has in the file, with the columns that are taken over.

    Title and meanings are ours: no word of a foreign file is shown as a word of this portal.
    """

    name: str
    title: Words
    fields: tuple[Field, ...]


_takes: dict[str, Takes] = {}


def register_brought(takes: Takes) -> None:
    """Once per table at start."""
    if _takes.setdefault(takes.name, takes) != takes:
        raise ValueError(f"Two apps take over {takes.name}.")


def all_takes() -> Sequence[Takes]:
    """In the order they were registered."""
    return list(_takes.values())
