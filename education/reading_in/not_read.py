"""What our own export says and its reading in does not store, in words: the file has to stay safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from education.sections import Words

READ = frozenset({"format", "articles", "files", "programmes", "words"})
LEFT_OUT: dict[str, Words] = {
    "texts_of_columns": _("texts of columns"),
    "projects_of_programmes": _("how programmes came about"),
    "programme_stops": _("programmes that were stopped, and why"),
    "programme_versions": _("earlier texts of programmes"),
    "topics": _("topics members asked for"),
    "sessions": _("questions to experts, and their answers"),
    "own_looks": _("years in which you looked at your own work"),
}
# Of a page: its newest text becomes a draft, and this stays behind.
LEFT_OUT_OF_PAGES: dict[str, Words] = {
    "texts": _("texts of pages with their checks and what readers said"),
    "remarks": _("comments on pages"),
    "warnings": _("warnings and withdrawals of pages"),
    "archived_reason": _("why pages were laid aside"),
}


def not_read(tree: Mapping[str, Any]) -> list[tuple[str, object, int]]:
    """(key, what it is in words, how many) of all the file says beyond what is stored; also what a
    later export says and we do not know yet."""
    found: list[tuple[str, object, int]] = [
        (key, LEFT_OUT.get(key, key), _many(value))
        for key, value in tree.items()
        if key not in READ
    ]
    articles = [one for one in _listed(tree.get("articles")) if isinstance(one, Mapping)]
    for key, words in LEFT_OUT_OF_PAGES.items():
        found.append((f"articles.{key}", words, sum(_many(one.get(key)) for one in articles)))
    return [one for one in found if one[2]]


def _many(value: Any) -> int:
    """Of a list its length; anything else that is filled is one."""
    return len(value) if isinstance(value, list) else int(bool(value))


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
