"""From what somebody typed to the HTML everybody reads: made once, cleaned once, no picture, no HTML.

Bold, italic, lists, quotations and links; a line break stays one. Everything else is text.
"""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from po_platform.kit.typed_words import WEB, cleaned, with_links, words_of

BAKE = 1  # a change of what this module makes; older posts are baked again by and by
MOST = 20_000  # signs of one post
RULES = ["blockquote", "list", "newline", "escape", "emphasis", "link", "autolink", "entity"]

_markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20})
_markdown.enable(RULES)


def bake(text: str) -> str:
    """Cleaned HTML of at most 20,000 signs of Markdown; longer text is cut there."""
    made = _markdown.render(with_links(text[:MOST]))
    return cleaned(made, schemes=WEB, rel="nofollow noopener noreferrer ugc").strip()


def as_html(baked: str) -> SafeString:
    """Baked HTML for a page; of nothing else is this ever asked."""
    return mark_safe(baked)  # noqa: S308  (cleaned when it was baked)


def plain(html: str) -> str:
    """What is left to read of baked HTML, in one line."""
    spaced = re.sub(r"<(br|/p|/li|/blockquote)\s*/?>", " ", html)
    return " ".join(words_of(spaced).split())


def has_links(html: str) -> bool:
    """Whether baked HTML leads somewhere else."""
    return "<a " in html
