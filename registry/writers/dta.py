"""Stata (.dta): labels, words for codes, reasons as .a to .z; written a row at a time.

The layout is Stata's own: https://www.stata.com/help.cgi?dta (format 118).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import IO

from django.utils import timezone

from registry.tables import Table, settled
from registry.writers.statistics_words import MONTHS, Variable, variables_of

DOUBLE, LONG_TEXT, MOST_TEXT = 65526, 32768, 2045
MOST_NAME, MOST_LABEL, MOST_REASONS = 32, 80, 26
NOTHING = 0x7FE0000000000000  # "."; .a is 1 << 40 more, and so on
NOTHING_LABELLED = 2_147_483_621
DAY_ONE, MOMENT_ONE = date(1960, 1, 1), datetime(1960, 1, 1)  # noqa: DTZ001  # it knows no zones
SHOWN = {"day": "%td", "moment": "%tc"}


def write_dta(table: Table, out: IO[bytes]) -> None:
    """One file of Stata 14 or later. `out` is sought: the head says where everything stands."""
    with settled(table) as found:
        variables = variables_of(found.fields, MOST_NAME)
        places = [0]
        out.write(_head(found, variables))
        places.append(out.tell())
        out.write(b"<map>" + b"\0" * 112 + b"</map>")
        for tag, data in _parts(variables):
            places.append(out.tell())
            out.write(b"<%b>%b</%b>" % (tag, data, tag))
        places.append(out.tell())
        out.write(b"<data>")
        for number, row in enumerate(found.rows(), start=1):
            cells = zip(variables, row, strict=True)
            out.write(
                b"".join(_cell(one, cell, at, number) for at, (one, cell) in enumerate(cells, 1))
            )
        out.write(b"</data>")
        places.append(out.tell())
        out.write(b"<strls>")
        _long_texts(found, variables, out)
        out.write(b"</strls>")
        places.append(out.tell())
        labelled = (_value_labels(one, at) for at, one in enumerate(variables) if _has_words(one))
        out.write(b"<value_labels>" + b"".join(labelled) + b"</value_labels>")
        places.append(out.tell())
        out.write(b"</stata_dta>")
        places.append(out.tell())
        out.seek(places[1] + len(b"<map>"))
        out.write(struct.pack("<14Q", *places))
        out.seek(0, 2)


def _head(table: Table, variables: Sequence[Variable]) -> bytes:
    label, now = _cut(table.title, MOST_LABEL), timezone.now()
    moment = f"{now.day:02} {MONTHS[now.month - 1]} {now.year} {now:%H:%M}".encode()
    return b"".join((
        b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>",
        b"<K>%b</K>" % struct.pack("<H", len(variables)),
        b"<N>%b</N>" % struct.pack("<Q", table.count),
        b"<label>%b%b</label>" % (struct.pack("<H", len(label)), label),
        b"<timestamp>%b%b</timestamp></header>" % (bytes([len(moment)]), moment),
    ))  # fmt: skip


def _parts(variables: Sequence[Variable]) -> list[tuple[bytes, bytes]]:
    def each(texts: Sequence[str], width: int, most: int) -> bytes:
        return b"".join(_cut(text, most).ljust(width, b"\0") for text in texts)

    shapes = [SHOWN.get(one.of.kind, "%10.0g") if one.numeric else f"%{min(_width(one), 80)}s" for one in variables]  # fmt: skip
    words = [_label_name(at) if _has_words(one) else "" for at, one in enumerate(variables)]
    return [
        (b"variable_types", b"".join(struct.pack("<H", _type(one)) for one in variables)),
        (b"varnames", each([one.name for one in variables], 129, 128)),
        (b"sortlist", b"\0\0" * (len(variables) + 1)),
        (b"formats", each(shapes, 57, 56)),
        (b"value_label_names", each(words, 129, 128)),
        (b"variable_labels", each([one.of.label[:MOST_LABEL] for one in variables], 321, 320)),
        (b"characteristics", b""),
    ]


def _width(one: Variable) -> int:
    return one.width if one.width <= MOST_TEXT else 9


def _type(one: Variable) -> int:
    if one.numeric:
        return DOUBLE
    return one.width if one.width <= MOST_TEXT else LONG_TEXT


def _has_words(one: Variable) -> bool:
    return one.numeric and bool(one.value_labels)


def _label_name(at: int) -> str:
    return f"words{at}"


def _cell(one: Variable, cell: str, at: int, row: int) -> bytes:
    if one.numeric:
        return _number(one, cell)
    if one.width <= MOST_TEXT:
        return _cut(cell, one.width).ljust(one.width, b"\0")
    return struct.pack("<Q", at | row << 16) if cell else b"\0" * 8


def _number(one: Variable, cell: str) -> bytes:
    if cell in one.of.missing:
        return struct.pack("<Q", NOTHING + (_reason(one, cell) << 40))
    found = one.of.value(cell)
    if found is None:
        return struct.pack("<Q", NOTHING)
    if isinstance(found, datetime):
        found = (found - MOMENT_ONE).total_seconds() * 1000
    elif isinstance(found, date):
        found = (found - DAY_ONE).days
    return struct.pack("<d", float(found))


def _reason(one: Variable, code: str) -> int:
    """1 for .a; 0, ".", beyond .z."""
    place = [*one.of.missing].index(code) + 1
    return place if place <= MOST_REASONS else 0


def _long_texts(table: Table, variables: Sequence[Variable], out: IO[bytes]) -> None:
    long = [at for at, one in enumerate(variables) if _type(one) == LONG_TEXT]
    for number, row in enumerate(table.rows() if long else (), start=1):
        for at in long:
            if raw := _cut(row[at], variables[at].width):
                head = struct.pack("<IQBI", at + 1, number, 130, len(raw) + 1)
                out.write(b"GSO" + head + raw + b"\0")


def _value_labels(one: Variable, at: int) -> bytes:
    pairs = [(int(code), words) for code, words in one.of.codes.items()]
    for code, words in one.of.missing.items():
        if reason := _reason(one, code):
            pairs.append((NOTHING_LABELLED + reason, f"{code}: {words}"))
    pairs.sort()
    texts = [_cut(words, 32_000) + b"\0" for _value, words in pairs]
    starts = [0, *accumulate(map(len, texts))][:-1]
    sizes = struct.pack("<ii", len(pairs), sum(map(len, texts)))
    numbers = [*starts, *(value for value, _words in pairs)]
    body = sizes + struct.pack(f"<{len(numbers)}i", *numbers) + b"".join(texts)
    name = _label_name(at).encode().ljust(129, b"\0")
    return b"<lbl>" + struct.pack("<i", len(body)) + name + b"\0" * 3 + body + b"</lbl>"


def _cut(text: str, most: int) -> bytes:
    """As many whole signs as fit."""
    raw = text.replace("\0", " ").encode("utf-8", "replace")
    return raw if len(raw) <= most else raw[:most].decode("utf-8", "ignore").encode()
