"""Lists of sources in RIS or BibTeX, as library programs write them; damaged ones are named by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .bibtex import entries_of
from .incoming import Found, IncomingSource, Unreadable, tidy
from .tex import as_words

RIS_LINE = re.compile(r"^\s{0,3}([A-Z][A-Z0-9]) {0,2}-(?: (.*)|$)")
MOST = 5_000  # sources in one file
STUDY, BOOK, OFFICIAL, GUIDELINE = "study", "book", "official", "guideline"
KINDS = {
    "jour": STUDY, "ejour": STUDY, "mgzn": STUDY, "jfull": STUDY, "inpr": STUDY, "abst": STUDY,
    "cpaper": STUDY, "conf": STUDY, "thes": STUDY, "article": STUDY, "inproceedings": STUDY,
    "conference": STUDY, "phdthesis": STUDY, "mastersthesis": STUDY, "thesis": STUDY,
    "unpublished": STUDY, "book": BOOK, "ebook": BOOK, "chap": BOOK, "echap": BOOK, "edbook": BOOK,
    "inbook": BOOK, "incollection": BOOK, "booklet": BOOK, "manual": BOOK, "collection": BOOK,
    "govdoc": OFFICIAL, "gen": "other", "techreport": OFFICIAL, "report": OFFICIAL,
    "rprt": OFFICIAL, "stat": OFFICIAL, "legislation": OFFICIAL, "stand": GUIDELINE,
    "standard": GUIDELINE,
}  # fmt: skip
TITLES = ("TI", "T1", "CT", "BT", "ST", "T2")
DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


@dataclass
class _Record:
    """One RIS record: tag → values, in lines of the file."""

    line: int = 0
    held: dict[str, list[str]] = field(default_factory=dict)
    last: str = ""


def read_ris(text: str, found: Found | None = None) -> Found:
    """Raises Unreadable when there is no record in it."""
    found = found or Found()
    record = _Record()
    for number, line in enumerate(text.split("\n"), 1):
        match = RIS_LINE.match(line.rstrip())
        if not match:
            _go_on(record, line, number, found)
            continue
        tag, value = match[1], (match[2] or "").strip()
        if tag in ("TY", "ER") and record.held:
            if tag == "TY":
                words = _("The source has no end line. It was taken as it is.")
                found.note(_line(record.line), words, "kept")
            _take_ris(record, found)
            record = _Record()
        if tag == "ER":
            continue
        record.line = record.line or number
        record.last = tag
        if value:
            record.held.setdefault(tag, []).append(value)
    if record.held:
        found.note(
            _line(record.line), _("The last source has no end line. It was taken as it is."), "kept"
        )
        _take_ris(record, found)
    return _some(found)


def _go_on(record: _Record, line: str, number: int, found: Found) -> None:
    """A line without a tag goes on with the value above; outside of a record it is damage."""
    words = line.strip("\ufeff \t\x1a")
    if not words:
        return
    values = record.held.get(record.last)
    if values:
        values[-1] = f"{values[-1]} {words}"[:20_000]
    else:
        found.note(_line(number), _("A line belongs to no source and was left out."), "dropped")


def _take_ris(record: _Record, found: Found) -> None:
    first = {tag: values[0] for tag, values in record.held.items()}
    title = tidy(next((first[tag] for tag in TITLES if tag in first), ""), 400)
    if not title:
        found.note(_line(record.line), _("A source without a title was left out."), "dropped")
        return
    year = re.search(r"(?:19|20)\d\d", first.get("PY") or first.get("Y1") or first.get("DA") or "")
    people = record.held.get("AU") or record.held.get("A1") or record.held.get("A2") or []
    links = [*record.held.get("UR", []), *record.held.get("L2", []), *record.held.get("LK", [])]
    doi = first.get("DO") or next((link for link in links if DOI.match(link)), "")
    _take(
        found,
        _source(
            title, people or [first[tag] for tag in ("PB", "CP") if tag in first][:1],
            year[0] if year else "", first.get("TY", ""), links[0] if links else "", doi,
            first.get("ID") or first.get("AN") or "", _day(first.get("Y2", "")),
        ),
    )  # fmt: skip


def read_bibtex(text: str, found: Found | None = None) -> Found:
    """Raises Unreadable when there is no record in it."""
    found = found or Found()
    for entry in entries_of(text):
        given = entry.fields
        title = tidy(": ".join(_titles(given)), 400)
        place = ", ".join(filter(None, (_line(entry.line), tidy(entry.key, 80))))
        if not title:
            found.note(place, _("A source without a title was left out."), "dropped")
            continue
        if entry.broken:
            words = _("The source is damaged. It was taken as far as it goes.")
            found.note(place, words, "kept")
        year = re.search(r"(?:19|20)\d\d", given.get("year") or given.get("date") or "")
        _take(
            found,
            _source(
                title, list(_people(given)), year[0] if year else "", entry.kind,
                _bare(given.get("url", "")), _bare(given.get("doi", "")),
                entry.key, _day(given.get("urldate", "")),
            ),
        )  # fmt: skip
        if found.has_too_many:
            break
    return _some(found)


def _titles(given: dict[str, str]) -> Iterator[str]:
    for name in ("title", "subtitle"):
        if words := as_words(given.get(name, "")):
            yield words


def _people(given: dict[str, str]) -> Iterator[str]:
    """Who wrote it; where nobody is named, who published it."""
    names = given.get("author") or given.get("editor") or ""
    if not names:
        publisher = next(
            (
                given[n]
                for n in ("institution", "organization", "publisher", "school")
                if given.get(n)
            ),
            "",
        )
        names = "{" + publisher + "}" if publisher else ""
    for one in re.split(r"\s+and\s+(?![^{}]*\})", names):
        if words := as_words(one):
            yield "…" if words == "others" else words


def _bare(text: str) -> str:
    """An address, in which LaTeX puts a sign before some letters."""
    inner = re.sub(r"^\s*\\url\s*\{(.*)\}\s*$", r"\1", text)
    return re.sub(r"\\([%&_#~$])(?:\{\})?|[{}]", r"\1", inner).strip()


def _day(text: str) -> str:
    """An ISO day, or nothing."""
    found = re.match(r"((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)", text.strip())
    return "-".join(found.groups()) if found else ""


def _source(
    title: str, people: list[str], year: str, kind: str, url: str, doi: str, key: str, day: str
) -> IncomingSource:
    doi = DOI.sub("", doi.strip())
    address = f"https://doi.org/{doi}" if doi and not re.search(r"\s", doi) else url.strip()
    if not address.startswith(("https://", "http://")) or re.search(r"\s", address):
        address = ""
    named = [tidy(one, 80) for one in people if one != "…"]
    made_by = "; ".join(named[:3]) + (" et al." if len(named) > 3 or "…" in people else "")
    origin = f"doi:{doi.lower()}" if doi else f"ref:{key or title}"
    return IncomingSource(
        title=title, origin=tidy(origin, 200), made_by=tidy(made_by, 400), year=int(year) if year else None,
        kind=KINDS.get(kind.lower(), "other"), url=tidy(address, 1000), accessed_on=day,
    )  # fmt: skip


def _line(number: int) -> str:
    return _("line %(n)s") % {"n": number}


def _take(found: Found, source: IncomingSource) -> None:
    if len(found.sources) < MOST:
        found.sources.append(source)
    elif not found.has_too_many:
        found.has_too_many = True
        found.note("", _("Only the first %(n)s sources were taken.") % {"n": MOST}, "dropped")


def _some(found: Found) -> Found:
    if not found.sources:
        raise Unreadable(_("The file holds no source with a title."))
    return found
