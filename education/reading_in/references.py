"""Lists of sources in RIS or BibTeX, as library programs write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .incoming import Found, IncomingSource, Unreadable, tidy

RIS_LINE = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$")
ENTRY = re.compile(r"@(\w+)\s*[{(]\s*([^,\s{}]*)\s*,")
MOST = 5_000  # sources in one file
KINDS = {"book": "book", "chap": "book", "jour": "study", "article": "study", "gen": "other",
         "govdoc": "official", "techreport": "official", "rprt": "official", "stand": "guideline"}  # fmt: skip
ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303"}


def read_ris(text: str) -> Found:
    """Raises Unreadable when there is no record in it."""
    found = Found()
    held: dict[str, list[str]] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        match = RIS_LINE.match(line.rstrip())
        if not match:
            continue
        tag, value = match[1], match[2].strip()
        if tag == "ER":
            _take(found, _from_ris(held))
            held = {}
        elif value:
            held.setdefault(tag, []).append(value)
    if held:
        found.note("", _("The last source has no end line. It was taken as it is."), "kept")
        _take(found, _from_ris(held))
    return _some(found)


def _from_ris(held: dict[str, list[str]]) -> IncomingSource | None:
    first = {tag: values[0] for tag, values in held.items()}
    title = tidy(first.get("TI") or first.get("T1") or first.get("CT"), 400)
    if not title:
        return None
    doi = first.get("DO", "")
    year = re.search(r"(?:19|20)\d\d", first.get("PY") or first.get("Y1") or first.get("DA") or "")
    people = held.get("AU") or held.get("A1") or []
    return _source(
        title, people, year[0] if year else "", first.get("TY", ""), first.get("UR", ""), doi,
        first.get("ID", ""),
    )  # fmt: skip


def read_bibtex(text: str) -> Found:
    """Raises Unreadable when there is no record in it."""
    found = Found()
    for kind, key, fields in _entries(text, found):
        title = tidy(_bare(fields.get("title", "")), 400)
        if not title:
            found.note(key, _("A source without a title was left out."), "dropped")
            continue
        people = (
            re.split(r"\s+and\s+", _bare(fields.get("author", ""))) if "author" in fields else []
        )
        year = re.search(r"(?:19|20)\d\d", fields.get("year") or fields.get("date") or "")
        _take(
            found,
            _source(
                title,
                people,
                year[0] if year else "",
                kind,
                fields.get("url", ""),
                fields.get("doi", ""),
                key,
            ),
        )
    return _some(found)


def _entries(text: str, found: Found) -> Iterator[tuple[str, str, dict[str, str]]]:
    at = 0
    while match := ENTRY.search(text, at):
        kind = match[1].lower()
        fields, at = _fields(text, match.end())
        if kind not in ("comment", "string", "preamble"):
            yield kind, match[2], fields
        if len(found.sources) >= MOST:
            return


def _fields(text: str, at: int) -> tuple[dict[str, str], int]:
    """name = {value} pairs until the entry's own bracket closes, in one pass without recursion."""
    fields: dict[str, str] = {}
    name = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)\s*=\s*")
    while match := name.match(text, at):
        value, at = _value(text, match.end())
        fields[match[1].lower()] = value
    return fields, at


def _value(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] == "{":
        depth, end = 0, at
        for end in range(at, min(len(text), at + 20_000)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                break
        return text[at + 1 : end], end + 1
    if text[at : at + 1] == '"':
        end = text.find('"', at + 1)
        end = len(text) if end < 0 else end
        return text[at + 1 : end], end + 1
    plain = re.compile(r"[^,}\s]*").match(text, at)
    assert plain is not None  # noqa: S101  (the pattern matches nothing as well)
    return plain[0], plain.end()


def _bare(text: str) -> str:
    """Without braces and the commonest TeX accents."""
    text = re.sub(
        r"\\([\"'`^~])\s*\{?(\w)\}?", lambda m: m[2] + ACCENTS[m[1]], text.replace("\\ss", "ß")
    )
    return unicodedata.normalize("NFC", re.sub(r"[{}]|\\(?=[&%$#_])", "", text))


def _source(
    title: str, people: list[str], year: str, kind: str, url: str, doi: str, key: str
) -> IncomingSource:
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", doi.strip(), flags=re.IGNORECASE)
    address = f"https://doi.org/{doi}" if doi and not re.search(r"\s", doi) else url.strip()
    if not address.startswith(("https://", "http://")):
        address = ""
    made_by = "; ".join(tidy(one, 80) for one in people[:3]) + (
        " et al." if len(people) > 3 else ""
    )
    origin = f"doi:{doi.lower()}" if doi else f"ref:{key or title}"
    return IncomingSource(
        title=title, origin=tidy(origin, 200), made_by=tidy(made_by, 400), year=int(year) if year else None,
        kind=KINDS.get(kind.lower(), "other"), url=tidy(address, 1000),
    )  # fmt: skip


def _take(found: Found, source: IncomingSource | None) -> None:
    if source is None:
        found.note("", _("A source without a title was left out."), "dropped")
    elif len(found.sources) < MOST:
        found.sources.append(source)
    elif len(found.sources) == MOST:
        found.note("", _("Only the first %(n)s sources were taken.") % {"n": MOST}, "dropped")


def _some(found: Found) -> Found:
    if not found.sources:
        raise Unreadable(_("The file holds no source with a title."))
    return found
