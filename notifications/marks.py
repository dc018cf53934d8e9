"""The outbox in SQL: what became of rows; leases, marks, and rows whose dispatcher died."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from .rows import Outcome, by_index, run


def apply_outcomes(outcomes: Sequence[Outcome], *, claimed_by: str, lease: int) -> None:
    """All outcomes of one batch in one statement; state SENDING gets a lease of `lease` seconds.

    What is WAITING afterwards waits by itself, and in no summary.
    """
    if not outcomes:
        return
    with by_index():
        _apply(outcomes, claimed_by, lease)


def _apply(outcomes: Sequence[Outcome], claimed_by: str, lease: int) -> None:
    run(
        """
        update notifications_outbox o
           set state = v.state, why = v.why, due_at = coalesce(v.due_at, o.due_at),
               digest_id = case when v.state <> 0 then coalesce(v.digest_id, o.digest_id) end,
               sealed = case when v.state = 4 then '' else o.sealed end,
               done_at = case when v.state = 4 then statement_timestamp() end,
               attempts = o.attempts + (v.state = 1)::int,
               claimed_by = case when v.state = 1 then %s else '' end,
               lease_until = case when v.state = 1
                             then statement_timestamp() + make_interval(secs => %s) end
          from unnest(%s::bigint[], %s::smallint[], %s::text[], %s::timestamptz[], %s::bigint[])
               as v(id, state, why, due_at, digest_id)
         where o.id = v.id and o.id = any(%s)
        """,
        [
            claimed_by,
            lease,
            [outcome.row_id for outcome in outcomes],
            [int(outcome.state) for outcome in outcomes],
            [outcome.why for outcome in outcomes],
            [outcome.due_at for outcome in outcomes],
            [outcome.digest_id for outcome in outcomes],
            [outcome.row_id for outcome in outcomes],
        ],
    )


_FINISH = """
update notifications_outbox
   set state = %s, why = %s, sealed = '', lease_until = null, done_at = statement_timestamp()
"""


def finish(ids: Sequence[int], state: int, why: str = "") -> None:
    """These rows and what was gathered into them are done; what they carried is wiped."""
    if not ids:
        return
    values = [int(state), why, list(ids)]
    with transaction.atomic(savepoint=False), by_index():
        run(_FINISH + "where id = any(%s) and state in (0, 1, 6, 7)", values)
        run(_FINISH + "where digest_id = any(%s) and state = 3", values)


def retry_later(ids: Sequence[int], attempts: int) -> None:
    """After 30 seconds, then twice as long each time: 4 hours at the ninth attempt."""
    run(
        """
        update notifications_outbox
           set state = 0, lease_until = null,
               due_at = statement_timestamp() + make_interval(secs => %s)
         where id = any(%s) and state = 1
        """,
        [30 * 2**attempts, list(ids)],
    )


def renew(ids: Sequence[int], claimed_by: str, lease: int) -> set[int]:
    """Extends our leases; gives the ids that are still ours."""
    return set(
        run(
            """
            update notifications_outbox
               set lease_until = statement_timestamp() + make_interval(secs => %s)
             where id = any(%s) and state = 1 and claimed_by = %s returning id
            """,
            [lease, list(ids), claimed_by],
        )
    )


def unlease(ids: Sequence[int], claimed_by: str) -> None:
    """Back to waiting as if never taken: the server was down or slow, the mail is not to blame."""
    run(
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
