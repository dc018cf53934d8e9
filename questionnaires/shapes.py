"""What stands on a page for one item of a form, shaped for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.safestring import SafeString

Kind = Literal[
    "rate", "choices", "select", "number", "text", "long", "date", "time", "quantity",
    "read", "title", "rows",
]  # fmt: skip
# Kinds whose fields stand together in a fieldset.
GROUPED = ("rate", "choices", "date")


@dataclass(frozen=True)
class Choice:
    """One answer to choose, for the tag `choices` and components/rate.html."""

    name: str
    value: str
    label: str
    type: Literal["radio", "checkbox"]
    attrs: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A smaller field of a question: day, month, year, time, unit, own words."""

    name: str
    id: str
    label: str
    value: str
    css: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()  # code, label, chosen


@dataclass(frozen=True)
class Row:
    """One row of a repeating group; `is_new` is the empty one at the end."""

    name: str
    legend: str
    questions: tuple[Question, ...]
    is_new: bool = False


@dataclass(frozen=True)
class Finder:
    """A field whose answer is a code: what stands there in words, and what was found.

    `look`: a field of its own to search with, where several codes are given; `url`, `lists`: for a
    script that searches without a new page.
    """

    url: str
    lists: str
    chosen: tuple[str, ...] = ()
    found: tuple[Choice, ...] = ()
    nothing: bool = False
    look: Part | None = None


@dataclass(frozen=True)
class Question:
    """One item with its fields. `key` begins all its ids; `html` is cleaned markup of `text`.

    `apart`: reasons for giving no answer, set apart from the answers.
    """

    kind: Kind
    link_id: str
    name: str
    key: str
    text: str
    html: SafeString | str = ""
    hint: str = ""
    help: str = ""
    legal: str = ""
    link: str = ""
    value: str = ""
    words: tuple[str, ...] = ()  # what has to be put right here
    options: tuple[Choice, ...] = ()
    apart: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    few: bool = False
    own: Part | None = None
    parts: tuple[Part, ...] = ()
    unit: str = ""
    emphasis: str = ""
    rows: tuple[Row, ...] = ()
    finder: Finder | None = None

    @property
    def wording(self) -> SafeString | str:
        """Its words, with the little markup that is allowed."""
        return self.html or self.text

    @property
    def target(self) -> str:
        """The id of its first field: where a link to the question leads."""
        if self.kind in ("rate", "choices") and (self.options or self.apart):
            return str((self.options or self.apart)[0].attrs["id"])
        if self.kind == "date":
            return self.parts[0].id
        if self.kind == "rows":
            return next((q.target for row in self.rows for q in row.questions if q.asks), self.key)
        return self.key

    @property
    def asks(self) -> bool:
        """Whether it has fields."""
        return self.kind not in ("read", "title")

    @property
    def is_grouped(self) -> bool:
        """Whether it is a fieldset with a legend, or one field with a label."""
        return self.kind in GROUPED or (self.kind == "quantity" and bool(self.parts))

    @property
    def described_by(self) -> str:
        """Ids of the hint and the problem, for aria-describedby."""
        found = [f"{self.key}_hint"] if self.hint else []
        return " ".join([*found, f"{self.key}_error"] if self.words else found)


def field_id(name: str) -> str:
    """An id for a field, another one for every name; linkIds hold signs that ids do not like."""
    signs = (
        sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}_"
        for sign in name
    )
    return f"q-{''.join(signs)}"
