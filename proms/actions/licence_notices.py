"""Curators hear that a licence runs out: 60 days and 14 days before, and on its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.actions import queue
from notifications.jobs import every
from notifications.kinds import Group, Kind, Pending, register
from po_platform.access.actor import Purpose, System, acting_as
from proms.queries.endings import Ending, endings, who_curates

ENDS = "proms.licence_ends"
STEPS = (0, 14, 60)  # days before
LATE = timedelta(days=7)  # somebody who became a curator since, or a job that stood still


def tell_of_endings() -> int:
    """For the tick: to each curator once for each of the steps; returns how many were queued anew."""
    today = timezone.localdate()
    with acting_as(System(Purpose.REMIND)):
        due = [(one, step) for one in endings(today=today) if (step := step_of(one, today)) != ""]
        people = who_curates() if due else []
        for ending, step in due:
            for person in people:
                _tell(person, ending, step)
    return len(due) * len(people)


def step_of(ending: Ending, today: date) -> str:
    """ "60", "14" or "0": the last of the steps that has come; "" long after the end."""
    left = (ending.ends_on - today).days
    if left < -LATE.days:
        return ""
    return str(next(days for days in STEPS if left <= days))


def _tell(person: int, ending: Ending, step: str) -> None:
    queue(
        recipient=person,
        kind=ENDS,
        about=ending.key,
        context={"path": reverse("proms:instruments")},
        dedup=f"{ENDS}:{ending.key}:{step}:{person}",
    )


def still_ends(pending: Sequence[Pending]) -> set[int]:
    """Of these notices the ones whose licence has still that last day."""
    known = {one.key for one in endings(today=timezone.localdate())}
    return {one.row_id for one in pending if one.about in known}


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            ENDS,
            Group("proms_work", _("work with questionnaires")),
            _("Something to look after before its day"),
            keys=frozenset({"path"}),
            still_wanted=still_ends,
        )
    )
    every(6 * 3600, "proms.licences", tell_of_endings)
