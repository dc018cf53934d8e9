"""Words for the same, and what was not found: nobody's data, but only for those who keep them."""

from __future__ import annotations

from search.models import NotFound, SameWords


def arguments() -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    words = SameWords.objects.create(words=["flare", "relapse"], keys=["flare", "relapse"])
    missed, _made = NotFound.objects.get_or_create(
        words="a word", language="en", defaults={"times": 2, "last_on": "2026-01-05"}
    )
    return {
        "search:words": {"number": str(words.pk)},
        "search:words_away": {"number": str(words.pk)},
        "search:settle": {"number": str(missed.pk)},
    }
