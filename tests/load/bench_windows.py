"""How fast the windows of a schedule for everybody open, each person's once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from proms.actions.open_windows import open_windows
from proms.models import Instrument, Schedule, ScheduleStep

SLUG = "weekly-check-in"
RUNS = 2  # of the job, which takes a bounded number of people in each
PLACES = {
    "notifications_outbox": "id > %s",
    "members_ticket": "id > %s",
    "proms_assignment": "id > %s and round_key like 's%%'",
}


def measure(as_app: Callable[[Callable[[], int]], int]) -> dict[str, Any]:
    """`opened` questionnaires put on lists, `per_second` of wall-clock time with their notices,
    `exact`: one each, and one first notice each.

    Run as the owner, who counts and takes back what was made here; `as_app` works as the worker does.
    """
    before = {place: _newest(place) for place in PLACES}
    schedule = _schedule()
    try:
        started = time.perf_counter()
        opened = as_app(lambda: sum(open_windows() for _run in range(RUNS)))
        seconds = time.perf_counter() - started
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*), count(distinct subject_id) from proms_assignment"
                " where round_key like %s",
                [f"s%.{schedule.anchor_on}.0"],
            )
            lists, people = cursor.fetchone()
        return {
            "opened": opened,
            "seconds": round(seconds, 2),
            "per_second": round(opened / seconds),
            "exact": 0 < lists == people,
        }
    finally:
        _take_back(schedule, before)


def _schedule() -> Schedule:
    """For everybody, open since yesterday."""
    made = Schedule.objects.create(
        meant_for=Schedule.For.EVERYBODY,
        anchor=Schedule.Anchor.DAY,
        anchor_on=timezone.localdate() - timedelta(days=1),
        due_days=3,
        overdue_days=5,
        closes_days=6,
    )
    instrument = Instrument.objects.get(slug=SLUG)
    ScheduleStep.objects.create(schedule=made, instrument=instrument, rank=0)
    return made


def _newest(place: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(max(id), 0) from {place}")
        return int(cursor.fetchone()[0])


def _take_back(schedule: Schedule, before: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for place, which in PLACES.items():
            cursor.execute(f"delete from {place} where {which}", [before[place]])
        cursor.execute("delete from proms_enrolment where schedule_id = %s", [schedule.pk])
    schedule.delete()
