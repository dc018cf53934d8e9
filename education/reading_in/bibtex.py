"""A BibTeX file as entries, one after the other, without recursion: what is broken is named by its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BEGIN = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_NEXT = re.compile(r"^[ \t]*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
_NAME = re.compile(r"[\s,]*([A-Za-z][\w.:+-]*)\s*=\s*")
_KEY = re.compile(r"\s*([^\s,{}()=\"#]*)\s*(?=,|\}|\)|$)")
_BARE = re.compile(r"[^\s,{}\"#()]+")
_JOIN = re.compile(r"\s*#\s*")
LONGEST = 20_000  # signs of one value


@dataclass
class Entry:
    """One entry. `broken`: it ends before it should; what stands before that is there."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    broken: bool = False


def entries_of(text: str) -> Iterator[Entry]:
    """In their order; texts defined by @string are put in where they are named."""
    strings: dict[str, str] = {}
    at = 0
    while begin := _BEGIN.search(text, at):
        kind = begin[1].lower()
        line = text.count("\n", 0, begin.start()) + 1
        if kind in ("comment", "preamble"):
            at = _closed(text, begin.end(), begin[2]) or begin.end()
            continue
        entry = Entry(kind, "", line)
        at = begin.end()
        if kind != "string" and (key := _KEY.match(text, at)):
            entry.key, at = key[1], key.end()
        at = _fields(text, at, begin[2], entry, strings)
        if kind == "string":
            strings |= {name: value for name, value in entry.fields.items() if len(strings) < 1000}
        else:
            yield entry


def _fields(text: str, at: int, opening: str, entry: Entry, strings: dict[str, str]) -> int:
    """Fills the fields; where the entry ends, or where the next one begins when it never does."""
    closing = "}" if opening == "{" else ")"
    following = _NEXT.search(text, at)
    limit = following.start() if following else len(text)
    while True:
        name = _NAME.match(text, at, limit)
        if not name:
            break
        value, at, sound = _value(text, name.end(), limit, strings)
        if not sound:
            entry.broken = True
            return limit
        entry.fields.setdefault(name[1].lower(), value)
    rest = re.compile(r"[\s,]*").match(text, at, limit)
    at = rest.end() if rest else at
    if text[at : at + 1] == closing:
        return at + 1
    entry.broken = True
    return limit


def _value(text: str, at: int, limit: int, strings: dict[str, str]) -> tuple[str, int, bool]:
    """(value, where it ends, whether it was sound); parts joined by # become one."""
    parts: list[str] = []
    while True:
        sign = text[at : at + 1] if at < limit else ""
        if sign == "{":
            end = _closed(text, at + 1, "{", limit)
        elif sign == '"':
            end = _quoted(text, at + 1, limit)
        else:
            bare = _BARE.match(text, at, limit)
            if not bare:
                return "", at, False
            parts.append(strings.get(bare[0].lower(), bare[0]))
            end = bare.end()
        if not end:
            return "", limit, False
        if sign in ("{", '"'):
            parts.append(text[at + 1 : end - 1][:LONGEST])
        at = end
        more = _JOIN.match(text, at, limit)
        if not more:
            return "".join(parts), at, True
        at = more.end()


def _closed(text: str, at: int, opening: str, limit: int | None = None) -> int:
    """Behind the bracket that closes; 0 when none does."""
    closing = {"{": "}", "(": ")"}[opening]
    depth = 1
    limit = len(text) if limit is None else limit
    for found in re.compile(r"\\.|[" + re.escape(opening + closing) + "]", re.DOTALL).finditer(
        text, at, limit
    ):
        depth += {opening: 1, closing: -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return 0


def _quoted(text: str, at: int, limit: int) -> int:
    """Behind the quotation mark that ends; those in braces do not count. 0 when none does."""
    depth = 0
    for found in re.compile(r"\\.|[{}\"]", re.DOTALL).finditer(text, at, limit):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == '"' and depth <= 0:
            return found.end()
    return 0
