"""Reads the ZIP of My data of another portal: bounded, in memory, and only tables that are known; pure.

A foreign file is never unpacked to disk. Sizes are counted while reading, not believed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from po_platform.kit.strict_json import NotJson, TooManyValues, read_json
from po_platform.kit.unpacking import NotUnpacked, TooLarge, TooMany, opened, unpacked

from .brought_parts import Takes

ABOUT = "about.json"
FORMAT = "po-my-data"
MOST_BYTES = 20 * 2**20  # of the ZIP
MOST_UNPACKED = 20 * 2**20  # of what we read in it
MOST_VALUES = 500_000  # of one table; about 100 MB while it is read
MOST_ENTRIES = 2000
MOST_ROWS = 20_000
LONGEST_CELL = 4000
DEEPEST = 8
Cell = str | int | float | bool | None


class NotOurs(Exception):
    """Not a file of My data we can read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Read:
    """Where the file is from, and table → rows of the columns that are known."""

    house: str
    site: str
    made_at: datetime | None
    parts: Mapping[str, list[dict[str, Cell]]]

    @property
    def mark(self) -> str:
        """The same for the same content from the same portal, whenever the file was made."""
        said = json.dumps([self.site, self.parts], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def about(organisation: str, site: str, made_at: datetime, language: str) -> dict[str, Any]:
    """What our own files say about themselves, so that another portal can read them."""
    return {
        "format": FORMAT,
        "version": 1,
        "organisation": organisation,
        "site": site,
        "made_at": made_at.isoformat(),
        "language": language,
    }


def read_brought(raw: bytes, takes: Sequence[Takes]) -> Read:
    """Raises NotOurs."""
    if len(raw) > MOST_BYTES:
        raise NotOurs(_("Choose a smaller file: at most 20 megabytes"))
    try:
        with opened(raw, MOST_ENTRIES) as archive:
            return _read(archive, takes)
    except TooMany as error:
        raise NotOurs(_("This file holds more than a file of My data does")) from error
    except TooLarge as error:
        raise NotOurs(_("This file unpacks to more than a file of My data does")) from error
    except NotUnpacked as error:
        raise NotOurs(
            _("This file does not open. Take the ZIP just as you downloaded it")
        ) from error
    except TooManyValues as error:
        raise NotOurs(_("This file holds more than a file of My data does")) from error
    except (NotJson, ValueError) as error:
        raise NotOurs(_("Something in this file was changed. Take it just as you downloaded it")) from error  # fmt: skip


def _read(archive: zipfile.ZipFile, takes: Sequence[Takes]) -> Read:
    names = [entry.filename for entry in archive.infolist()]
    if len(set(names)) != len(names):
        raise TooMany(len(names))
    if ABOUT not in names:
        raise NotOurs(
            _("This is no file of “My data” of a portal like this one, or it is too old for that")
        )
    left = MOST_UNPACKED
    said, left = _json(archive, ABOUT, left)
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("version") != 1:
        raise NotOurs(_("This file was made by another kind of portal, or by a newer one"))
    parts: dict[str, list[dict[str, Cell]]] = {}
    rows_left = MOST_ROWS
    for take in takes:
        path = f"json/{take.name}.json"
        if path in names:
            table, left = _json(archive, path, left)
            rows = _rows(table, take, rows_left)
            rows_left -= len(rows)
            if rows:
                parts[take.name] = rows
    return Read(
        _text(said.get("organisation"), 120),
        _text(said.get("site"), 200),
        _moment(_text(said.get("made_at"), 40)),
        parts,
    )


def _json(archive: zipfile.ZipFile, name: str, left: int) -> tuple[Any, int]:
    """The parsed entry, and how many bytes may still be read."""
    raw = unpacked(archive, name, left)
    return read_json(raw, max_depth=DEEPEST, max_values=MOST_VALUES), left - len(raw)


def _moment(text: str) -> datetime | None:
    """None for what is no moment a portal was there at."""
    found = parse_datetime(text)
    if found is None or found.tzinfo is None or not 2000 < found.year < 2200:
        return None
    return found


def _rows(table: Any, take: Takes, most: int) -> list[dict[str, Cell]]:
    rows = table.get("rows") if isinstance(table, dict) else None
    if not isinstance(rows, list):
        raise NotJson(f"{take.name} holds no rows.")
    if len(rows) > most:
        raise TooMany(most)
    found = []
    for row in rows:
        if not isinstance(row, dict):
            raise NotJson(f"A row of {take.name} is none.")
        kept = {field.name: _cell(row.get(field.name)) for field in take.fields}
        if any(value not in (None, "") for value in kept.values()):
            found.append(kept)
    return found


def _cell(value: Any) -> Cell:
    match value:
        case None | bool():
            return value
        case float():
            return value if isfinite(value) else ""
        case int():
            return value if abs(value) < 2**53 else str(value)[:LONGEST_CELL]
        case str():
            return value[:LONGEST_CELL]
        case list():
            return "; ".join(str(_cell(each)) for each in value)[:LONGEST_CELL]
        case _:
            return ""


def _text(value: Any, longest: int) -> str:
    return " ".join(value.split())[:longest] if isinstance(value, str) else ""
