"""What a member brought along, for her alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.dateparse import parse_date, parse_datetime

from members.brought_parts import Takes, all_takes
from members.export_files import shown
from members.models import Brought
from members.queries.own import own_rows
from po_platform.access.actor import Actor

A_PAGE = 100
Told = tuple[str, str]  # what it means, and what stands there


@dataclass(frozen=True, slots=True)
class PartShown:
    """One table: how many rows, and where it stands in the file."""

    name: str
    title: object
    count: int


def brought_by_me(*, actor: Actor) -> list[Brought]:
    """The newest first; what she only looked at is among them until it is taken over or gone."""
    return list(own_rows(Brought, actor).order_by("-brought_at", "-pk")[:50])


def one_brought(*, actor: Actor, ref: UUID) -> Brought:
    """Raises Http404."""
    row = own_rows(Brought, actor).filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def parts_of(row: Brought) -> list[PartShown]:
    """Its tables in our order."""
    return [
        PartShown(take.name, take.title, len(row.parts[take.name]))
        for take in all_takes()
        if row.parts.get(take.name)
    ]


def take_called(name: str) -> Takes:
    """Raises Http404."""
    for take in all_takes():
        if take.name == name:
            return take
    raise Http404


def page_of(row: Brought, take: Takes, first: int) -> tuple[Sequence[Sequence[Told]], bool]:
    """Lines as people read them, from row `first` on (0 is the first), and whether more follow."""
    rows = row.parts.get(take.name, [])
    here = rows[first : first + A_PAGE]
    cells = [
        [(str(f.meaning), shown(_moment(one.get(f.name)), f.codes)) for f in take.fields]
        for one in here
    ]
    return cells, len(rows) > first + A_PAGE


def _moment(value: Any) -> Any:
    """A day or moment where the file says one as ISO 8601."""
    if not isinstance(value, str) or not value[:4].isdigit():
        return value
    found: datetime | Any = None
    try:
        found = parse_datetime(value) if "T" in value else parse_date(value)
    except ValueError:
        return value
    if found is None or getattr(found, "tzinfo", True) is None or not 1900 < found.year < 2200:
        return value
    return found
