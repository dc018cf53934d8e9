"""An editor's plain words as safe HTML: paragraphs, lists, bold, links, and words explained in place."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from po_platform.kit.typed_words import TABLE, TAGS, cleaned

from .sections import MOST_SIGNS

_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    .disable(["image", "code", "fence", "heading"])
    .enable("table")
)
EXPLAINED = re.compile(r"\[\[([^\[\]<>]{1,80})\]\]")


@dataclass
class Explained:
    """The words of a glossary, and which of them this page has explained already."""

    shorts: Mapping[str, str]  # word, small letters → a few words that explain it
    done: set[str] = field(default_factory=set)

    def in_place(self, word: str) -> SafeString:
        """The word, and at its first use its meaning in brackets behind it."""
        key = word.casefold().strip()
        short = self.shorts.get(key)
        if not short or key in self.done:
            return format_html("{}", word)
        self.done.add(key)
        return format_html("<dfn>{}</dfn> ({})", word, short)


def as_html(text: str, explained: Explained) -> SafeString:
    """Safe whatever `text` holds: HTML in it stays text, addresses other than web and mail go."""
    safe = _safe(text[:MOST_SIGNS])
    if "<table>" in safe:
        safe = _tables(safe)
    words = EXPLAINED.sub(lambda found: explained.in_place(html.unescape(found[1])), safe)
    return mark_safe(words)  # noqa: S308  (cleaned by nh3; what was put in is escaped)


@lru_cache(maxsize=1000)  # of the text alone, and so the same for everybody
def _safe(text: str) -> str:
    return cleaned(_markdown.render(text), tags=TAGS | TABLE)


def _tables(safe: str) -> str:
    """Wide ones are moved sideways in a frame of their own, also by keyboard."""
    frame = format_html(
        '<div class="scroll" role="region" tabindex="0" aria-label="{}"><table class="tbl">',
        _("A table"),
    )
    safe = safe.replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">')
    return safe.replace("<table>", frame).replace("</table>", "</table></div>")


def line_as_html(text: str, explained: Explained) -> SafeString:
    """One line, such as a step, without a paragraph around it."""
    found = as_html(text, explained).strip()
    inner = found.removeprefix("<p>").removesuffix("</p>")
    return mark_safe(found if "<p>" in inner else inner)  # noqa: S308  (from as_html)
