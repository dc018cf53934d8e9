"""The outbox in SQL: taking due rows so that two dispatchers never hold the same one.

States are those of models.Outbox.State: 0 waiting, 1 sending, 2 sent, 3 gathered, 4 dropped, 5 failed,
6 waiting for the printer, 7 waiting for a call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection


class Row(NamedTuple):
    """A due row, locked. `now` is the database's clock; `late`: past its end, `ends_at`."""

    id: int
    ref: UUID
    kind: str
    service: bool
    person_id: int | None
    account_id: int | None
    language: str
    sealed: str
    digestible: bool
    digest_id: int | None
    attempts: int
    late: bool
    now: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row; `due_at` None leaves the time as it is."""

    row_id: int
    state: int
    why: str = ""
    due_at: datetime | None = None
    digest_id: int | None = None


_COLUMNS = """
select id, ref, kind, service, person_id, account_id, language, sealed, digestible, digest_id,
       attempts, coalesce(expires_at <= statement_timestamp(), false), statement_timestamp(),
       expires_at
  from notifications_outbox
"""


def _rows(sql: str, values: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS + sql, values)
        return [Row(*found) for found in cursor.fetchall()]


def run(sql: str, values: Sequence[Any]) -> list[int]:
    """Runs a statement; the first column of what it returns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [found[0] for found in cursor.fetchall()] if cursor.description else []


_DETOURS = ("seqscan", "bitmapscan", "sort", "nestloop", "mergejoin")


@contextmanager
def by_index() -> Iterator[None]:
    """Keeps the planner to the indexes for one statement about few rows.

    Its picture of this table is old just when it matters: right after a hundred thousand
    reminders came in it believes in none, and would read all of them for every batch.
    """
    run("; ".join(f"set local enable_{name} = off" for name in _DETOURS), [])
    yield
    run("; ".join(f"set local enable_{name} to default" for name in _DETOURS), [])


def take_due(most: int, *, service: bool) -> list[Row]:
    """The oldest due rows nobody else has in hand, locked until the transaction ends."""
    with by_index():
        return _rows(
            "where state = 0 and service = %s and due_at <= statement_timestamp() "
            "order by due_at, id limit %s for update skip locked",
            [service, most],
        )


def take_aside(state: int, people: Sequence[int], *, lock: bool) -> list[Row]:
    """What these people's letters (6) or calls (7) are to say, oldest first."""
    return _rows(
        "where state = %s and person_id = any(%s) order by id" + (" for update" if lock else ""),
        [state, list(people)],
    )


def rows_by_id(ids: Sequence[int]) -> list[Row]:
    """These rows, whatever became of them, as long as they carry something."""
    return _rows("where id = any(%s) and sealed <> '' order by id", [list(ids)])


def sent_since(people: Collection[int], since: datetime) -> dict[int, list[tuple[str, datetime]]]:
    """person id → (kind, when) of what was sent to her, or is being sent, after this moment."""
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    with by_index(), connection.cursor() as cursor:
        cursor.execute(
            "select person_id, kind, coalesce(done_at, statement_timestamp()) "
            "from notifications_outbox where person_id = any(%s) and state in (1, 2) "
            "and coalesce(done_at, statement_timestamp()) > %s",
            [list(people), since],
        )
        for person, kind, at in cursor.fetchall():
            found[person].append((kind, at))
    return found


def take_one(row_id: int) -> list[Row]:
    """This row, when it is due and free."""
    return _rows(
        "where id = %s and state = 0 and due_at <= statement_timestamp() for update skip locked",
        [row_id],
    )


def parts_of(digests: Sequence[int]) -> list[Row]:
    """The rows gathered into these summaries, oldest first."""
    with by_index():
        return _rows("where digest_id = any(%s) and state = 3 order by id", [list(digests)])


def summaries(wanted: Iterable[tuple[UUID, int, datetime]], kind: str) -> dict[UUID, int]:
    """Ids of the summaries with these (mark, person, due moment), made where missing.

    One that is being sent already is left out: it takes no more parts.
    """
    rows = sorted(set(wanted), key=lambda row: row[0].int)
    found = _open_summaries([mark for mark, _person, _at in rows])
    missing = [row for row in rows if row[0] not in found]
    if missing:
        marks, people, moments = zip(*missing, strict=True)
        run(
            """
            insert into notifications_outbox (ref, kind, service, person_id, language, sealed,
                   digestible, dedup, due_at, state, why, attempts, claimed_by)
            select gen_random_uuid(), %s, false, v.person_id, '', '', false, v.dedup, v.due_at,
                   0, '', 0, ''
              from unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) v(dedup, person_id, due_at)
                on conflict (dedup) do nothing
            """,
            [kind, list(marks), list(people), list(moments)],
        )
        found |= _open_summaries(marks)
    return found


def _open_summaries(marks: Sequence[UUID]) -> dict[UUID, int]:
    """Locked: a summary is not taken for sending before our parts are in it."""
    with by_index(), connection.cursor() as cursor:
        cursor.execute(
            "select dedup, id from notifications_outbox "
            "where dedup = any(%s::uuid[]) and state = 0 order by dedup for share",
            [list(marks)],
        )
        return dict(cursor.fetchall())
