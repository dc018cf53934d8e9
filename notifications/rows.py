"""The outbox in SQL: taking, leasing and marking rows so that two dispatchers never hold one.

States are those of models.Outbox.State: 0 waiting, 1 sending, 2 sent, 3 gathered, 4 dropped, 5 failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection


class Row(NamedTuple):
    """A due row, locked. `now` is the database's clock; `late`: past its end."""

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
       attempts, coalesce(expires_at <= statement_timestamp(), false), statement_timestamp()
  from notifications_outbox
"""


def _rows(sql: str, values: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS + sql, values)
        return [Row(*found) for found in cursor.fetchall()]


def _run(sql: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [found[0] for found in cursor.fetchall()] if cursor.description else []


_DETOURS = ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_hashjoin")


@contextmanager
def _by_index() -> Iterator[None]:
    """Keeps the planner to the indexes: right after a hundred thousand rows came in, it believes
    otherwise and would read the whole table for every batch.
    """
    _run("; ".join(f"set local {name} = off" for name in _DETOURS), [])
    yield
    _run("; ".join(f"set local {name} to default" for name in _DETOURS), [])


def take_due(most: int, *, service: bool) -> list[Row]:
    """The oldest due rows nobody else has in hand, locked until the transaction ends."""
    with _by_index():
        return _rows(
            "where state = 0 and service = %s and due_at <= statement_timestamp() "
            "order by due_at, id limit %s for update skip locked",
            [service, most],
        )


def take_one(row_id: int) -> list[Row]:
    """This row, when it is due and free."""
    return _rows(
        "where id = %s and state = 0 and due_at <= statement_timestamp() for update skip locked",
        [row_id],
    )


def parts_of(digests: Sequence[int]) -> list[Row]:
    """The rows gathered into these summaries, oldest first."""
    return _rows("where digest_id = any(%s) and state = 3 order by id", [list(digests)])


def apply_outcomes(outcomes: Sequence[Outcome], *, claimed_by: str, lease: int) -> None:
    """All outcomes of one batch in one statement; state SENDING gets a lease of `lease` seconds."""
    if not outcomes:
        return
    with _by_index():
        _apply(outcomes, claimed_by, lease)


def _apply(outcomes: Sequence[Outcome], claimed_by: str, lease: int) -> None:
    _run(
        """
        update notifications_outbox o
           set state = v.state, why = v.why, due_at = coalesce(v.due_at, o.due_at),
               digest_id = coalesce(v.digest_id, o.digest_id),
               sealed = case when v.state = 4 then '' else o.sealed end,
               done_at = case when v.state = 4 then statement_timestamp() end,
               attempts = o.attempts + (v.state = 1)::int,
               claimed_by = case when v.state = 1 then %s else '' end,
               lease_until = case when v.state = 1
                             then statement_timestamp() + make_interval(secs => %s) end
          from unnest(%s::bigint[], %s::smallint[], %s::text[], %s::timestamptz[], %s::bigint[])
               as v(id, state, why, due_at, digest_id)
         where o.id = v.id
        """,
        [
            claimed_by,
            lease,
            [outcome.row_id for outcome in outcomes],
            [int(outcome.state) for outcome in outcomes],
            [outcome.why for outcome in outcomes],
            [outcome.due_at for outcome in outcomes],
            [outcome.digest_id for outcome in outcomes],
        ],
    )


def summaries(wanted: Iterable[tuple[UUID, int, datetime]], kind: str) -> dict[UUID, int]:
    """Ids of the summaries with these (mark, person, due moment), made where missing.

    One that is being sent already is left out: it takes no more parts. The lock keeps the others
    from being taken until our parts are in.
    """
    rows = sorted(set(wanted))
    marks = [mark for mark, _person, _at in rows]
    _run(
        """
        insert into notifications_outbox (ref, kind, service, person_id, language, sealed,
               digestible, dedup, due_at, state, why, attempts, claimed_by)
        select gen_random_uuid(), %s, false, v.person_id, '', '', false, v.dedup, v.due_at,
               0, '', 0, ''
          from unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) as v(dedup, person_id, due_at)
            on conflict (dedup) do nothing
        """,
        [kind, marks, [person for _mark, person, _at in rows], [at for _mark, _person, at in rows]],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select dedup, id from notifications_outbox "
            "where dedup = any(%s::uuid[]) and state = 0 order by dedup for share",
            [marks],
        )
        return dict(cursor.fetchall())


def finish(ids: Sequence[int], state: int, why: str = "") -> None:
    """These rows and what was gathered into them are done; what they carried is wiped."""
    _run(
        """
        update notifications_outbox
           set state = %s, why = %s, sealed = '', lease_until = null,
               done_at = statement_timestamp()
         where (id = any(%s) and state in (0, 1)) or (digest_id = any(%s) and state = 3)
        """,
        [int(state), why, list(ids), list(ids)],
    )


def retry_later(row_id: int, attempts: int) -> None:
    """After 30 seconds, then twice as long each time: 4 hours at the ninth attempt."""
    _run(
        """
        update notifications_outbox
           set state = 0, lease_until = null,
               due_at = statement_timestamp() + make_interval(secs => %s)
         where id = %s and state = 1
        """,
        [30 * 2**attempts, row_id],
    )


def renew(ids: Sequence[int], claimed_by: str, lease: int) -> set[int]:
    """Extends our leases; gives the ids that are still ours."""
    return set(
        _run(
            """
            update notifications_outbox
               set lease_until = statement_timestamp() + make_interval(secs => %s)
             where id = any(%s) and state = 1 and claimed_by = %s returning id
            """,
            [lease, list(ids), claimed_by],
        )
    )


def unlease(ids: Sequence[int], claimed_by: str) -> None:
    """Back to waiting as if never taken: the server was down, the mail is not to blame."""
    _run(
        """
        update notifications_outbox
           set state = 0, lease_until = null, attempts = attempts - 1
         where id = any(%s) and state = 1 and claimed_by = %s
        """,
        [list(ids), claimed_by],
    )


def reap(most_attempts: int) -> list[int]:
    """Rows whose dispatcher died go back to waiting; ids of those that were tried too often."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update notifications_outbox set state = 0, lease_until = null
             where id in (select id from notifications_outbox
                           where state = 1 and lease_until < statement_timestamp()
                           order by id for update skip locked)
            returning id, attempts
            """
        )
        return [row_id for row_id, attempts in cursor.fetchall() if attempts >= most_attempts]
