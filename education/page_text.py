"""An editor's plain words as safe HTML: paragraphs, lists, bold, links, and words explained in place."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from .sections import MOST_SIGNS

TAGS = {"a", "blockquote", "br", "em", "li", "ol", "p", "strong", "ul"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "code", "fence", "heading"]
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
    cleaned = nh3.clean(
        _markdown.render(text[:MOST_SIGNS]),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    words = EXPLAINED.sub(lambda found: explained.in_place(html.unescape(found[1])), cleaned)
    return mark_safe(words)  # noqa: S308  (cleaned by nh3; what was put in is escaped)


def line_as_html(text: str, explained: Explained) -> SafeString:
    """One line, such as a step, without a paragraph around it."""
    found = as_html(text, explained).strip()
    inner = found.removeprefix("<p>").removesuffix("</p>")
    return mark_safe(found if "<p>" in inner else inner)  # noqa: S308  (from as_html)
