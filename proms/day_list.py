"""A clinic's list of a day: lines become visits of people it knows, and every other line is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _

from po_platform.kit.table_file import Line, Table
from proms.days import day_in, time_in

MOST_LINES = 500
_HEADINGS = {
    "on": "day date on tag datum termin",
    "at": "time at zeit uhrzeit beginn",
    "key": "number no nr patientnumber patientid id patientennummer patnr fallnummer nummer",
    "name": "name fullname patient patientname vollername namevorname",
    "first": "firstname forename givenname vorname",
    "last": "lastname surname familyname nachname familienname",
    "born": "born birthyear yearofbirth birthdate dateofbirth dob geburtsjahr geburtsdatum geboren",
}
_MEANING = {word: name for name, words in _HEADINGS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line as it was read; `key`: the clinic's own number, "" without one."""

    line: int
    on: date
    at: time | None
    key: str
    name: str
    born: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who shares with the clinic; `mark`: of its number for her, "" when none is noted."""

    subject: UUID
    name: str
    born: int | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A line that is about one person, and by what she was known."""

    listed: Listed
    known: Known
    by_number: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What a list says; `flaws`: sentences about lines that cannot be read."""

    listed: list[Listed]
    flaws: list[str]


def read_list(table: Table, *, on: date, today: date, last: date) -> Read:
    """Lines of a table with headings; `on` is the day of lines that name none."""
    places = _places(table.header)
    if not {"key", "name", "last"} & set(places):
        return Read([], [_("The first line has to name a column “number” or “name”.")])
    if len(table.lines) > MOST_LINES:
        return Read([], [_("This list has more than 500 lines. Read it in day by day.")])
    listed, flaws = [], []
    for line in table.lines:
        found = _listed(line, places, on)
        if isinstance(found, Listed) and not today <= found.on <= last:
            found = _("this day is over, or more than two years ahead")
        if isinstance(found, Listed):
            listed.append(found)
        else:
            flaws.append(_("Line %(n)s: %(what)s.") % {"n": line.number, "what": found})
    return Read(listed, flaws)


def match(
    listed: Sequence[Listed], people: Sequence[Known], marks: Mapping[str, str]
) -> tuple[list[Found], list[Listed], list[Listed]]:
    """Who is meant: found, in doubt, and nobody who shares. `marks`: number → its mark.

    A number decides, unless the year of birth beside it is another one: then it is in doubt, as
    is a name that fits two people. A name without a year of birth fits nobody.
    """
    by_mark: dict[str, list[Known]] = {}
    by_name: dict[tuple[frozenset[str], int | None], list[Known]] = {}
    for one in people:
        if one.mark:
            by_mark.setdefault(one.mark, []).append(one)
        if one.born is not None:
            by_name.setdefault((_bare(one.name), one.born), []).append(one)
    found: list[Found] = []
    doubtful: list[Listed] = []
    unknown: list[Listed] = []
    for row in listed:
        numbered = by_mark.get(marks.get(row.key, ""), []) if row.key else []
        named = by_name.get((_bare(row.name), row.born), []) if row.name and row.born else []
        fits = numbered or named
        differs = [one for one in numbered if row.born and one.born and row.born != one.born]
        other = bool(named and named[0].mark and row.key and named[0].mark != marks.get(row.key))
        if not fits:
            unknown.append(row)
        elif len(fits) > 1 or differs or (not numbered and other):
            doubtful.append(row)
        else:
            found.append(Found(row, fits[0], bool(numbered)))
    return found, doubtful, unknown


def _places(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(header):
        plain = "".join(sign for sign in heading.casefold() if sign.isalnum())
        name = _MEANING.get(plain)
        if name and name not in found:
            found[name] = place
    return found


def _listed(line: Line, places: Mapping[str, int], on: date) -> Listed | str:
    said = {name: line.cells[place].strip() for name, place in places.items()}
    day = day_in(said.get("on", "")) if said.get("on") else on
    at = time_in(said.get("at", ""))
    name = said.get("name") or f"{said.get('first', '')} {said.get('last', '')}"
    if day is None:
        return _("write the day like this: 2026-03-04")
    if said.get("at") and at is None:
        return _("write the time like this: 9:30")
    if not said.get("key") and not name.strip():
        return _("it has neither a number nor a name")
    return Listed(line.number, day, at, said.get("key", ""), name, _year(said.get("born", "")))


def _bare(name: str) -> frozenset[str]:
    """ "Example, Ruth" and "Ruth Example" are the same name."""
    kept = "".join(sign if sign.isalnum() else " " for sign in name.casefold())
    return frozenset(kept.split())


def _year(text: str) -> int | None:
    """ "1952", "1952-03-04", "04.03.1952"."""
    figures = "".join(sign if sign.isascii() and sign.isdigit() else " " for sign in text).split()
    years = [int(part) for part in figures if len(part) == 4]
    return years[0] if len(years) == 1 else None
