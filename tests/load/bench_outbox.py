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
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

import django

from tests.load.many import insert_many

PEOPLE = 50_000
KIND = "bench.task"


def main() -> int:
    """Prints the figures; 1 when a row was lost or doubled."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--dispatchers", type=int, default=2)
    options.add_argument("--kills", type=int, default=0)
    given = options.parse_args()
    django.setup()
    found = measure(given.rows, given.dispatchers, given.kills)
    json.dump(found, sys.stdout, indent=2)
    print()
    return 0 if found["exact"] else 1


def measure(
    rows: int = 1_000_000, dispatchers: int = 2, kills: int = 0, mails: int = 5_000
) -> dict[str, Any]:
    """rows_per_second inside the database (gathering into summaries), mails_per_second to a channel
    that does nothing (each costs a commit of its own), summaries about talk for all its people,
    each notice asked whether it is still new (none without the volume), and `exact`: every row in its
    one place.
    Times are wall-clock seconds.
    """
    _clean()
    people = min(PEOPLE, rows)
    try:
        _people(people)
        _due(rows, people)
        seconds, killed = _empty_with(dispatchers, kills)
        exact = _one(
            """
            select count(*) = %s and count(distinct digest_id) = %s
                   and bool_and(state = 3 and person_id = (
                       select person_id from notifications_outbox d where d.id = o.digest_id))
              from notifications_outbox o where kind = %s
            """,
            [rows, people, KIND],
        )
        _run("delete from notifications_outbox where person_id = any(select id from bench_people)")
        summaries, summary_seconds = _summaries(people, dispatchers)
        exact = exact and summaries in (None, people)
        _run("delete from notifications_outbox where person_id = any(select id from bench_people)")
        _run("update members_account set mail_frequency = 'at_once' where handle like 'bench-%%'")
        _due(mails, people)
        mail_seconds, _killed = _empty_with(dispatchers, 0)
        exact = exact and _one(
            "select count(*) = %s and bool_and(state = 2 and attempts = 1)"
            "  from notifications_outbox where kind = %s",
            [mails, KIND],
        )
    finally:
        _clean()
    return {
        "rows": rows,
        "dispatchers": dispatchers,
        "kills": killed,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "mails": mails,
        "mails_per_second": round(mails / mail_seconds),
        "summaries": summaries,
        "summary_seconds": round(summary_seconds, 1),
        "exact": bool(exact),
    }


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


def _empty_with(dispatchers: int, kills: int) -> tuple[float, int]:
    """(seconds until nothing is due, dispatchers killed on the way and replaced)."""
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(dispatchers + 1)

    def begin(at: Barrier | None) -> BaseProcess:
        process = spawn.Process(target=work, args=[at])
        process.start()
        return process

    running = [begin(gate) for _dispatcher in range(dispatchers)]
    gate.wait(60)
    started, killed = time.monotonic(), 0
    while any(process.is_alive() for process in running):
        time.sleep(0.05)
        if killed < kills and time.monotonic() - started > 3 * (killed + 1):
            running[0].kill()
            running = [*running[1:], begin(None)]
            killed += 1
    return time.monotonic() - started, killed


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
    _empty_with(dispatchers, 0)
    mine = "kind = %s and person_id = any(select id from bench_people)"
    _run(
        f"update notifications_outbox set due_at = now() - interval '1 second' where {mine}",
        [DIGEST.name],
    )
    seconds, _killed = _empty_with(dispatchers, 0)
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
