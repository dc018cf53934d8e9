"""Short names of pages for their addresses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.utils.text import slugify

# Addresses beneath /learn that are no page.
TAKEN = frozenset({"a-z", "words", "search", "saved", "asked", "stage", "pictures", "desk", "text"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_for(title: str, is_used: Callable[[str], bool]) -> str:
    """ "Müde sein" → "muede-sein"; with a number when it is used already."""
    base = slugify(title.casefold().translate(_GERMAN))[:100].strip("-") or "page"
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in TAKEN and not is_used(slug):
            return slug
    raise AssertionError("count never ends")
