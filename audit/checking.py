"""Whether the record still says what it said: each day against its root, each root against the next.

The SQL stands here once more, on purpose: whoever changes the functions in the database changes
nothing about what is computed here. As the owner of the tables; nobody else sees every look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from .models import DayRoot, Read, ReadGone
from .roots import root_of

EVENTS = """
select count(*), encode(sha256(coalesce(string_agg(l.leaf, ''::bytea order by l.id), '')), 'hex')
  from (select x.id, sha256(convert_to(jsonb_build_array(
          x.id, extract(epoch from x.at), x.actor_kind, x.account_id, x.hat, x.purpose, x.verb,
          x.object_type, x.object_ref, x.subject_mark, x.detail, x.request_id)::text, 'UTF8')) as leaf
          from audit_event x where x.at >= %(starts)s and x.at < %(ends)s) l
"""
READS = """
select count(*), encode(sha256(coalesce(string_agg(l.leaf, ''::bytea order by l.id), '')), 'hex')
  from (select x.id, sha256(convert_to(jsonb_build_array(
          x.id, x.subject_id, extract(epoch from x.at), x.actor_kind, x.account_id, x.hat, x.purpose,
          x.reader_name, x.what, x.object_ref, x.grant_id, x.request_id)::text, 'UTF8')) as leaf
          from audit_read x where x.at >= %(starts)s and x.at < %(ends)s
        union all
        select g.read_id, g.leaf from audit_readgone g
         where g.at >= %(starts)s and g.at < %(ends)s) l
"""
DEEDS_KEPT = timedelta(days=3650)  # as the register says: "10 years"; older ones a host may delete
BEFORE = "select count(*) from {table} where at < %(starts)s"


@dataclass(frozen=True, slots=True)
class Differs:
    """A day that is not as its root says, and in what."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`days`: how many have a root; `first`, `last`: of them; `gone`: days whose looks are gone, as
    promised, so that only their root is left; `erased`: looks of younger days that left a hash only."""

    days: int
    first: date | None
    last: date | None
    gone: int
    erased: int
    differs: tuple[Differs, ...]


def check_record(known: Mapping[date, str]) -> Checked:
    """`known`: roots somebody kept outside, whole or their first signs."""
    rows = list(DayRoot.objects.order_by("day"))
    today = timezone.now().astimezone(UTC).date()
    kept_since = today - timedelta(days=Read.holds.days)
    found = [*_chain(rows), *_known(rows, known)]
    for row in rows:
        found += _day(row, deeds=row.day > today - DEEDS_KEPT, reads=row.day > kept_since)
    if rows:
        found += _earlier(rows[0].day, kept_since)
    return Checked(
        len(rows),
        rows[0].day if rows else None,
        rows[-1].day if rows else None,
        sum(row.day <= kept_since for row in rows),
        ReadGone.objects.count(),
        tuple(sorted(found, key=lambda one: one.day)),
    )


def _chain(rows: list[DayRoot]) -> Iterator[Differs]:
    before = None
    for row in rows:
        if before is not None and row.day != before.day + timedelta(days=1):
            yield Differs(row.day, f"no root stands between {before.day} and this day")
        if row.root != root_of(row, before.root if before else ""):
            yield Differs(row.day, "its root does not follow from its figures and the day before")
        before = row


def _known(rows: list[DayRoot], known: Mapping[date, str]) -> Iterator[Differs]:
    roots = {row.day: row.root for row in rows}
    for day, root in known.items():
        if day not in roots:
            yield Differs(day, "you have a root of it, and here is none")
        elif not roots[day].startswith(root):
            yield Differs(day, "its root is not the one you have")


def _day(row: DayRoot, *, deeds: bool, reads: bool) -> Iterator[Differs]:
    if deeds and _figures(EVENTS, row.day) != (row.events, row.events_hash):
        yield Differs(row.day, "its deeds were changed")
    if reads and _figures(READS, row.day) != (row.reads, row.reads_hash):
        yield Differs(row.day, "its looks were changed")


def _earlier(first: date, kept_since: date) -> Iterator[Differs]:
    """Rows put in before the first day there was."""
    for table, name in (("audit_event", "deeds"), ("audit_read", "looks")):
        with connection.cursor() as cursor:
            cursor.execute(BEFORE.format(table=table), {"starts": _midnight(first)})
            count = cursor.fetchone()[0]
        if count and (table == "audit_event" or first > kept_since):
            yield Differs(first, f"{count} {name} stand before the first root")


def _figures(sql: str, day: date) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"starts": _midnight(day), "ends": _midnight(day + timedelta(days=1))})
        count, figure = cursor.fetchone()
    return int(count), str(figure)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
