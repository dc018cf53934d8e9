"""After a new key file was added: what the application sealed is sealed again with it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Count, QuerySet
from django.db.models.functions import Left, Length

from po_platform.access.actor import Actor, acting_as
from po_platform.kit.crypto import (
    Tampered,
    key_named_in,
    newest_wrapping_key,
    open_for_application,
    prefix_of,
    seal_for_application,
)
from po_platform.kit.sealed import SealedColumn, sealed_columns

from .actions import record

AT_ONCE = 200  # rows in one transaction
SIGNS_AT_ONCE = 8_000_000  # of sealed text in one transaction: scans are long
HEAD = 6  # signs of a text that tell its key
PATIENCE = "2s"  # others wait behind us as long as we wait, so not for long
PAUSE = 3.0  # seconds until the same batch is tried again
BUSY = frozenset({"55P03", "40P01"})  # a lock was not to be had in time; a deadlock
log = logging.getLogger(__name__)


@dataclass(slots=True)
class SealedAgain:
    """How many texts have the newest key now, and which do not open, by column and row."""

    done: int = 0
    broken: list[str] = field(default_factory=list)


def seal_again(*, actor: Actor) -> SealedAgain:
    """Everything under an older key, column by column, in batches that commit.

    Runs as the owner of the tables. Interrupted, it goes on where it was: what has the newest key
    is not looked at. A text that changed meanwhile is left as it is, for the next run.
    """
    again = SealedAgain()
    for column in sealed_columns():
        after: Any = None
        while True:
            keys, done, broken = _next(column, after, actor)
            again.done += done
            again.broken += broken
            if not keys:
                break
            after = keys[-1]
    return again


def _next(column: SealedColumn, after: Any, actor: Actor) -> tuple[list[Any], int, list[str]]:
    """The next batch in a transaction of its own, its record with it: keys, how many done, broken."""
    while True:
        try:
            with acting_as(actor):
                keys = _batch(column, after)
                done, broken = _seal(column, keys) if keys else (0, [])
                if done:
                    what = column.label
                    record(actor=actor, verb="audit.texts.sealed_again", what=what, count=done)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") not in BUSY:
                raise
            log.warning("%s is being written to; trying again", column.label)
            time.sleep(PAUSE)
        else:
            return keys, done, broken


def keys_in_use() -> Counter[tuple[str, str]]:
    """(key, column) → how many texts it still opens there. As the owner of the tables."""
    found: Counter[tuple[str, str]] = Counter()
    for column in sealed_columns():
        rows = _all(column).order_by()
        if column.key:
            for whole in rows.values_list(column.column, flat=True).iterator():
                if sealed := _sealed_in(column, whole):
                    found[key_named_in(sealed), column.label] += 1
            continue
        heads = rows.values_list(Left(column.column, HEAD)).annotate(n=Count("pk"))
        for head, n in heads:
            found[key_named_in(head), column.label] += n
    return found


def _rows(column: SealedColumn) -> QuerySet[Any]:
    return QuerySet(model=column.model)


def _all(column: SealedColumn) -> QuerySet[Any]:
    rows = _rows(column)
    if column.key:
        return rows.filter(**{f"{column.column}__has_key": column.key})
    return rows.exclude(**{column.column: ""})


def _batch(column: SealedColumn, after: Any) -> list[Any]:
    """Keys of the next rows whose text has an older key, not too many signs together."""
    rows = _all(column).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    if column.key:  # few and short: whether they have the newest key is seen when they are read
        return list(rows.values_list("pk", flat=True)[:AT_ONCE])
    newest = prefix_of(newest_wrapping_key())
    rows = rows.exclude(**{f"{column.column}__startswith": newest})
    keys: list[Any] = []
    signs = 0
    for pk, length in rows.values_list("pk", Length(column.column))[:AT_ONCE]:
        keys.append(pk)
        signs += length
        if signs > SIGNS_AT_ONCE:
            break
    return keys


def _seal(column: SealedColumn, keys: Sequence[Any]) -> tuple[int, list[str]]:
    """How many are done, and which do not open."""
    done, broken = 0, list[str]()
    newest = newest_wrapping_key()
    # A column may be part of its own place, as a JSON column that holds its seed.
    names = dict.fromkeys(("pk", column.column, *column.reads))
    # In the order of their keys, as others who write several should: so nobody waits in a ring.
    rows = list(_rows(column).filter(pk__in=keys).order_by("pk").values(*names))
    with _untold(column.model._meta.db_table):
        for row in rows:
            whole = row[column.column]
            sealed = _sealed_in(column, whole)
            if not sealed or key_named_in(sealed) == newest:
                continue
            try:
                place = column.place_of(row)
                text = seal_for_application(open_for_application(sealed, place), place)
            except (Tampered, ValueError, LookupError, TypeError):
                broken.append(f"{column.label} {row['pk']}")
                continue
            new = whole | {column.key: text} if column.key else text
            same = _rows(column).filter(pk=row["pk"], **{column.column: whole})
            done += same.update(**{column.column: new})
    return done, broken


def _sealed_in(column: SealedColumn, whole: Any) -> str:
    found = whole
    if column.key:
        found = whole.get(column.key) if isinstance(whole, dict) else ""
    return found if isinstance(found, str) else ""


@contextmanager
def _untold(table: str) -> Iterator[None]:
    """No trigger hears of it, no history keeps it: what the row says is as it was.

    Who writes to the table waits until the batch is over. Whoever holds a row of it to save it later
    goes first: the table is locked against that too, before anything is changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute(
            "select exists (select from pg_trigger"
            " where tgrelid = %s::regclass and not tgisinternal)",
            [table],
        )
        heard = bool(cursor.fetchone()[0])
        name = connection.ops.quote_name(table)
        if heard:
            cursor.execute(f"lock table {name} in exclusive mode")
            cursor.execute(f"alter table {name} disable trigger user")
        yield
        if heard:
            cursor.execute(f"alter table {name} enable trigger user")
