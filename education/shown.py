"""A revision's sections as templates show them: safe HTML, ids for the list of contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .models import Revision
from .page_text import Explained, as_html, line_as_html
from .sections import Body, Words, heading_of, lines_of

# 60 % of 238 words a minute, what adults read silently in English (Brysbaert 2019,
# doi:10.1016/j.jml.2019.104047): our readers are tired and the matter is new.
WORDS_A_MINUTE = 140
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section. `parts`: name → safe HTML or plain value; `items`: steps."""

    id: str
    kind: str
    heading: Words
    parts: Mapping[str, Any] = field(default_factory=dict)
    items: list[SafeString] = field(default_factory=list)
    file: FileShown | None = None


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file kept here, as readers are told of it."""

    ref: str
    name: str
    size: int

    @property
    def kind(self) -> str:
        """By the ending we gave it: "PDF"."""
        return self.name.rsplit(".", 1)[-1].upper()

    @property
    def size_words(self) -> str:
        """Whole kilobytes, from one megabyte on with one decimal, in the language of the moment."""
        if self.size < MB:
            return _("%(n)s KB") % {"n": ceil(self.size / 1024)}
        return _("%(n)s MB") % {"n": number_format(round(self.size / MB, 1), 1)}


def kept_file(one: Mapping[str, Any]) -> FileShown | None:
    """Of a section, where it has one."""
    if not one.get("kept"):
        return None
    return FileShown(str(one["kept"]), str(one["kept_name"]), int(one["kept_size"]))


def shown_sections(body: Body, explained: Explained) -> list[ShownSection]:
    """In their order; a word of the glossary is explained where it first stands."""
    return [_shown(one, explained) for one in body]


def _shown(one: Mapping[str, Any], explained: Explained) -> ShownSection:
    parts = {k: v for k, v in one.items() if k not in ("id", "kind", "heading", "items")}
    for name in ("text", "now", "soon", "later", "transcript", "instead"):
        if parts.get(name):
            parts[name] = as_html(str(parts[name]), explained)
    items = [line_as_html(str(item), explained) for item in one.get("items", ())]
    return ShownSection(
        str(one["id"]), str(one["kind"]), heading_of(one), parts, items, kept_file(one)
    )


def minutes_to_read(revision: Revision) -> int:
    """Whole minutes, at least one."""
    return minutes_for(lines_of(revision.title, revision.in_short, revision.body))


def minutes_for(lines: Iterable[str]) -> int:
    """The same for any lines of words."""
    return max(1, ceil(sum(len(line.split()) for line in lines) / WORDS_A_MINUTE))
