"""Roots of the record's days: written by the worker, and read by whoever wants to hold them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.db import connection

from po_platform.access.actor import Purpose, System, acting_as

from .models import DayRoot

AT_ONCE = 50  # days in one run, where many are missing: mails wait behind it


def write_roots() -> list[date]:
    """The days that have a root now and had none: each is over since six hours."""
    days = []
    for _time in range(AT_ONCE):
        with acting_as(System(Purpose.OPERATE)), connection.cursor() as cursor:
            cursor.execute("select audit_next_root()")
            day = cursor.fetchone()[0]
        if day is None:
            break
        days.append(day)
    return days


def newest_roots(count: int) -> Sequence[DayRoot]:
    """The last days, newest first."""
    return list(DayRoot.objects.order_by("-day")[:count])


def root_of(row: DayRoot, before: str) -> str:
    """What the root of a day must be, by its figures and the root of the day before ('' for none)."""
    parts = (
        before, row.day.isoformat(), str(row.events), row.events_hash, str(row.reads),
        row.reads_hash,
    )  # fmt: skip
    return sha256("|".join(parts).encode()).hexdigest()


def in_groups(root: str) -> str:
    """As people compare it, eight signs at a time."""
    return " ".join(root[start : start + 8] for start in range(0, len(root), 8))
