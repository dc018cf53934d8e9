"""The organisation's own words, plainly typed: as safe HTML for a page, as text for mail and paper.

Headings, paragraphs, lists, bold, quotations and links; everything else stays text.
"""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from po_platform.kit.typed_words import TAGS, cleaned, with_links, words_of

MOST = 60_000  # signs of one text
WITH_HEADINGS = TAGS | {"h2", "h3"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).disable(
    ["image", "code", "fence", "html_block", "html_inline"]
)
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ITEM = re.compile(r"<li>\s*(?:<p>)?")
_ENDS = re.compile(r"</(?:p|h2|h3|ul|ol|blockquote)>")


def as_html(text: str) -> SafeString:
    """Safe whatever `text` holds. The page has its own first heading: "#" becomes the second."""
    return mark_safe(_cleaned(text))  # noqa: S308  (cleaned by nh3)


def as_text(text: str) -> str:
    """The same in plain paragraphs with an empty line between; a link's address stands behind it."""
    html = _LINK.sub(_link_in_words, _cleaned(text))
    html = (
        _ITEM.sub("\u2013 ", html)
        .replace("</li>\n", "\n")
        .replace("</li>", "\n")
        .replace("\n</p>", "</p>")
    )
    html = _ENDS.sub("\n\n", html)
    lines = "\n".join(line.strip() for line in words_of(html).splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def as_paragraphs(text: str) -> tuple[str, ...]:
    """For a letter."""
    return tuple(part for part in as_text(text).split("\n\n") if part)


def _cleaned(text: str) -> str:
    tokens = _markdown.parse(with_links(text[:MOST]))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag == "h1" else "h3"
    return cleaned(_markdown.renderer.render(tokens, _markdown.options, {}), tags=WITH_HEADINGS)


def _link_in_words(found: re.Match[str]) -> str:
    address, words = found[1], found[2]
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return bare if words in (address, bare) else f"{words} ({bare})"
