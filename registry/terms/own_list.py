"""A list an organisation writes itself, as a small table: what a table program saves as CSV.

The first line says which list, which edition and which language it is, the second what the columns are:

    treatments;2026-11-22;en
    code;name;other names;ended
    T01;Physiotherapy;physio|physical therapy;
    T02;Old ointment;;yes

Commas and tabs do as well as semicolons. Several other names stand between `|`. What has ended is
found no more and stays where it was entered.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from .shapes import MAX_BYTES, MAX_NAMES, Entry, Head, NotTerms, tidy

MAX_LINE = 100_000
COLUMNS = ("code", "name", "other names", "ended")
MARKS = ";,\t"


def read_own_list(stream: BinaryIO, name: str) -> Iterator[Head | Entry]:
    """The head, then each line. Raises NotTerms."""
    lines = _lines(stream)
    first = next(lines, "")
    mark = next((one for one in MARKS if one in first), ";")
    told = [cell.strip() for cell in first.split(mark)]
    if told[0].casefold() != name:
        raise NotTerms(_("The file does not say that it is the list “%(name)s”."), name=name)
    if len(told) < 3 or not told[1] or not told[2]:
        raise NotTerms(_("The file does not say which edition it is."))
    yield Head(told[1], told[2][:10])
    rows = csv.reader(lines, delimiter=mark)
    heading = [cell.strip().casefold() for cell in next(rows, [])]
    if heading[:2] != list(COLUMNS[:2]) or not set(heading) <= {*COLUMNS, ""}:
        raise NotTerms(_("The second line has to be: %(columns)s."), columns=mark.join(COLUMNS))
    try:
        for row in rows:
            yield from _entry(dict(zip(heading, row, strict=False)))
    except csv.Error as error:
        raise NotTerms(_("The file is no table: %(why)s."), why=str(error)[:80]) from error


def _entry(row: dict[str, str]) -> Iterator[Entry]:
    code, name = row.get("code", "").strip(), tidy(row.get("name", ""))
    if not code and not name:
        return
    if not name:
        raise NotTerms(_("“%(code)s” has no name."), code=code[:60])
    others = [tidy(one) for one in row.get("other names", "").split("|")[:MAX_NAMES]]
    names = tuple(dict.fromkeys([name, *filter(None, others)]))
    yield Entry(code, names, obsolete=bool(row.get("ended", "").strip()))


def _lines(stream: BinaryIO) -> Iterator[str]:
    size = number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        size += len(raw)
        if len(raw) > MAX_LINE:
            raise NotTerms(_("Line %(line)s is too long."), line=number)
        if size > MAX_BYTES:
            raise NotTerms(_("The file is larger than %(limit)s MB."), limit=MAX_BYTES // 10**6)
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise NotTerms(_("Line %(line)s is no text in UTF-8."), line=number) from error
        yield line.rstrip("\r\n") + ("" if number == 1 else "\n")
