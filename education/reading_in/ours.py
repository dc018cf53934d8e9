"""Our own export, read back: every article in it becomes a draft that still needs its checks."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from education.kept_files import MOST_SOUND, READERS, NotKept, Upload
from education.pictures import MOST_BYTES, NotAPicture, picture_from
from education.sections import IMAGE, KEPT_PARTS, KINDS, MOST_SECTIONS, MOST_SIGNS, Section, section
from po_platform.kit.strict_json import NotJson, read_json

from .incoming import Found, IncomingArticle, IncomingSource, Unreadable, tidy, tidy_text
from .not_read import not_read

FORMAT = "health-pages-1"
MOST_PROGRAMMES = 200
MOST_ARTICLES, MOST_WORDS, MOST_PICTURES = 5_000, 20_000, 200
SECTION_ID = re.compile(r"[a-z0-9_-]{1,40}")


def read_ours(raw: bytes) -> Found:
    """Raises Unreadable."""
    try:
        tree = read_json(raw)
    except NotJson as error:
        raise Unreadable(str(error)) from error
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise Unreadable(_("This JSON was not written by the export of health pages."))
    found = Found()
    programmes = tree.get("programmes", [])
    if not isinstance(programmes, list) or len(programmes) > MOST_PROGRAMMES:
        raise Unreadable(_("The file holds no list of programmes, or too long a one."))
    found.programmes = [one for one in programmes if isinstance(one, dict)]
    articles = tree.get("articles", [] if found.programmes else None)
    if not isinstance(articles, list) or len(articles) > MOST_ARTICLES:
        raise Unreadable(_("The file holds no list of articles, or too long a one."))
    for number, one in enumerate(articles):
        article = _article(one, f"articles[{number}]", found) if isinstance(one, dict) else None
        if article is None:
            found.note(
                f"articles[{number}]", _("An article without title or id was left out."), "dropped"
            )
        else:
            article.pictures = _pictures(one.get("pictures"), article, found)
            article.files = _files(tree.get("files"), article, found)
            found.articles.append(article)
    found.words = [word for one in _list(tree.get("words"))[:MOST_WORDS] if (word := _word(one))]
    for key, what, many in not_read(tree):
        words = _("Not read in: %(what)s (%(n)s). It stays in the file.")
        found.note(tidy(key, 80), words % {"what": tidy(what, 80), "n": many}, "dropped")
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
    article.project = _project(one.get("project"))
    return article


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(value: Any, longest: int) -> list[str]:
    return [tidy(line, longest) for line in _list(value) if isinstance(line, str) and line.strip()]


def _section(given: Any) -> Section | None:
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
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
    made = section(given["kind"], **parts)
    kept = given.get("id")
    if isinstance(kept, str) and SECTION_ID.fullmatch(kept):
        made["id"] = kept
    return made


def _pictures(given: Any, article: IncomingArticle, found: Found) -> dict[str, bytes]:
    """Those its sections show, made anew; a section whose picture is missing is left out."""
    raws = given if isinstance(given, dict) else {}
    taken: dict[str, bytes] = {}
    body = []
    for one in article.body:
        key = str(one.get("picture", ""))
        if one["kind"] == IMAGE and key not in taken:
            png = _picture(raws.get(key)) if len(taken) < MOST_PICTURES else None
            if png is None:
                found.note(
                    article.title, _("A picture that is not in the file was left out."), "dropped"
                )
                continue
            taken[key] = png
        body.append(one)
    article.body = body
    return taken


def _picture(given: Any) -> bytes | None:
    if not isinstance(given, str) or len(given) > MOST_BYTES * 4 // 3 + 4:
        return None
    try:
        return bytes(picture_from(BytesIO(b64decode(given, validate=True))).png)
    except (binascii.Error, ValueError, NotAPicture):
        return None


def _files(given: Any, article: IncomingArticle, found: Found) -> dict[str, Upload]:
    """Those its sections give readers, looked at as if somebody sent them now; without its file a
    section keeps its words."""
    raws = given if isinstance(given, dict) else {}
    taken: dict[str, Upload] = {}
    for one in article.body:
        key = str(one.get("kept", ""))
        for name in KEPT_PARTS:
            one.pop(name, None)
        if not key:
            continue
        try:
            taken[key] = taken.get(key) or _file(raws.get(key), one["kind"])
        except NotKept as refused:
            words = _("A file was left out: %(why)s") % {"why": refused}
            found.note(article.title, words, "dropped")
            continue
        one["kept"] = key
    return taken


def _file(given: Any, kind: str) -> Upload:
    content, name = (
        (given.get("content"), given.get("name")) if isinstance(given, dict) else ("", "")
    )
    if not isinstance(content, str) or not content or len(content) > MOST_SOUND * 4 // 3 + 4:
        raise NotKept(_("It is not in the file that was read in."))
    try:
        raw = b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise NotKept(_("It is not in the file that was read in.")) from None
    return READERS[kind](tidy(name, 120), raw)


def _project(given: Any) -> dict[str, Any]:
    """As ProjectRecord has it; {} where the file says nothing."""
    if not isinstance(given, dict):
        return {}
    names = ("with_whom", "how", "what_for", "money_in", "money_out")
    said = {name: given[name] for name in names if isinstance(given.get(name), str)}
    made: dict[str, Any] = {name: tidy_text(said.get(name), 2000) for name in names}
    made["begun_on"], made["ended_on"] = _day(given.get("begun_on")), _day(given.get("ended_on"))
    if made["begun_on"] and made["ended_on"] and made["ended_on"] < made["begun_on"]:
        made["ended_on"] = None
    return made if any(made.values()) else {}


def _day(given: Any) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _word(given: Any) -> dict[str, Any] | None:
    """A word of the glossary, as Term has it."""
    if not isinstance(given, dict) or not tidy(given.get("word"), 80):
        return None
    return {
        "language": tidy(given.get("language"), 10) or "en",
        "word": tidy(given["word"], 80),
        "short": tidy(given.get("short"), 160),
        "text": tidy_text(given.get("text"), 4000),
        "same_as": _lines(given.get("same_as"), 80)[:50],
    }


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
