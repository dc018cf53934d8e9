"""What people type, as HTML others can read safely: the list of what may stand in it, kept in one place."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Collection

import nh3

# Paragraphs, lists, quotations, emphasis, links. No picture, no style, nothing that runs.
TAGS = frozenset({"a", "blockquote", "br", "em", "li", "ol", "p", "strong", "ul"})
TABLE = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
WEB = frozenset({"http", "https"})
ALSO_PEOPLE = WEB | {"mailto", "tel"}
ELSEWHERE = "noopener noreferrer"
_ADDRESS = re.compile(r"(?<![<(\[\w])(https?://[^\s<>]*[^\s<>.,;:!?)\]'\"…])")


def cleaned(
    html: str,
    *,
    tags: Collection[str] = TAGS,
    schemes: Collection[str] = ALSO_PEOPLE,
    rel: str = ELSEWHERE,
) -> str:
    """HTML with nothing but `tags`; of attributes only where a link leads, and only `schemes`."""
    return nh3.clean(
        html,
        tags=set(tags),
        attributes={"a": {"href"}},
        url_schemes=set(schemes),
        link_rel=rel,
    )


def with_links(text: str) -> str:
    """Markdown in which a bare web address is a link, without the full stop behind it."""
    return _ADDRESS.sub(r"<\1>", text)


def words_of(html: str) -> str:
    """What is left to read of HTML when every tag is taken away; white space as it stood."""
    return entities.unescape(nh3.clean(html, tags=set()))
