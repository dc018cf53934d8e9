"""A very short list of HTML that may stand in a question's wording; no link, no image, no style."""

from __future__ import annotations

import html

import nh3
from markdown_it import MarkdownIt

TAGS = {"b", "br", "em", "i", "li", "ol", "p", "strong", "sub", "sup", "u", "ul"}
DROPPED_WITH_CONTENT = {"script", "style", "title", "object", "iframe"}
MAX_MARKUP = 20_000

_markdown = MarkdownIt("commonmark", {"html": False})


def clean(markup: str) -> str:
    """The markup with nothing but the allowed tags; empty when no tag or no text is left."""
    if len(markup) > MAX_MARKUP:
        return ""
    cleaned = nh3.clean(
        markup, tags=TAGS, clean_content_tags=DROPPED_WITH_CONTENT, attributes={}
    ).strip()
    return cleaned if "<" in cleaned and plain_text(cleaned) else ""


def from_markdown(markdown: str) -> str:
    """Allowed markup for a Markdown text; HTML inside it stays text."""
    return clean(_markdown.render(markdown)) if len(markdown) <= MAX_MARKUP else ""


def plain_text(markup: str) -> str:
    """What is left to read when every tag is taken away."""
    bare = nh3.clean(markup, tags=set(), clean_content_tags=DROPPED_WITH_CONTENT, attributes={})
    return " ".join(html.unescape(bare).split())


def as_xhtml(markup: str) -> str:
    """Cleaned markup as XHTML, the form FHIR wants."""
    return markup.replace("<br>", "<br/>").replace("&nbsp;", "&#160;")
