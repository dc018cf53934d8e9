"""SPSS (.sav): labels, words for codes, reasons as missing values; written a row at a time.

The layout is the one PSPP documents: https://www.gnu.org/software/pspp/pspp-dev/html_node/System-File-Format.html
Libraries that write it want the whole table in memory and bring a data-frame library along.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO

from django.utils import timezone

from registry.tables import Table, settled
from registry.writers.statistics_words import MONTHS, REASONS_FROM, Variable, variables_of

NOTHING = -sys.float_info.max  # "system-missing"
LOWEST = -1.7976931348623155e308  # the next number up
FORMATS = {"whole": 5 << 16 | 11 << 8, "number": 5 << 16 | 12 << 8 | 3, "yes_no": 5 << 16 | 1 << 8}
FORMATS |= {"code": 5 << 16 | 9 << 8, "day": 39 << 16 | 10 << 8, "moment": 22 << 16 | 20 << 8}
TEXT = 1 << 16
MOST_NAME = 64
DAY_ONE, MOMENT_ONE = date(1582, 10, 14), datetime(1582, 10, 14)  # noqa: DTZ001  # it knows no zones
MOST_LABEL, MOST_VALUE_LABEL = 252, 120  # bytes


def write_sav(table: Table, out: IO[bytes]) -> None:
    """One file of SPSS. A text beyond 32,767 bytes is cut."""
    with settled(table) as found:
        variables = variables_of(found.fields, MOST_NAME)
        units = sum(_units(width) for one in variables for width in one.segments)
        out.write(_head(table.title, units))
        for one in variables:
            out.write(_variable(one))
        out.write(_labels(variables))
        out.write(_rest(variables))
        for row in found.rows():
            out.write(b"".join(_cell(one, cell) for one, cell in zip(variables, row, strict=True)))


def _units(width: int) -> int:
    return -(-width // 8) if width else 1


def _head(title: str, units: int) -> bytes:
    now = timezone.now()
    day = f"{now.day:02} {MONTHS[now.month - 1]} {now.year % 100:02}"
    return struct.pack(
        "<4s60siiiiid9s8s64s3x", b"$FL2", _padded("@(#) SPSS DATA FILE", 60), 2, units, 0, 0, -1,
        100.0, day.encode(), f"{now:%H:%M:%S}".encode(), _padded(title, 64),
    )  # fmt: skip


def _variable(one: Variable) -> bytes:
    label = _cut(one.of.label, MOST_LABEL)
    made = []
    for number, width in enumerate(one.segments):
        shape = FORMATS[one.of.kind] if one.numeric else TEXT | min(width, 255) << 8
        short = one.short if not number else f"{one.short}S{number:X}"[-8:]
        reasons = _reasons(one) if not number else (0, b"")
        made.append(
            struct.pack("<iiiiii8s", 2, width, int(not number), reasons[0], shape, shape,
                        _padded(short, 8))
        )  # fmt: skip
        if not number:
            made.append(struct.pack("<i", len(label)) + label + b" " * (-len(label) % 4))
        made.append(reasons[1])
        unit = struct.pack("<iiiiii8s", 2, -1, 0, 0, TEXT | 8 << 8, TEXT | 8 << 8, b" " * 8)
        made.append(unit * (_units(width) - 1))
    return b"".join(made)


def _reasons(one: Variable) -> tuple[int, bytes]:
    """How many missing values stand in a variable's own record, and they."""
    if not one.numeric:
        short = [_padded(code, 8) for code in one.of.missing] if one.width <= 8 else []
        return len(short[:3]), b"".join(short[:3])
    values = sorted(one.reasons.values())
    if values and values[-1] <= REASONS_FROM:  # ours: a range, however many
        return -2, struct.pack("<dd", values[0], values[-1])
    return len(values), struct.pack(f"<{len(values)}d", *values)


def _labels(variables: Sequence[Variable]) -> bytes:
    made, place = [], 1
    for one in variables:
        if one.value_labels and (one.numeric or one.width <= 8):
            made.append(struct.pack("<ii", 3, len(one.value_labels)))
            for value, words in one.value_labels:
                said = _cut(words, MOST_VALUE_LABEL)
                made.append(
                    struct.pack("<d", value) if isinstance(value, float) else _padded(value, 8)
                )
                made.append(bytes([len(said)]) + said + b" " * (-(len(said) + 1) % 8))
            made.append(struct.pack("<iii", 4, 1, place))
        place += sum(map(_units, one.segments))
    return b"".join(made)


def _rest(variables: Sequence[Variable]) -> bytes:
    """What belongs to no single variable, or is too long for its record."""
    names = "\t".join(f"{one.short}={one.name}" for one in variables).encode()
    long = b"".join(
        f"{one.short}={one.width:05}\0\t".encode() for one in variables if one.width > 255
    )
    parts = [
        _part(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001)),
        _part(4, 8, struct.pack("<3d", NOTHING, -NOTHING, LOWEST)),
        _part(13, 1, names),
    ]
    parts += [_part(14, 1, long)] if long else []
    parts.append(_part(20, 1, b"UTF-8"))
    wide = [one for one in variables if one.width > 8]
    labels = b"".join(
        map(_wide_labels, (one for one in wide if one.value_labels and one.width < 256))
    )
    parts += [_part(21, 1, labels)] if labels else []
    reasons = b"".join(map(_wide_reasons, (one for one in wide if one.of.missing)))
    parts += [_part(22, 1, reasons)] if reasons else []
    return b"".join([*parts, struct.pack("<ii", 999, 0)])


def _part(kind: int, size: int, data: bytes) -> bytes:
    return struct.pack("<iiii", 7, kind, size, len(data) // size) + data


def _sized(raw: bytes) -> bytes:
    return struct.pack("<i", len(raw)) + raw


def _wide_labels(one: Variable) -> bytes:
    pairs = [
        _sized(_padded(str(value), one.width)) + _sized(_cut(words, MOST_VALUE_LABEL))
        for value, words in one.value_labels
    ]
    return _sized(one.name.encode()) + struct.pack("<ii", one.width, len(pairs)) + b"".join(pairs)


def _wide_reasons(one: Variable) -> bytes:
    codes = [_padded(code, 8) for code in one.of.missing][:3]
    return _sized(one.name.encode()) + bytes([len(codes)]) + struct.pack("<i", 8) + b"".join(codes)


def _cell(one: Variable, cell: str) -> bytes:
    if one.numeric:
        value = _number(one, cell)
        return struct.pack("<d", NOTHING if value is None else value)
    if len(one.segments) == 1:
        return _padded(cell, _units(one.width) * 8)
    raw = _cut(cell, one.width)
    pieces: Iterable[bytes] = (raw[at : at + 255] for at in range(0, 255 * len(one.segments), 255))
    sizes = [_units(width) * 8 for width in one.segments]
    return b"".join(piece.ljust(size) for piece, size in zip(pieces, sizes, strict=True))


def _number(one: Variable, cell: str) -> float | None:
    """Days and moments in seconds; None for nothing there."""
    if cell in one.reasons:
        return one.reasons[cell]
    found = one.of.value(cell)
    if isinstance(found, datetime):
        return (found - MOMENT_ONE).total_seconds()
    if isinstance(found, date):
        return float((found - DAY_ONE).days * 86_400)
    return None if found is None else float(found)


def _padded(text: str, width: int) -> bytes:
    return _cut(text, width).ljust(width)


def _cut(text: str, most: int) -> bytes:
    """As many whole signs as fit."""
    raw = text.encode("utf-8", "replace")
    return raw if len(raw) <= most else raw[:most].decode("utf-8", "ignore").encode()
