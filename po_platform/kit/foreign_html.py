"""Somebody else's HTML becomes plain text, or our few marks; nothing of its tags survives."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import nh3

MOST = 1_000_000  # signs that are read
_APART = {
    "p", "blockquote", "ul", "ol", "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_BLOCKS = _APART | {"div", "li", "tr", "br", "hr", "section", "article", "aside", "dt", "dd"}
_BOLD, _EM = {"b", "strong", *(f"h{n}" for n in range(1, 7))}, {"i", "em", "cite"}
_KEPT = _BLOCKS | _BOLD | _EM | {"a", "img", "td", "th", "span"}
_WITH_CONTENT = {"script", "style", "title", "svg", "math", "noscript", "template", "textarea"}
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>|([^<]+)')
_STEP = re.compile(r"<(/?)(?!(?:br|hr|img|meta|link|input|wbr|col|p|li|td|tr)\b)[a-z]", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_QUOTING = re.compile(r"\b(?:gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote)\b")
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_URL = re.compile(r"(https?://\S+)")
_MARK = re.compile(r"([\\*\[\]<`]|(?<!\w)_|_(?!\w)|&(?=#?\w{1,32};))")
_AT_START = re.compile(r"^(\s*)([>+-]|\d{1,9}(?=[.)]))", re.M)
DEEPEST_TAGS = 2000
DEEPEST = 5  # quotations and lists within each other that are still shown as such


class _Piece(NamedTuple):
    text: str
    bold: bool
    em: bool
    href: str


def as_written(text: str) -> str:
    """Plain text so that our Markdown shows it as it stands; addresses of pages stay as they are."""
    parts = _URL.split(text)
    parts[::2] = [_MARK.sub(r"\\\1", part) for part in parts[::2]]

    def kept(match: re.Match[str]) -> str:
        sign = match[2]
        return match[1] + (f"\\{sign}" if not sign[0].isdigit() else f"{sign}\\")

    return _AT_START.sub(kept, "".join(parts))


def text_of(html: str) -> str:
    """Plain text with line breaks; what is quoted begins with ">"."""
    return _Lines(marks=False).read(html)


def markdown_of(html: str) -> str:
    """The same in our Markdown: bold, italic, lists, quotations, links."""
    return _Lines(marks=True).read(html)


def _is_too_deep(html: str) -> bool:
    """Tags in tags by the thousand are nobody's words, and take the cleaner minutes."""
    depth = 0
    for match in _STEP.finditer(html):
        depth += -1 if match[1] else 1
        if depth > DEEPEST_TAGS:
            return True
    return False


