"""One window of one person: what it puts on her list, beside what she was asked already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from po_platform.access.actor import System
from proms.actions.assignments import assign_in_window, version_to_ask
from proms.actions.schedules import CALLS
from proms.models import Assignment, Enrolment, Schedule, ScheduleStep
from proms.queries.burden import (
    MINUTES_A_WEEK,
    by_others,
    came_and_sent,
    waits_by_herself,
)
from proms.reminders import queue_call
from proms.windows import Window, has_room, missed_in_a_row
from questionnaires.models import Version

MISSES = 3  # windows in a row without an answer, then we ask why and stop asking meanwhile
CAME_BACK = (Assignment.State.DONE, Assignment.State.KEYED)
ASKED_BY = {
    Schedule.For.EVERYBODY: Assignment.AskedBy.ORGANISATION,
    Schedule.For.PATIENT: Assignment.AskedBy.CLINICIAN,
    Schedule.For.SELF: Assignment.AskedBy.SELF,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule and what it asks now, the same for everybody on it.

    `versions`: instrument id → what new answers are given to; none where it may not be asked now.
    """

    schedule: Schedule
    steps: Sequence[ScheduleStep]
    versions: Mapping[int, Version]


def plan_of(schedule_id: int) -> Plan:
    """What a schedule asks at this moment."""
    schedule = Schedule.objects.get(pk=schedule_id)
    steps = list(schedule.steps.select_related("instrument"))
    versions = {}
    for step in steps:
        with suppress(PermissionDenied, Http404):
            versions[step.instrument_id] = version_to_ask(step.instrument)
    return Plan(schedule, steps, versions)


def _key(enrolment: Enrolment, found: Window) -> str:
    """How a window is called: by its visit, else by its day, which says the same from any anchor."""
    around_visits = enrolment.schedule.anchor == Schedule.Anchor.VISIT
    return str(found.number) if around_visits else found.day.isoformat()


def _key_of(assignment: Assignment) -> str:
    return assignment.round_key.split(".")[1]


def _prefix(enrolment: Enrolment) -> str:
    return f"s{enrolment.pk}."


def _asked(actor: System, enrolment: Enrolment) -> list[Assignment]:
    """Everything this schedule put on her list, newest first."""
    own = Assignment.objects.visible_to(actor).filter(subject_id=enrolment.subject_id)
    return list(
        own.filter(round_key__startswith=_prefix(enrolment)).order_by("-opens_at", "-pk")[:50]
    )


def _day_of(assignment: Assignment, zone: ZoneInfo) -> str:
    """The day its window is called by; a release before named it by its number: the day it opened."""
    key = _key_of(assignment)
    return assignment.opens_at.astimezone(zone).date().isoformat() if key.isdecimal() else key


def _was_asked(
    asked: Sequence[Assignment], enrolment: Enrolment, found: Window, zone: ZoneInfo
) -> bool:
    """Whether this window came before, or one of a later day: what was stays, wherever it counts from."""
    key = _key(enrolment, found)
    if enrolment.schedule.anchor == Schedule.Anchor.VISIT:
        return any(_key_of(one) == key for one in asked)
    return any(_day_of(one, zone) >= key for one in asked)


def _waits(one: Assignment, now: datetime) -> bool:
    open_still = one.closes_at is None or one.closes_at > now
    return one.state == Assignment.State.OPEN and open_still


def follow_visits(
    actor: System, enrolment: Enrolment, now_arranged: dict[int, Window], now: datetime
) -> None:
    """What waits for a visit that was moved moves with it, and goes when it was cancelled."""
    for one in _asked(actor, enrolment):
        if not _waits(one, now):
            continue
        found = now_arranged.get(int(_key_of(one)))
        if found is None or found.opens_at > now:
            one.state, one.state_since, one.round_key = Assignment.State.WITHDRAWN, now, ""
        elif one.closes_at != found.closes_at:
            one.due_at, one.overdue_at = found.due_at, found.overdue_at
            one.closes_at = found.closes_at
        else:
            continue
        times = ["due_at", "overdue_at", "closes_at"]
        one.save(update_fields=["state", "state_since", "round_key", *times])


def open_window(
    actor: System,
    enrolment: Enrolment,
    plan: Plan,
    found: Window,
    zone: ZoneInfo,
    rest: datetime | None,
    *,
    call: bool,
) -> list[Assignment] | None:
    """What came on the list; None when it has no room for it now and is to be looked at again.

    `call`: the desk rings about the first of them, as it does once for who asked for that.
    """
    now, asked = timezone.now(), _asked(actor, enrolment)
    if _was_asked(asked, enrolment, found, zone):
        return []
    if any(_waits(one, now) for one in asked):  # the one before is still there to be answered
        return None
    misses = _misses(asked, rest, now)
    # Whoever has just said why is asked the questions again, not why again.
    if misses and misses % MISSES == 0 and not enrolment.reason and not enrolment.asked_why_at:
        enrolment.state, enrolment.asked_why_at = Enrolment.State.PAUSED, now
        return []
    schedule = plan.schedule
    came, sent = came_and_sent(
        actor=actor,
        subject=enrolment.subject_id,
        zone=zone,
        now=now,
        since=found.opens_at,
        but_not=_prefix(enrolment),
    )
    others = by_others(came)
    hers = {one.instrument_id for one in came if waits_by_herself(one, zone, now)}
    busy = {one.instrument_id for one in others} | sent
    # What another schedule asks, or she has just sent, is not asked again.
    steps = [step for step in plan.steps if step.instrument_id not in busy]
    wanted = [step for step in steps if step.instrument_id not in hers]
    if not wanted:  # what she is about to answer is looked at again: she may take it off
        return None if steps else []
    spent = sum(one.instrument.minutes for one in others)
    minutes = sum(step.instrument.minutes for step in wanted)
    mine = schedule.meant_for == Schedule.For.SELF
    if not mine and not has_room(spent, minutes, MINUTES_A_WEEK):
        return None
    made = [
        assign_in_window(
            actor=actor,
            instrument=step.instrument,
            version=version,
            round_key=f"{_prefix(enrolment)}{_key(enrolment, found)}.{step.rank}",
            found=found,
            asked_by=ASKED_BY[Schedule.For(schedule.meant_for)],
            account_id=schedule.made_by_account,
        )
        for step in wanted
        if (version := plan.versions.get(step.instrument_id))
    ]
    kept = [one for one in made if one is not None]
    if kept:
        if call or enrolment.reason in CALLS:
            queue_call(kept[0])
        enrolment.reason = ""
    return kept


def _misses(asked: Sequence[Assignment], rest: datetime | None, now: datetime) -> int:
    """How many windows in a row brought not one answer, counted anew after a rest.

    One that brought answers counts at once; one that brought none, when it has closed.
    """
    since = [one for one in asked if rest is None or one.opens_at >= rest]
    closed = [
        one for one in since if one.state in CAME_BACK or (one.closes_at and one.closes_at <= now)
    ]
    return missed_in_a_row(
        [
            any(one.state in CAME_BACK for one in together)
            for _window, together in groupby(closed, key=_key_of)
        ]
    )
