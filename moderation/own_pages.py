"""Pages of this portal that moderators lead readers to: features say which addresses they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

LONGEST = 200
# The title of a page everybody may read, for its path; None where the feature has no such page.
Finder = Callable[[str], str | None]
_finders: list[Finder] = []


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page as a link to it says it."""

    path: str
    title: str


def register_own_pages(finder: Finder) -> None:
    """Once per feature at start."""
    if finder not in _finders:
        _finders.append(finder)


def own_page(typed: str) -> OwnPage | None:
    """What somebody typed or copied from her browser, when it is a page of ours that is there."""
    if len(typed) > 2 * LONGEST:
        return None
    try:
        parts = urlsplit(typed.strip())
    except ValueError:
        return None
    if not parts.path.startswith("/") or len(parts.path) > LONGEST:
        return None
    if parts.netloc and parts.netloc != urlsplit(settings.BASE_URL).netloc:
        return None
    if parts.scheme not in ("", "http", "https"):
        return None
    for finder in _finders:
        title = finder(parts.path)
        if title is not None:
            return OwnPage(parts.path, title)
    return None
