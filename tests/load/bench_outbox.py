"""How fast a million due notices leave the outbox, and whether each did so exactly once.

`python -m tests.load.bench_outbox [--rows N] [--dispatchers N] [--kills N]` prints JSON. Works as
the web role on the database of the environment; what it makes there it takes away again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

import django

from tests.load.many import insert_many

PEOPLE, NOTICES_EACH = 50_000, 20
KIND = "bench.task"
REMINDER = "proms.waiting"
ROUND = "bench"  # marks the questionnaires reminded of
DONE_EACH = 10  # one of so many is answered before its reminder goes out


def main() -> int:
    """Prints the figures; 1 when a row was lost or doubled."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--dispatchers", type=int, default=2)
    options.add_argument("--kills", type=int, default=0)
    given = options.parse_args()
    django.setup()
    found = measure(given.rows, given.dispatchers, kills=given.kills)
    json.dump(found, sys.stdout, indent=2)
    print()
    return 0 if found["exact"] else 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Questionnaires on lists, by id: to be reminded of, and answered meanwhile."""

    waiting: Sequence[int] = ()
    done: Sequence[int] = ()


def ask(count: int) -> Asked:
    """Puts so many questionnaires on lists; as the owner, who may do so for anybody."""
    from proms.models import Assignment, Instrument
    from proms.queries.instruments import newest_version

    take_back()
    instrument = Instrument.objects.get(slug="weekly-check-in")
    insert_many(
        Assignment,
        source="generate_series(1, %(count)s) n",
        params={
            "count": count,
            "instrument": instrument.pk,
            "version": newest_version(instrument).pk,
            "round": ROUND,
            "each": DONE_EACH,
        },
        subject_id="gen_random_uuid()",
        instrument_id="%(instrument)s",
        version_id="%(version)s",
        state="case when n %% %(each)s = 0 then 'done' else 'open' end",
        asked_by="'organisation'",
        round_key="%(round)s",
    )
    _run("analyze proms_assignment")
    ids: dict[str, list[int]] = {}
    for state in ("open", "done"):
        ids[state] = _one(
            "select coalesce(array_agg(id), '{}') from proms_assignment"
            " where round_key = %s and state = %s",
            [ROUND, state],
        )
    return Asked(ids["open"], ids["done"])


def take_back() -> None:
    """What `ask` made; as the owner."""
    _run("delete from proms_assignment where round_key = %s", [ROUND])


def measure(
    rows: int = 1_000_000,
    dispatchers: int = 2,
    mails: int = 5_000,
    *,
    kills: int = 0,
    asked: Asked = Asked(),
) -> dict[str, Any]:
    """rows_per_second inside the database (gathering into summaries), mails_per_second to a channel
    that does nothing (each costs a commit of its own), summaries about talk for all its people,
    each notice asked whether it is still new (none without the volume), and `exact`: every row in its
    one place. Of the rows as many as `asked` names are reminders of the real kind, each asked again
    at the moment of sending; those of what was done meanwhile are left out. With `kills` the same
    rows leave once more while so many dispatchers are killed (`killed`), which costs no figure.
    Times are wall-clock seconds.
    """
    _clean()
    people = min(PEOPLE, max(rows // NOTICES_EACH, 1))  # a summary costs more than a notice in it
    try:
        _people(people)
        seconds, _killed, exact = _emptied(rows, people, asked, dispatchers)
        killed = 0
        if kills:
            _again, killed, kept = _emptied(rows, people, asked, dispatchers, kills)
            exact = exact and kept
        summaries, summary_seconds = _summaries(people, dispatchers)
        exact = exact and summaries in (None, people)
        _run("delete from notifications_outbox where person_id = any(select id from bench_people)")
        _run("update members_account set mail_frequency = 'at_once' where handle like 'bench-%%'")
        _due(mails, people)
        mail_seconds, _killed = _empty_with(dispatchers)
        exact = exact and _one(
            "select count(*) = %s and bool_and(state = 2 and attempts = 1)"
            "  from notifications_outbox where kind = %s",
            [mails, KIND],
        )
    finally:
        _clean()
    return {
        "rows": rows,
        "reminders": len(asked.waiting) + len(asked.done),
        "done_meanwhile": len(asked.done),
        "dispatchers": dispatchers,
        "killed": killed,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "mails": mails,
        "mails_per_second": round(mails / mail_seconds),
        "summaries": summaries,
        "summary_seconds": round(summary_seconds, 1),
        "exact": bool(exact),
    }


def _emptied(
    rows: int, people: int, asked: Asked, dispatchers: int, kills: int = 0
) -> tuple[float, int, bool]:
    """(seconds, dispatchers killed, every row once: gathered, or left out where it was done)."""
    tasks = rows - len(asked.waiting) - len(asked.done)
    _due(tasks, people)
    _remind(asked)
    seconds, killed = _empty_with(dispatchers, _marks(rows, kills))
    mine = "person_id = any(select id from bench_people)"
    exact = _one(
        f"""
        select count(*) = %s and count(distinct digest_id) = %s
               and count(*) filter (where state = 4 and why = 'done' and kind = %s) = %s
               and bool_and(state = 4 or state = 3 and person_id = (
                   select person_id from notifications_outbox d where d.id = o.digest_id))
          from notifications_outbox o where kind in (%s, %s) and {mine}
        """,
        [rows, people, REMINDER, len(asked.done), KIND, REMINDER],
    )
    exact = exact and _one(
        f"select count(*) = %s from notifications_outbox where state = 4 and {mine}",
        [len(asked.done)],
    )
    _run(f"delete from notifications_outbox where {mine}")
    return seconds, killed, bool(exact)


class Counting:
    """A channel that takes everything and sends nothing."""

    def __enter__(self) -> Counting:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def send(self, parcel: object) -> None:
        """Taken."""


def work(gate: Barrier | None) -> None:
    """One dispatcher, in a process of its own, until nothing is due."""
    django.setup()
    from notifications import kinds
    from notifications.actions.dispatching import dispatch
    from notifications.jobs import is_silent

    kinds.register(kinds.Kind(KIND, kinds.Group("bench", "the bench"), "A thing"))
    is_silent(KIND)  # a worker that has just started loads every page for this, once
    if gate:
        gate.wait()
    dispatch(seconds=3600, channel=Counting)


def _empty_with(dispatchers: int, marks: Sequence[int] = ()) -> tuple[float, int]:
    """(seconds until nothing is due, dispatchers killed on the way and replaced): one of them is
    killed when the row of each mark is no longer waiting.
    """
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(dispatchers + 1)

    def begin(at: Barrier | None) -> BaseProcess:
        process = spawn.Process(target=work, args=[at])
        process.start()
        return process

    running = [begin(gate) for _dispatcher in range(dispatchers)]
    gate.wait(60)
    started, killed, left = time.monotonic(), 0, list(marks)
    while any(process.is_alive() for process in running):
        time.sleep(0.01 if left else 0.05)
        if left and _one("select state <> 0 from notifications_outbox where id = %s", [left[0]]):
            left.pop(0)
            alive = [process for process in running if process.is_alive()]
            if alive:
                alive[0].kill()
                running = [*(one for one in running if one is not alive[0]), begin(None)]
                killed += 1
    return time.monotonic() - started, killed


def _marks(rows: int, kills: int) -> list[int]:
    """Rows in the order they are due, at even shares of the way."""
    shares = [rows * nth // (kills + 1) for nth in range(1, kills + 1)]
    return [
        _one(
            "select id from notifications_outbox where state = 0"
            "  and person_id = any(select id from bench_people)"
            " order by due_at, id offset %s limit 1",
            [share],
        )
        for share in shares
    ]


def _run(sql: str, values: list[Any] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values or [])


def _one(sql: str, values: list[Any]) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _people(count: int) -> None:
    """Members who want one mail a day."""
    from members.models import Account, Person

    insert_many(
        Account,
        source="generate_series(1, %(count)s) n",
        params={"count": count},
        handle="'bench-' || n",
        email="'bench-' || n || '@example.org'",
        password="'!'",
        language="'en'",
        time_zone="'Europe/Berlin'",
        mail_frequency="'daily'",
    )
    insert_many(
        Person,
        source="members_account where handle like 'bench-%%'",
        account_id="id",
        display_name="handle",
        state="'active'",
    )
    _run(
        "create temporary table bench_people as select p.id, row_number() over () nth"
        "  from members_person p where display_name like 'bench-%%'"
    )


def _due(rows: int, people: int) -> None:
    from notifications.models import Outbox

    insert_many(
        Outbox,
        source="generate_series(1, %(rows)s) n join bench_people p on p.nth = 1 + n %% %(people)s",
        params={"rows": rows, "people": people, "kind": KIND},
        kind="%(kind)s",
        person_id="p.id",
        digestible="true",
        dedup="gen_random_uuid()",
        due_at="now() - make_interval(secs => n / 100.0)",
    )
    _run("analyze notifications_outbox")


def _remind(asked: Asked) -> None:
    """A notice of the real kind for each, due between the others."""
    from django.utils import timezone

    from notifications.actions import Note, queue_all

    ids = _one("select array_agg(id) from bench_people", [])
    now = timezone.now()
    queue_all(
        Note(
            recipient=ids[nth % len(ids)],
            kind=REMINDER,
            context={"path": "/my-answers"},
            dedup=f"bench:{assignment}:{now}",
            due_at=now - timedelta(seconds=(nth + 1) / 100),
            about=str(assignment),
        )
        for nth, assignment in enumerate([*asked.waiting, *asked.done])
    )
    _run("analyze notifications_outbox")


def _summaries(people: int, dispatchers: int) -> tuple[int | None, float]:
    """(summaries sent once, seconds from when all were due): two notices about talk in each."""
    from forums.models import Topic
    from forums.notices import FOLLOWED
    from notifications.actions import Note, queue_all
    from notifications.digest import DIGEST

    topics = list(Topic.objects.filter(title__in=["Bench topic 1", "Bench topic 2"]))
    if not topics:
        return None, 0.0
    ids = _one("select array_agg(id) from bench_people where nth <= %s", [people])
    queue_all(
        Note(
            recipient=person,
            kind=FOLLOWED,
            context={"path": f"/talk/topics/{topic.ref}"},
            dedup=f"bench:{topic.pk}:{person}",
            about=f"{topic.pk}:1",
        )
        for person in ids
        for topic in topics
    )
    _empty_with(dispatchers)
    mine = "kind = %s and person_id = any(select id from bench_people)"
    _run(
        f"update notifications_outbox set due_at = now() - interval '1 second' where {mine}",
        [DIGEST.name],
    )
    seconds, _killed = _empty_with(dispatchers)
    sent = _one(
        f"select count(*) from notifications_outbox where {mine} and state = 2 and attempts = 1",
        [DIGEST.name],
    )
    return int(sent), seconds


def _clean() -> None:
    mine = "select p.id from members_person p where p.display_name like 'bench-%%'"
    _run(f"delete from notifications_outbox where person_id in ({mine})")
    _run("delete from members_person where display_name like 'bench-%%'")
    _run("delete from members_account where handle like 'bench-%%'")
    _run("drop table if exists bench_people")


if __name__ == "__main__":
    sys.exit(main())
