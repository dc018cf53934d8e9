"""Periodic jobs of all apps, hooked into the one tick; Postgres knows when each is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now

from .models import DueJob

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`run` takes due work itself, in its own transactions, and may be killed at any moment."""

    name: str
    seconds: int
    run: Callable[[], object]


_jobs: dict[str, Job] = {}
# Which apps (the first word of a job's or notice's name) are switched off now.
_silence: list[Callable[[], frozenset[str]]] = []


def register_silence(silent: Callable[[], frozenset[str]]) -> None:
    """Once at start, by whoever knows which parts of the house are switched off."""
    _silence[:] = [silent]


def is_silent(name: str) -> bool:
    """Whether a job or a kind of notice belongs to an app that is switched off."""
    return any(name.split(".", 1)[0] in silent() for silent in _silence)


def every(seconds: int, name: str, run: Callable[[], object]) -> None:
    """Registers a job at start (app.noun); the tick comes every 15 seconds, so `seconds` is a floor.

    `run` acts as a System purpose (`acting_as`), a unit of work at a time, and takes its rows with
    SKIP LOCKED: two ticks may run, and a job slower than its interval meets itself.
    """
    if _jobs.setdefault(name, Job(name, seconds, run)).run is not run:
        raise ValueError(f"There are two different jobs called {name}.")


def run_due_jobs() -> list[str]:
    """Runs each job that is due and that no other tick took; the names of those that ended well."""
    done = []
    for job in list(_jobs.values()):
        if is_silent(job.name) or not _take(job):
            continue
        try:
            job.run()
        except Exception:
            log.exception("job %s", job.name)
        else:
            DueJob.objects.filter(name=job.name).update(last_ok_at=Now())
            done.append(job.name)
    return done


def _take(job: Job) -> bool:
    """Sets the next time before the work: whoever dies in it does not hold up the next run."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into notifications_duejob as j (name, due_at)
            values (%s, statement_timestamp() + make_interval(secs => %s))
            on conflict (name) do update
               set due_at = statement_timestamp() + make_interval(secs => %s)
             where j.due_at <= statement_timestamp()
            returning id
            """,
            [job.name, job.seconds, job.seconds],
        )
        return cursor.fetchone() is not None
