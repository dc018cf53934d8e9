"""Names behind an @ in a post: where they may stand, and as links to people's pages; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape

from po_platform.kit.typed_words import WEB, cleaned

LONGEST = 60  # signs of a name
MOST_TYPED = 20  # signs @ of one post that are looked at
RELS = "nofollow noopener noreferrer ugc"
_AT = re.compile(r"(?<![\w.@/+-])@(?=\w)")
_TAG = re.compile(r"(<[^<>]*>)")
_LED = re.compile(r'<a href="/talk/people/[0-9a-f-]{36}"[^<>]*>(@[^<]*)</a>')
_MEANS_SOMETHING = re.compile(r"([\\*_\[\]<>&`#])")
_KEPT_AS_THEY_ARE = ("a", "blockquote")  # a name somebody quotes names nobody


def as_typed(name: str) -> str:
    """A name as it is put into a text box, so that it reads as it is."""
    return "@" + _MEANS_SOMETHING.sub(r"\\\1", name)


def typed_names(html: str) -> list[str]:
    """All that may be a name behind an @ in baked HTML, shortest first; some of it is none."""
    found: dict[str, None] = {}
    places = 0
    for text, is_open in _texts(html):
        if not is_open:
            continue
        for at in _AT.finditer(text):
            places += 1
            if places > MOST_TYPED:
                return list(found)
            found |= dict.fromkeys(_beginnings(text[at.end() : at.end() + LONGEST]))
    return list(found)


def linked(html: str, people: Mapping[str, str]) -> tuple[str, Sequence[tuple[str, str]]]:
    """Baked HTML in which these names lead to their pages; (name, as it stands there), each once.

    `people`: name → address. The longest name that stands there counts; capitals do not matter.
    """
    names = sorted(people, key=len, reverse=True)
    found: dict[str, str] = {}
    made: list[str] = []
    for text, is_open in _texts(html):
        if is_open is None:
            made.append(text)
            continue
        done, places = 0, list(_AT.finditer(text)) if is_open else []
        for at in places:
            name = next((one for one in names if _begins(text, at.end(), one)), None)
            if name is None:
                continue
            end = at.end() + len(name)
            words = text[at.end() : end]
            found.setdefault(name, words)
            made.append(escape(text[done : at.start()], quote=False))
            made.append(f'<a href="{escape(people[name])}">@{escape(words, quote=False)}</a>')
            done = end
        made.append(escape(text[done:], quote=False))
    if not found:
        return html, ()
    return cleaned("".join(made), schemes=WEB, rel=RELS).strip(), list(found.items())


def without_links(html: str) -> str:
    """The same words; names lead nowhere, as for a visitor, in a mail and on paper."""
    return _LED.sub(r"\1", html)


def _texts(html: str) -> Iterator[tuple[str, bool | None]]:
    """What people read, and whether a name there names somebody; a tag as it is, with None."""
    inside = 0
    for piece in _TAG.split(html):
        if not piece:
            continue
        if not _TAG.fullmatch(piece):
            yield unescape(piece), inside == 0
            continue
        tag = re.match(r"</?(\w+)", piece)
        if tag and tag[1] in _KEPT_AS_THEY_ARE:
            inside += -1 if piece.startswith("</") else 1
        yield piece, None


def _beginnings(text: str) -> Iterator[str]:
    """A name may end wherever a word does, or a sign behind it."""
    line = text.partition("\n")[0]
    for end in range(1, len(line) + 1):
        before, after = line[end - 1], line[end : end + 1]
        if not before.isspace() and (not after.isalnum() or not before.isalnum()):
            yield line[:end]


def _begins(text: str, at: int, name: str) -> bool:
    there, after = text[at : at + len(name)], text[at + len(name) : at + len(name) + 1]
    return there.casefold() == name.casefold() and not (after.isalnum() and name[-1].isalnum())
