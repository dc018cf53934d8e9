"""Markdown with front matter becomes an article: headings part its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from education.sections import (
    CALLOUT,
    HELP,
    MOST_SECTIONS,
    MOST_SIGNS,
    STEPS,
    TEXT,
    Section,
    section,
)

from .incoming import Found, IncomingArticle, IncomingSource, Unreadable, tidy, tidy_text

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
MARK = re.compile(r"\s*\{(help|short|steps|remember)\}\s*$")
NUMBERED = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+")
BULLET = re.compile(r"^\s{0,3}[-*]\s+")
# A line end inside a paragraph; lists, quotations and bold lines begin anew.
WRAPPED = re.compile(r"(?<=[^\s|])\n(?=[^\s>*#|-])(?!\d{1,3}[.)]\s)")
KEY = re.compile(r"^([A-Za-z_][\w-]*)\s*:\s*(.*)$")
# What our front matter may say, under the names other programs use as well.
NAMES = {"summary": "in_short", "lang": "language", "keywords": "same_as", "id": "origin"}
KNOWN = frozenset({
    "title", "origin", "language", "slug", "kind", "stage", "purpose", "uncertain", "money",
    "translation_of", "easy_read_of", "in_short", "same_as", "sources",
})  # fmt: skip
FOLDED = {"|", ">", "|-", ">-", "|+", ">+"}  # the value stands in the lines beneath


def read_markdown(text: str, name: str, found: Found | None = None) -> Found:
    """One article; `name` names it when its front matter has no id. Raises Unreadable."""
    found = found or Found()
    head, body = _front_matter(text.lstrip("\ufeff \n"), found)
    unknown = [tidy(key, 40) for key in head if key not in KNOWN]
    if unknown:
        words = _("Left out of the front matter: %(names)s")
        found.note("front matter", words % {"names": tidy(", ".join(unknown), 300)}, "dropped")
    sections = list(_headed(body))
    if sections and sections[0][0] == 1:
        head.setdefault("title", sections[0][1])
        sections[0] = (2, "", sections[0][2])
    title = tidy(head.get("title"), 160)
    if not title:
        raise Unreadable(
            _("The page has no title. Write “title: …” on top, or begin with “# Title”.")
        )
    article = IncomingArticle(origin=tidy(head.get("origin") or f"md:{name}", 200), title=title)
    for key in ("language", "slug", "kind", "stage", "purpose", "uncertain", "money"):
        if head.get(key):
            setattr(article, key, tidy(head[key], 2000))
    article.translation_of = tidy(head.get("translation_of"), 200)
    article.easy_read_of = tidy(head.get("easy_read_of"), 200)
    article.in_short = [tidy(line, 300) for line in _as_list(head.get("in_short"))]
    article.same_as = [tidy(word, 80) for word in _as_list(head.get("same_as"))]
    article.sources = [_source(line) for line in _as_list(head.get("sources"))]
    for _level, heading, lines in sections[:MOST_SECTIONS]:
        one = _section(heading, lines, article, found)
        if one:
            article.body.append(one)
    if len(sections) > MOST_SECTIONS:
        found.note(
            title, _("Only the first %(n)s sections were taken.") % {"n": MOST_SECTIONS}, "dropped"
        )
    found.articles.append(article)
    return found


def _front_matter(text: str, found: Found) -> tuple[dict[str, Any], str]:
    """({key: text or list}, the rest). A small part of YAML: key: value, lists with - or [ ]."""
    begin = re.match(r"---[ \t]*\n", text)
    if not begin:
        return {}, text
    end = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, begin.end())
    if end is None:
        raise Unreadable(_("The front matter begins with “---” and never ends."))
    head: dict[str, Any] = {}
    key = ""
    folded = False
    for line in text[begin.end() : end.start()].split("\n"):
        if folded and line[:1] in (" ", "\t"):
            head[key] = f"{head[key]} {line.strip()}".strip()
            continue
        folded = False
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = KEY.match(line)
        if match:
            key = NAMES.get(match[1].lower(), match[1].lower())
            value = match[2].strip()
            if folded := value in FOLDED:
                head[key] = ""
                continue
            listed = value.startswith("[") and value.endswith("]")
            head[key] = _split(value[1:-1]) if listed else _unquoted(value)
        elif line.lstrip().startswith("- ") and key:
            rest = _unquoted(line.lstrip()[2:].strip())
            head[key] = [*(head[key] if isinstance(head.get(key), list) else []), rest]
        else:
            found.note(
                "front matter",
                _("A line was not understood: %(line)s") % {"line": tidy(line, 80)},
                "dropped",
            )
    return head, text[end.end() :]


def _split(inner: str) -> list[str]:
    return [_unquoted(part.strip()) for part in inner.split(",") if part.strip()]


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _as_list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value if str(one).strip()]
    return [str(value)] if value else []


def _source(line: str) -> IncomingSource:
    """ "Title | who | 2024 | https://…", whatever of it there is."""
    parts = [part.strip() for part in line.split("|")]
    url = next((part for part in parts if part.startswith(("https://", "http://"))), "")
    year = next((int(p) for p in parts if re.fullmatch(r"(?:19|20)\d\d", p)), None)
    rest = [part for part in parts if part and part != url and not re.fullmatch(r"\d{4}", part)]
    title = tidy(rest[0] if rest else url, 400)
    who = tidy(rest[1] if len(rest) > 1 else "", 400)
    return IncomingSource(
        title=title,
        origin=f"line:{tidy(url or title, 190)}",
        made_by=who,
        year=year,
        url=url[:1000],
    )


def _headed(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """(level, heading, lines) of each part; deeper headings than the second stay in their part."""
    level, heading = 2, ""
    lines: list[str] = []
    for line in text.split("\n"):
        match = HEADING.match(line)
        if match and len(match[1]) <= 2:
            if heading or any(one.strip() for one in lines):
                yield level, heading, lines
            level, heading, lines = len(match[1]), match[2], []
        else:
            lines.append(line)
    if heading or any(one.strip() for one in lines):
        yield level, heading, lines


def _section(
    heading: str, lines: list[str], article: IncomingArticle, found: Found
) -> Section | None:
    mark = MARK.search(heading)
    what, heading = (mark[1] if mark else ""), tidy(MARK.sub("", heading), 160)
    filled = [line for line in lines if line.strip()]
    if what == "short":
        article.in_short = [tidy(BULLET.sub("", line), 300) for line in filled]
        return None
    if what == "help":
        return section(HELP, **_help(lines))
    if filled and all(NUMBERED.match(line) or line.startswith("  ") for line in filled):
        return section(STEPS, heading=heading, items=list(_items(filled)))
    if filled and (what == "remember" or all(line.startswith(">") for line in filled)):
        text = "\n".join(re.sub(r"^>\s?", "", line) for line in lines)
        return section(CALLOUT, heading=heading, text=tidy_text(text, MOST_SIGNS))
    text = "\n".join(_smaller_headings(lines, heading, found))
    if not article.easy_read_of:  # there each sentence keeps its line
        text = WRAPPED.sub(" ", text)
    if len(text) > MOST_SIGNS:
        found.note(
            heading,
            _("A section was longer than %(n)s signs and was cut.") % {"n": MOST_SIGNS},
            "dropped",
        )
    return (
        section(TEXT, heading=heading, text=tidy_text(text, MOST_SIGNS))
        if heading or text.strip()
        else None
    )


def _items(lines: list[str]) -> Iterator[str]:
    held = ""
    for line in lines:
        if NUMBERED.match(line):
            if held:
                yield held
            held = tidy(NUMBERED.sub("", line), 1000)
        else:
            held = tidy(f"{held} {line}", 1000)
    if held:
        yield held


def _help(lines: list[str]) -> dict[str, str]:
    """### Now, ### Soon, ### Later, in this order, whatever they are called."""
    parts: list[list[str]] = []
    for line in lines:
        if HEADING.match(line):
            parts.append([])
        elif parts:
            parts[-1].append(line)
    names = ("now", "soon", "later")
    return {n: tidy_text("\n".join(p), 4000) for n, p in zip(names, parts, strict=False)}


def _smaller_headings(lines: list[str], place: str, found: Found) -> Iterator[str]:
    """Deeper headings become bold lines; pictures are left out, because they need words and rights."""
    for line in lines:
        match = HEADING.match(line)
        if match:
            yield f"**{match[2]}**\n"
            continue
        if re.search(r"!\[[^\]]*\]\([^)]*\)", line):
            found.note(
                place,
                _("A picture was left out. Put it in by hand, with words and rights."),
                "dropped",
            )
            line = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", line)
        yield line