def _tokens(html: str) -> Iterator[tuple[bool, str, dict[str, str], str]]:
    """(closing, tag, attributes, text) of what the cleaner left: well-formed, values in quotes."""
    html = html[:MOST]
    if _is_too_deep(html):
        yield False, "", {}, entities.unescape(_ANY_TAG.sub(" ", html))
        return
    clean = nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags=_WITH_CONTENT,
        attributes={"a": {"href"}, "img": {"alt", "class"}, "div": {"class"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    for match in _TOKEN.finditer(clean):
        closing, tag, attributes, text = match.groups()
        if text is not None:
            yield False, "", {}, entities.unescape(text)
        else:
            found = {name: entities.unescape(v) for name, v in _ATTRIBUTE.findall(attributes)}
            yield bool(closing), tag, found, ""


class _Lines:
    """One walk through the tags; every block ends a line."""

    def __init__(self, *, marks: bool) -> None:
        self.marks = marks
        self.done: list[str] = []
        self.line: list[_Piece] = []
        self.open: list[tuple[str, bool]] = []  # (tag, whether it quotes)
        self.lists: list[int] = []  # number of the last item, -1 for a list without numbers
        self.bullet = ""
        self.quotes = self.quoted = self.bold = self.em = self.verbatim = 0
        self.hrefs: list[str] = []
        self.apart = False

    def read(self, html: str) -> str:
        for closing, tag, attributes, text in _tokens(html):
            if text:
                self._text(text)
            elif closing:
                self._close(tag)
            else:
                self._open(tag, attributes)
        self._end_line()
        return "\n".join(self.done).strip("\n")

    def _text(self, text: str) -> None:
        href = self.hrefs[-1] if self.hrefs else ""
        if not self.verbatim:
            parts = [_SPACES.sub(" ", text)]
        else:
            parts = text.replace("\r\n", "\n").split("\n")
        for index, part in enumerate(parts):
            if index:
                self._end_line()
            if part:
                self.line.append(_Piece(part, self.bold > 0, self.em > 0, href))

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            if any(piece.text.strip() for piece in self.line):
                self._end_line()
            else:
                self.line, self.apart = [], True
            return
        if tag == "img":
            self._picture(attributes)
            return
        if tag in _BLOCKS:
            self._end_line(apart=tag in _APART and not (tag in ("ul", "ol") and self.lists))
        quotes = tag == "blockquote" or bool(
            tag == "div" and _QUOTING.search(attributes.get("class", ""))
        )
        self.open.append((tag, quotes))
        self.quotes += quotes
        if tag in ("td", "th") and self.line:
            self._text(" ")
        self._switch(tag, attributes, 1)

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line(
                apart=tag in _APART and not (tag in ("ul", "ol") and len(self.lists) > 1)
            )
        while self.open:
            name, quoted = self.open.pop()
            self.quotes -= quoted
            self._switch(name, {}, -1)
            if name == tag:
                return

    def _switch(self, tag: str, attributes: dict[str, str], by: int) -> None:
        self.bold += by * (tag in _BOLD)
        self.em += by * (tag in _EM)
        self.verbatim += by * (tag == "pre")
        if tag == "a":
            self.hrefs.append(_leads(attributes.get("href", ""))) if by > 0 else self.hrefs.pop()
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1) if by > 0 else self.lists.pop()
        elif tag == "li" and by > 0:
            if self.lists and self.lists[-1] >= 0:
                self.lists[-1] += 1
                self.bullet = f"{self.lists[-1]}. "
            else:
                self.bullet = "- "

    def _picture(self, attributes: dict[str, str]) -> None:
        if "emoji" in attributes.get("class", ""):
            self._text(attributes.get("alt", ""))

    def _end_line(self, *, apart: bool = False) -> None:
        text = self._rendered().rstrip() if self.line else ""
        self.line = []
        if text.strip():
            before = "> " * min(self.quotes, DEEPEST)
            if self.apart and self.done:
                self.done.append(("> " * min(self.quotes, self.quoted, DEEPEST)).rstrip())
            depth = min(len(self.lists), DEEPEST)
            indent = "  " * (depth - 1) if self.bullet else "  " * depth
            if not self.marks:
                indent = ""
            words = text if self.verbatim else text.strip()
            self.done.append(before + (indent if depth else "") + self.bullet + words)
            self.bullet, self.apart, self.quoted = "", False, self.quotes
        self.apart = self.apart or apart

    def _rendered(self) -> str:
        made = []
        for key, pieces in groupby(self.line, lambda piece: piece[1:]):
            text = "".join(piece.text for piece in pieces)
            made.append(self._marked(text, *key) if text.strip() else text)
        return _first_mark("".join(made)) if self.marks else "".join(made)

    def _marked(self, text: str, bold: bool, em: bool, href: str) -> str:
        inner = text.strip()
        start = text[: len(text) - len(text.lstrip())]
        end = text[len(text.rstrip()) :]
        if not self.marks:
            shown = f"{inner} ({href})" if href and not _same(href, inner) else inner
            return f"{start}{shown}{end}"
        body = _inline(inner)
        if href:
            target = href.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
            body = href if _same(href, inner) else f"[{body}]({target})"
        body = f"*{body}*" if em else body
        body = f"**{body}**" if bold else body
        return f"{start}{body}{end}"


def _inline(text: str) -> str:
    parts = _URL.split(text)
    parts[::2] = [_MARK.sub(r"\\\1", part) for part in parts[::2]]
    return "".join(parts)


def _first_mark(line: str) -> str:
    """A line whose first sign would begin a list or quotation; bold and italic of ours stay."""
    match = re.match(r"(\s*)([>+-]|\d{1,9}(?=[.)]))", line)
    if match is None:
        return line
    sign, rest = match[2], line[match.end() :]
    return match[1] + (f"{sign}\\" if sign[0].isdigit() else f"\\{sign}") + rest


def _leads(href: str) -> str:
    """An address of a page: whole, or on the same site."""
    whole = href.startswith(("https://", "http://"))
    return href if whole or (href.startswith("/") and not href.startswith("//")) else ""


def _same(href: str, text: str) -> bool:
    return href.rstrip("/") == text.rstrip("/")
