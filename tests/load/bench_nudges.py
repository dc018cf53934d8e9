"""How fast quiet people on a programme are written to, each once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from education.actions.nudging import nudge_quiet
from education.programme_notices import NUDGE

COUNTS = """
select (select coalesce(sum(nudged), 0) from education_enrolment),
       (select count(distinct person_id) from notifications_outbox where kind = %s)
"""


def measure(as_app: Callable[[Callable[[], int]], int]) -> dict[str, Any]:
    """`nudged` enrolments, `per_second` of wall-clock time, `exact`: one nudge and one notice each.

    Run as the owner, who counts and takes back what was made here; `as_app` works as the web does.
    """
    _take_back()
    nudges, told = _counts()
    started = time.perf_counter()
    nudged = as_app(nudge_quiet)
    seconds = time.perf_counter() - started
    nudges_after, told_after = _counts()
    _take_back()
    return {
        "nudged": nudged,
        "seconds": round(seconds, 2),
        "per_second": round(nudged / seconds),
        "exact": nudged == nudges_after - nudges == told_after - told,
    }


def _counts() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [NUDGE])
        nudges, told = cursor.fetchone()
    return nudges, told


def _take_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from notifications_outbox where kind = %s", [NUDGE])
        cursor.execute("update education_enrolment set nudged = 0, nudged_at = null")
