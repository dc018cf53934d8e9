"""Our own export, read back: every article in it becomes a draft that still needs its checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from education.sections import KINDS, MOST_SECTIONS, MOST_SIGNS, Section, section
from po_platform.kit.strict_json import NotJson, read_json

from .incoming import Found, IncomingArticle, IncomingSource, Unreadable, tidy, tidy_text

FORMAT = "health-pages-1"
MOST_ARTICLES = 5_000


def read_ours(raw: bytes) -> Found:
    """Raises Unreadable."""
    try:
        tree = read_json(raw)
    except NotJson as error:
        raise Unreadable(str(error)) from error
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise Unreadable(_("This JSON was not written by the export of health pages."))
    found = Found()
    articles = tree.get("articles")
    if not isinstance(articles, list) or len(articles) > MOST_ARTICLES:
        raise Unreadable(_("The file holds no list of articles, or too long a one."))
    for number, one in enumerate(articles):
        article = _article(one, f"articles[{number}]", found) if isinstance(one, dict) else None
        if article is None:
            found.note(
                f"articles[{number}]", _("An article without title or id was left out."), "dropped"
            )
        else:
            found.articles.append(article)
    return found


def _article(one: Mapping[str, Any], place: str, found: Found) -> IncomingArticle | None:
    article = IncomingArticle(
        origin=tidy(one.get("origin"), 200), title=tidy(one.get("title"), 160)
    )
    if not article.origin or not article.title:
        return None
    for name in ("language", "slug", "kind", "stage", "purpose", "translation_of", "easy_read_of"):
        if isinstance(one.get(name), str) and one[name]:
            setattr(article, name, tidy(one[name], 300))
    article.uncertain, article.money = (tidy_text(one.get(n), 4000) for n in ("uncertain", "money"))
    article.in_short = _lines(one.get("in_short"), 300)[:10]
    article.same_as = _lines(one.get("same_as"), 80)[:50]
    for number, given in enumerate(_list(one.get("body"))[:MOST_SECTIONS]):
        made = _section(given)
        if made is None:
            found.note(
                f"{place}.body[{number}]",
                _("A section of an unknown kind was left out."),
                "dropped",
            )
        else:
            article.body.append(made)
    article.sources = [s for given in _list(one.get("sources"))[:200] if (s := _source(given))]
    return article


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(value: Any, longest: int) -> list[str]:
    return [tidy(line, longest) for line in _list(value) if isinstance(line, str) and line.strip()]


def _section(given: Any) -> Section | None:
    if not isinstance(given, dict) or given.get("kind") not in KINDS or given["kind"] == "image":
        return None
    parts: dict[str, Any] = {}
    for name in KINDS[given["kind"]].parts:
        value = given.get(name)
        if name == "items":
            parts[name] = _lines(value, 1000)[:100]
        elif isinstance(value, bool):
            parts[name] = value
        elif isinstance(value, str):
            parts[name] = tidy_text(value, MOST_SIGNS)
    return section(given["kind"], **parts)


def _source(given: Any) -> IncomingSource | None:
    if not isinstance(given, dict) or not isinstance(given.get("title"), str):
        return None
    known = {f.name for f in fields(IncomingSource)} - {"year"}
    values = {
        name: tidy(given.get(name), 400) for name in known if isinstance(given.get(name), str)
    }
    year = given.get("year")
    if not values.get("title") or not values.get("origin"):
        return None
    if not values.get("url", "").startswith(("https://", "http://")):
        values.pop("url", None)
    return IncomingSource(
        **values, year=year if isinstance(year, int) and 1800 < year < 2200 else None
    )
