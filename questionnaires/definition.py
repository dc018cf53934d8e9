"""What a questionnaire asks, in our own form: structure and codes, no wording, one hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from questionnaires.canonical import sha256
from questionnaires.expressions import Expression
from questionnaires.plain import to_plain

ItemType = Literal[
    "group",
    "display",
    "boolean",
    "decimal",
    "integer",
    "date",
    "dateTime",
    "time",
    "string",
    "text",
    "choice",
    "open-choice",
    "quantity",
]
Control = Literal[
    "radio-button",
    "check-box",
    "drop-down",
    "slider",
    "text-box",
    "page",
    "header",
    "footer",
    "help",
    "flyover",
    "legal",
    "prompt",
    "unit",
    "lower",
    "upper",
    "table",
    "gtable",
    "htable",
    "atable",
]
OptionKind = Literal["coding", "string", "integer", "date", "time"]
EntryMode = Literal["sequential", "prior-edit", "random"]
Category = Literal["instructions", "security", "help"]

CHOICES: tuple[ItemType, ...] = ("choice", "open-choice")
NUMBERS: tuple[ItemType, ...] = ("integer", "decimal", "quantity")
DATES: tuple[ItemType, ...] = ("date", "dateTime")
TEXTS: tuple[ItemType, ...] = ("string", "text")
TABLES: tuple[Control, ...] = ("table", "gtable", "htable", "atable")
AIDS: tuple[Control, ...] = ("help", "flyover", "legal", "prompt", "unit", "lower", "upper")

Kept = Mapping[str, Any]
"""Elements of a foreign file that mean nothing here and go out again as they came."""


@dataclass(frozen=True)
class Coding:
    """A code in a public system (LOINC, SNOMED CT …)."""

    code: str
    system: str = ""
    version: str = ""
    display: str = ""


@dataclass(frozen=True)
class Option:
    """One answer to choose. Answers store `code`; the weight is for scoring and never stored."""

    code: str
    kind: OptionKind = "coding"
    coding: Coding | None = None
    weight: str = ""
    exclusive: bool = False
    kept: Kept = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """A unit of a quantity or number; answers store `code`, its label is a text."""

    code: str
    coding: Coding | None = None


@dataclass(frozen=True)
class Calculation:
    """A formula from the file. REDCap's are run (calculations); FHIRPath is kept to be read only."""

    expression: str
    language: str = "text/fhirpath"


@dataclass(frozen=True)
class Item:
    """A question, a group, or a text to read.

    `aids` are texts that belong to the item itself (help, ends of a scale …), each an item of type
    `display` with its own linkId. Bounds are texts: decimals for numbers, ISO for dates and times,
    or `today`. `initial` has the form an answer has. `identifier`: the answer could tell who
    somebody is. Beyond `warn_below` and `warn_above` a value is told and taken. `terms`: the lists
    an answer is a code of, one a line in a long text; `[field]`: the list that answer names.
    """

    link_id: str
    type: ItemType
    items: tuple[Item, ...] = ()
    aids: tuple[Item, ...] = ()
    show_if: Expression | None = None
    required: bool = False
    read_only: bool = False
    hidden: bool = False
    repeats: bool = False
    min_occurs: int | None = None
    max_occurs: int | None = None
    options: tuple[Option, ...] = ()
    units: tuple[Unit, ...] = ()
    min_value: str = ""
    max_value: str = ""
    max_decimals: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    slider_step: str = ""
    initial: Any = None
    calculated: Calculation | None = None
    missing_reasons: tuple[str, ...] = ()
    identifier: bool = False
    warn_below: str = ""
    warn_above: str = ""
    partial_dates: bool = False
    terms: tuple[str, ...] = ()
    control: Control | None = None
    orientation: Literal["horizontal", "vertical"] | None = None
    category: Category | None = None
    support_links: tuple[str, ...] = ()
    codes: tuple[Coding, ...] = ()
    kept: Kept = field(default_factory=dict)

    @property
    def is_question(self) -> bool:
        """Whether an answer can belong to it."""
        return self.type not in ("group", "display")

    @property
    def is_rows(self) -> bool:
        """A group that is filled in once per row."""
        return self.type == "group" and self.repeats

    @property
    def is_fixed(self) -> bool:
        """A question nobody is asked: its only value is the one the form gives it."""
        return self.hidden or self.read_only or self.calculated is not None

    def aid(self, control: Control) -> Item | None:
        """The text of this kind that belongs to the item, if it has one."""
        return next((aid for aid in self.aids if aid.control == control), None)

    def option(self, code: str) -> Option | None:
        """The option with this code."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Definition:
    """A whole form. Build it with `checks.read_definition` when it comes from outside."""

    items: tuple[Item, ...]
    codes: tuple[Coding, ...] = ()
    entry_mode: EntryMode | None = None
    format: Literal[1] = 1

    @cached_property
    def sha256(self) -> str:
        """Hash of structure and codes; texts have their own."""
        return sha256(to_plain(self))

    @cached_property
    def by_link_id(self) -> dict[str, Item]:
        """Every item, aids included, by linkId."""
        return {item.link_id: item for item in self.walk(aids=True)}

    def walk(self, *, aids: bool = False) -> Iterator[Item]:
        """Every item in the order of the form, parents first."""
        stack = list(reversed(self.items))
        while stack:
            item = stack.pop()
            yield item
            if aids:
                yield from item.aids
            stack.extend(reversed(item.items))
