"""The job of the schedules: puts on lists what opens now, one person at a time, nothing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.queries.first_weeks import quiet_until
from members.queries.own_pace import rests_until
from notifications.jobs import every
from po_platform.access.actor import Purpose, System, acting_as
from proms.actions.assignments import assign_in_window
from proms.actions.schedules import CALLS
from proms.models import Assignment, Enrolment, Schedule, Visit
from proms.reminders import queue_call, queue_window
from proms.windows import Window, at, has_room, missed_in_a_row, open_now, reminders, window

PAGE = 100
WEEK = timedelta(days=7)
LATER = timedelta(days=1)
# How much others may ask of somebody within seven days; ours, to be judged by members.
MINUTES_A_WEEK = 30
MISSES = 3  # windows in a row without an answer, then we ask why and stop asking meanwhile
SILENT = timedelta(days=14)  # nobody answered why either: then one call, and no other
CALLED = "called"
State = Enrolment.State
CAME_BACK = (Assignment.State.DONE, Assignment.State.KEYED)
ASKED_BY = {
    Schedule.For.EVERYBODY: Assignment.AskedBy.ORGANISATION,
    Schedule.For.PATIENT: Assignment.AskedBy.CLINICIAN,
    Schedule.For.SELF: Assignment.AskedBy.SELF,
}


@dataclass(frozen=True, slots=True)
class _Due:
    enrolment_id: int
    person_id: int
    subject: UUID
    zone: ZoneInfo
    shares: bool
    rest: datetime | None  # when her last rest from e-mails ends or ended


def open_windows() -> int:
    """Everybody new is put on what is for everybody; then each due person's windows open.

    Returns how many questionnaires were put on lists. Each person commits on her own.
    """
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        running = Schedule.objects.filter(
            meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True
        ).values_list("pk", flat=True)
        for schedule_id in running:
            today = timezone.localdate()
            cursor.execute("select enrol_members(%s, %s, %s)", [schedule_id, today, PAGE])
        cursor.execute("select * from due_enrolments(%s)", [PAGE])
        rows = cursor.fetchall()
        rests = rests_until({person for _pk, person, *_more in rows})
    return sum(_one(_due(row, rests)) for row in rows)


def _due(row: tuple[int, int, UUID, str, bool], rests: Mapping[int, date]) -> _Due:
    enrolment_id, person, subject, named, shares = row
    zone = ZoneInfo(named or settings.TIME_ZONE)
    rest = at(rests[person], time(), zone) if person in rests else None
    return _Due(enrolment_id, person, subject, zone, shares, rest)


def _one(due: _Due) -> int:
    actor = System(Purpose.ASSIGN, due.subject, due.person_id)
    with acting_as(actor):
        enrolment = (
            Enrolment.objects.visible_to(actor)
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("schedule")
            .filter(pk=due.enrolment_id)
            .first()
        )
        if enrolment is None:
            return 0
        made = _look(actor, enrolment, due)
        enrolment.save(update_fields=["state", "paused_until", "reason", "asked_why_at", "next_at"])
        return made


def _look(actor: System, enrolment: Enrolment, due: _Due) -> int:
    """Opens what opens, and notes when to look again."""
    now = timezone.now()
    if not due.shares:  # she shares with that clinician no more: moved, or thought better of it
        enrolment.state, enrolment.reason = State.ENDED, "moved"
        return 0
    silent = _is_silent(enrolment, due.rest, now)
    if enrolment.state == State.PAUSED and not silent:
        if enrolment.paused_until is None or enrolment.paused_until > timezone.localdate(now):
            enrolment.next_at = now + LATER
            return 0
        enrolment.state, enrolment.paused_until = State.RUNNING, None
    peace = quiet_until(actor=actor)
    if peace is not None:
        enrolment.next_at = peace
        return 0
    current, later = _windows(actor, enrolment, due.zone, now)
    around_visits = enrolment.schedule.anchor == Schedule.Anchor.VISIT
    enrolment.next_at = later.opens_at if later else now + LATER
    made = 0
    enrolment.state = State.RUNNING if silent else enrolment.state
    for found in current:
        opened = _open(actor, enrolment, found, due.rest, now, call=silent)
        if opened is None:  # no room this week: tomorrow again, while it is open
            enrolment.next_at = min(enrolment.next_at, now + LATER)
        elif enrolment.state == State.RUNNING:
            made += opened
    if not current and later is None and not around_visits and enrolment.state == State.RUNNING:
        enrolment.state, enrolment.reason = State.ENDED, "done"
    if silent and enrolment.state == State.RUNNING:  # until she says why
        enrolment.state, enrolment.reason = State.PAUSED, CALLED if made else enrolment.reason
        enrolment.next_at = now + LATER
    return made


def _is_silent(enrolment: Enrolment, rest: datetime | None, now: datetime) -> bool:
    """Asked why two weeks ago, not a word since, and not called yet; a rest is no silence."""
    asked = enrolment.asked_why_at
    waits = enrolment.state == State.PAUSED and enrolment.reason != CALLED
    return waits and asked is not None and max(asked, rest or asked) <= now - SILENT


def _windows(
    actor: System, enrolment: Enrolment, zone: ZoneInfo, now: datetime
) -> tuple[list[Window], Window | None]:
    rule = enrolment.schedule.recurrence
    if enrolment.schedule.anchor != Schedule.Anchor.VISIT:
        current, later = open_now(rule, enrolment.anchor_on, zone, now)
        return [current] if current else [], later
    since = timezone.localdate(now) - timedelta(days=rule.closes + abs(rule.first.days) + 1)
    visits = Visit.objects.visible_to(actor).filter(subject_id=enrolment.subject_id)
    arranged = visits.filter(cancelled_at__isnull=True, on__gte=since).order_by("on", "pk")
    found = [
        window(rule, visit.on + timedelta(days=rule.first.days), visit.pk, zone)
        for visit in arranged
    ]
    _follow(actor, enrolment, {one.number: one for one in found}, now)
    to_come = [one for one in found if one.opens_at > now]
    return [one for one in found if one.opens_at <= now < one.closes_at], (
        min(to_come, key=attrgetter("opens_at")) if to_come else None
    )


def _asked(actor: System, enrolment: Enrolment) -> list[Assignment]:
    """Everything this schedule put on her list, newest first."""
    own = Assignment.objects.visible_to(actor).filter(subject_id=enrolment.subject_id)
    return list(
        own.filter(round_key__startswith=f"s{enrolment.pk}.").order_by("-opens_at", "-pk")[:50]
    )


def _number(assignment: Assignment) -> str:
    return assignment.round_key.split(".")[1]


def _follow(
    actor: System, enrolment: Enrolment, now_arranged: dict[int, Window], now: datetime
) -> None:
    """What waits for a visit that was moved moves with it, and goes when it was cancelled."""
    for one in _asked(actor, enrolment):
        if one.state != Assignment.State.OPEN or (one.closes_at and one.closes_at <= now):
            continue
        found = now_arranged.get(int(_number(one)))
        if found is None or found.opens_at > now:
            one.state, one.state_since, one.round_key = Assignment.State.WITHDRAWN, now, ""
        elif one.closes_at != found.closes_at:
            one.due_at, one.closes_at = found.due_at, found.closes_at
        else:
            continue
        one.save(update_fields=["state", "state_since", "round_key", "due_at", "closes_at"])


def _open(
    actor: System,
    enrolment: Enrolment,
    found: Window,
    rest: datetime | None,
    now: datetime,
    *,
    call: bool,
) -> int | None:
    """How many questionnaires came on the list; None when the week has no room for them.

    `call`: the desk rings about the first of them, as it does once for who asked for that.
    """
    asked = _asked(actor, enrolment)
    if any(_number(one) == str(found.number) for one in asked):
        return 0
    misses = _misses(asked, rest, now)
    # Whoever has just said why is asked the questions again, not why again.
    if misses and misses % MISSES == 0 and not enrolment.reason and not enrolment.asked_why_at:
        enrolment.state, enrolment.asked_why_at = State.PAUSED, now
        return 0
    schedule = enrolment.schedule
    recent = _recent(actor, enrolment.subject_id, now)
    busy = {one.instrument_id for one in recent}
    steps = schedule.steps.select_related("instrument")
    wanted = [step for step in steps if step.instrument_id not in busy]
    spent = sum(one.instrument.minutes for one in recent)
    minutes = sum(step.instrument.minutes for step in wanted)
    mine = schedule.meant_for == Schedule.For.SELF
    if not mine and not has_room(spent, minutes, MINUTES_A_WEEK):
        return None
    made = [
        assign_in_window(
            actor=actor,
            instrument=step.instrument,
            round_key=f"s{enrolment.pk}.{found.number}.{step.rank}",
            found=found,
            asked_by=ASKED_BY[Schedule.For(schedule.meant_for)],
            account_id=schedule.made_by_account,
        )
        for step in wanted
    ]
    kept = [one for one in made if one is not None]
    if kept:
        told = reminders(found, schedule.reminders)
        queue_window(kept, [moment for moment in told if moment > now - LATER])
        if call or enrolment.reason in CALLS:
            queue_call(kept[0])
        enrolment.reason = ""
    return len(kept)


def _recent(actor: System, subject: UUID, now: datetime) -> Sequence[Assignment]:
    """What others asked of her within a week, from whichever schedule, or what still waits."""
    asked = Assignment.objects.visible_to(actor).filter(
        subject_id=subject, closes_at__gt=now - WEEK
    )
    rows = asked.exclude(state=Assignment.State.WITHDRAWN).select_related("instrument")
    return [
        one
        for one in rows
        if one.opens_at > now - WEEK
        or (one.state == Assignment.State.OPEN and one.closes_at and one.closes_at > now)
    ]


def _misses(asked: Sequence[Assignment], rest: datetime | None, now: datetime) -> int:
    """How many closed windows in a row brought not one answer, counted anew after a rest."""
    since = [one for one in asked if rest is None or one.opens_at >= rest]
    closed = [one for one in since if one.closes_at and one.closes_at <= now]
    return missed_in_a_row(
        [
            any(one.state in CAME_BACK for one in together)
            for _number_of, together in groupby(closed, key=_number)
        ]
    )


def connect() -> None:
    """Once at start."""
    every(60, "proms.schedules", open_windows)
