"""One row of a dictionary: what it says, apart from what it means here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.markup import plain_text

NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
YES = frozenset({"y", "yes", "1", "true", "x"})
TAG = re.compile(r"@[A-Z][A-Z0-9_-]*")


@dataclass(frozen=True)
class Field:
    """A row by the names of columns.HEADINGS; `row` counts from 1, the header being row 1."""

    row: int
    name: str
    form: str
    type: str
    cells: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """What stands in a column, without the spaces around it."""
        return self.cells.get(column, "").strip()

    @property
    def tags(self) -> frozenset[str]:
        """Action tags such as @HIDDEN."""
        return frozenset(TAG.findall(self.cell("annotation")))

    @property
    def is_identifier(self) -> bool:
        """Whether the file says that it could tell who somebody is."""
        return self.cell("identifier").lower() in YES

    @property
    def is_required(self) -> bool:
        """Whether the file wants an answer."""
        return self.cell("required").lower() in YES


@dataclass(frozen=True)
class ReadChoices:
    """(code, label) in order, and the pieces that could not stand, with a reason each."""

    pairs: tuple[tuple[str, str], ...]
    bare: tuple[str, ...] = ()  # pieces without a comma: code and label in one
    twice: tuple[str, ...] = ()  # codes that stood before


def read_choices(text: str) -> ReadChoices:
    """`1, one | 2, two`: parted at `|`, then at the first comma."""
    found: dict[str, str] = {}
    bare: list[str] = []
    twice: list[str] = []
    for piece in re.split(r"[|\n]" if "|" not in text else r"\|", text):
        if not piece.strip():
            continue
        code, comma, label = piece.partition(",")
        code = code.strip()
        if not comma:
            bare.append(code)
            label = code
        if code in found:
            twice.append(code)
        elif code:
            found[code] = plain_text(label) or label.strip() or code
    return ReadChoices(tuple(found.items()), tuple(bare), tuple(twice))


def tick_name(field: str, code: str) -> str:
    """The column of a box in data files: `race___1`; of a code -2 `race____2`."""
    return f"{field}___{re.sub(r'[^a-z0-9_]', '_', code.lower())}"
