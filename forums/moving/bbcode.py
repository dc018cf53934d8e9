"""Texts of phpBB, old and new, become our Markdown; what is not understood stays as words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from po_platform.kit.foreign_html import as_written

MOST = 400_000
_UID = re.compile(
    r"(\[/?[a-z*][a-z0-9_-]{0,30}(?:=[^\[\]\n]{0,400})?(?::[a-z])?):[a-z0-9]{5,8}(?=\])", re.I
)
_SMILEY = re.compile(r"<!-- s(\S{1,30}) --><img [^<>]{0,300}><!-- s\S{1,30} -->")
_LINK = re.compile(
    r'<!-- ([mlwe]) --><a [^<>]{0,200}?href="([^"<>]{0,2000})"[^<>]{0,200}>(.{0,2000}?)</a><!-- \1 -->',
    re.S,
)
_FILE = re.compile(r"<!-- ia\d+ -->(.{0,300}?)<!-- ia\d+ -->")
_BR = re.compile(r"<br ?/?>\n?")
_S9E_EMOTE = re.compile(r"</?E>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CODE = re.compile(r"\[(/?)(\*|[a-z][a-z0-9_-]{0,30})(?:=([^\[\]\n]{0,500}))?(?::[a-z])?\]", re.I)
_GONE = {"attachment", "img", "flash", "youtube", "media", "video", "attach"}
_DEEPEST = 5
Place = Callable[[str, str], str]  # of a file, by its number and name in the words


def markdown_of_post(text: str, uid: str = "", place: Place | None = None) -> str:
    """`text` as it stands in phpbb_posts, of 3.0 and 3.1 (with its uid) or of 3.2 and newer.

    `place`: what stands where a file was shown; without it, nothing.
    """
    text = text[:MOST]
    if text.startswith(("<r>", "<t>", "<r ", "<t ")):
        plain = _plain_of_new(text)
    else:
        plain = _plain_of_old(text, uid)
    return _Marks(place).read(plain)


def title_of(text: str) -> str:
    """Titles are stored as HTML writes signs."""
    return html.unescape(text)


def _plain_of_new(text: str) -> str:
    """Without its tags it is what somebody typed: they only stand around it."""
    return html.unescape(_TAG.sub("", _BR.sub("\n", text)))


def _plain_of_old(text: str, uid: str) -> str:
    text = text.replace(f":{uid}]", "]") if uid else _UID.sub(r"\1", text)
    text = _SMILEY.sub(r"\1", text)
    text = _LINK.sub(lambda match: "" if match[1] == "e" else match[2], text)
    text = _FILE.sub(r"\1", text)
    return html.unescape(_TAG.sub("", _BR.sub("\n", text)))


class _Marks:
    """One walk over the codes; a frame for each that is open."""

    def __init__(self, place: Place | None) -> None:
        self.place = place
        self.frames: list[tuple[str, str, list[str]]] = [("", "", [])]

    def read(self, text: str) -> str:
        at = 0
        for match in _CODE.finditer(text):
            self._words(text[at : match.start()])
            at = match.end()
            closing, name, value = match[1], match[2].lower(), match[3] or ""
            if name == "*" and not closing:
                self._item()
            elif closing:
                self._close(name, match[0])
            else:
                self._open(name, value, match[0])
        self._words(text[at:])
        while len(self.frames) > 1:
            self._end()
        made = "".join(self.frames[0][2])
        return re.sub(r"\n{3,}", "\n\n", made).strip()

    def _words(self, text: str) -> None:
        frame = self.frames[-1]
        raw = frame[0] in ("url", "img", "email") or frame[0] in _GONE
        frame[2].append(text if raw else as_written(text))

    def _open(self, name: str, value: str, typed: str) -> None:
        if len(self.frames) > 200 or not _known(name):
            self._words(typed)
            return
        self.frames.append((name, value.strip().strip('"'), []))

    def _close(self, name: str, typed: str) -> None:
        if name == "*" or not any(frame[0] == name for frame in self.frames[1:]):
            if not _known(name) and name != "*":
                self._words(typed)
            return
        while self._end() != name:
            pass

    def _item(self) -> None:
        lists = [frame for frame in self.frames if frame[0] == "list"]
        depth = min(len(lists), _DEEPEST)
        kind = "1." if lists and lists[-1][1] in ("1", "a", "A", "i", "I") else "-"
        mark = f"\n{'  ' * max(depth - 1, 0)}{kind} " if lists else "\n- "
        self.frames[-1][2].append(mark)

    def _end(self) -> str:
        name, value, parts = self.frames.pop()
        if name == "attachment" and self.place:
            made = self.place(value, "".join(parts))
        else:
            made = _made(name, value, "".join(parts))
        self.frames[-1][2].append(made)
        return name


_PLAIN = {"color", "size", "font", "center", "right", "left", "align", "s", "strike", "sub", "sup",
          "highlight", "spoiler", "hide", "code", "u"}  # fmt: skip


def _known(name: str) -> bool:
    return name in _PLAIN | _GONE | {"b", "i", "quote", "list", "url", "email"}


def _made(name: str, value: str, inner: str) -> str:
    words = inner.strip()
    if name in _GONE or name == "email" or not words:
        return ""
    if name == "b":
        return _around(inner, "**")
    if name == "i":
        return _around(inner, "*")
    if name == "list":
        return f"\n{inner.strip(chr(10))}\n\n"
    if name == "quote":
        lines = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
        return f"\n\n{lines}\n\n"
    if name == "url":
        return _link(value or words, words if value else "")
    return inner


def _around(inner: str, mark: str) -> str:
    """Bold and italic end with their paragraph; spaces stand outside."""
    made = []
    for line in inner.split("\n"):
        words = line.strip()
        start, end = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
        made.append(f"{start}{mark}{words}{mark}{end}" if words else line)
    return "\n".join(made)


def _link(target: str, words: str) -> str:
    target = html.unescape(target).strip()
    if target.startswith("www."):
        target = f"https://{target}"
    if not re.fullmatch(r"https?://[^\s<>\"]{1,2000}", target):
        return as_written(words or target)
    if not words or words == target:
        return target
    shown = " ".join(as_written(words).split())
    return f"[{shown}]({target.replace('(', '%28').replace(')', '%29')})"
