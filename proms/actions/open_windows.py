"""The job of the schedules: puts on lists what opens now, one person at a time, nothing twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.queries.first_weeks import quiet_until
from members.queries.own_pace import Pace, paces_of
from notifications.jobs import every
from po_platform.access.actor import Purpose, System, acting_as
from proms.actions.one_window import Plan, follow_visits, open_window, plan_of
from proms.actions.unshared import look_for_sharing
from proms.models import Enrolment, Schedule, Visit
from proms.queries.endings import running_for_everybody
from proms.queries.schedules import CALLED
from proms.reminders import Opened, queue_opened
from proms.windows import Window, at, open_now, window

log = logging.getLogger(__name__)

PAGE = 100  # people asked for at once
PAGES = 10  # in one run of the job; the next tick goes on
NEWCOMERS = 1000  # put on one schedule for everybody in one run
LATER = timedelta(days=1)
AFTER_A_FAULT = timedelta(hours=1)
SILENT = timedelta(days=14)  # nobody answered why either: then one call, and no other
State = Enrolment.State
Plans = Callable[[int], Plan]


@dataclass(frozen=True, slots=True)
class _Due:
    enrolment_id: int
    person_id: int
    subject: UUID
    zone: ZoneInfo
    shares: bool
    rest: datetime | None  # when her last rest from e-mails ends or ended
    weekday: int | None  # on which she likes to answer


def open_windows() -> int:
    """Everybody new is put on what is for everybody; then each due person's windows open.

    Returns how many questionnaires were put on lists. Each person commits on her own, and one
    whose rows cannot be worked on holds up nobody else.
    """
    _put_on_schedules()
    made = 0
    for _page in range(PAGES):
        due, plans = _due_now(), cache(plan_of)
        for _person_id, together in groupby(due, key=attrgetter("person_id")):
            made += _one(list(together), plans)
        if not due:
            break
    return made


def _put_on_schedules() -> None:
    today = timezone.localdate()
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        for schedule_id in running_for_everybody().values_list("pk", flat=True):
            cursor.execute("select enrol_members(%s, %s, %s)", [schedule_id, today, NEWCOMERS])


def _due_now() -> list[_Due]:
    """All that is due of a page of people, by person."""
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select * from due_enrolments(%s)", [PAGE])
        rows = cursor.fetchall()
        paces = paces_of({person for _pk, person, *_more in rows})
    return [_due(row, paces) for row in rows]


def _due(row: tuple[int, int, UUID, str, bool], paces: Mapping[int, Pace]) -> _Due:
    enrolment_id, person, subject, named, shares = row
    zone, pace = ZoneInfo(named or settings.TIME_ZONE), paces.get(person, Pace())
    rest = at(pace.rests_until, time(), zone) if pace.rests_until else None
    return _Due(enrolment_id, person, subject, zone, shares, rest, pace.weekday)


def _one(together: Sequence[_Due], plans: Plans) -> int:
    """All of one person that is due, in one transaction and with one notice.

    `plans`: what each schedule asks, asked once for a page of people.
    """
    first = together[0]
    actor = System(Purpose.ASSIGN, first.subject, first.person_id)
    try:
        with acting_as(actor):
            opened = [found for due in together for found in _of_enrolment(actor, due, plans)]
            queue_opened(actor, opened, first.zone)
            return sum(len(found.assignments) for found in opened)
    except Exception:
        log.exception("the windows of person %s", first.person_id)
        with acting_as(actor):
            mine = Enrolment.objects.visible_to(actor)
            mine.filter(pk__in=[due.enrolment_id for due in together]).update(
                next_at=timezone.now() + AFTER_A_FAULT
            )
        return 0


def _of_enrolment(actor: System, due: _Due, plans: Plans) -> list[Opened]:
    rows = Enrolment.objects.visible_to(actor).select_for_update(skip_locked=True)
    enrolment = rows.filter(pk=due.enrolment_id).first()
    if enrolment is None:
        return []
    plan = plans(enrolment.schedule_id)
    enrolment.schedule = plan.schedule
    opened = _look(actor, enrolment, plan, due)
    enrolment.save(
        update_fields=["state", "paused_until", "reason", "asked_why_at", "unshared_at", "next_at"]
    )
    return opened


def _look(actor: System, enrolment: Enrolment, plan: Plan, due: _Due) -> list[Opened]:
    """Opens what opens, and notes when to look again."""
    now = timezone.now()
    if not look_for_sharing(actor, enrolment, shares=due.shares, now=now):
        return []
    silent = _is_silent(enrolment, due.rest, now)
    if enrolment.state == State.PAUSED and not silent:
        if enrolment.paused_until is None or enrolment.paused_until > timezone.localdate(now):
            enrolment.next_at = now + LATER
            return []
        enrolment.state, enrolment.paused_until = State.RUNNING, None
    peace = quiet_until(actor=actor)
    if peace is not None:
        enrolment.next_at = peace
        return []
    current, later = _windows(actor, enrolment, due, now)
    around_visits = enrolment.schedule.anchor == Schedule.Anchor.VISIT
    enrolment.next_at = later.opens_at if later else now + LATER
    # Every day: whether she still shares, and what a visit somebody wrote for her child asks.
    if around_visits or enrolment.schedule.meant_for == Schedule.For.PATIENT:
        enrolment.next_at = min(enrolment.next_at, now + LATER)
    made: list[Opened] = []
    enrolment.state = State.RUNNING if silent else enrolment.state
    for found in current:
        opened = open_window(actor, enrolment, plan, found, due.zone, due.rest, call=silent)
        if opened is None:  # no room now: tomorrow again, while it is open
            enrolment.next_at = min(enrolment.next_at, now + LATER)
        elif opened and enrolment.state == State.RUNNING:
            made.append(Opened(opened, found, enrolment.schedule.reminders))
    if not current and later is None and enrolment.state == State.RUNNING:
        last = enrolment.schedule.until
        if last is not None and timezone.localdate(now, due.zone) <= last:
            enrolment.next_at = now + LATER  # until its last day somebody may put that off
        elif not around_visits or last is not None:
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
    actor: System, enrolment: Enrolment, due: _Due, now: datetime
) -> tuple[list[Window], Window | None]:
    """What is open now, and what opens next; a preferred weekday does not move what a visit asks."""
    rule = enrolment.schedule.recurrence
    if enrolment.schedule.anchor != Schedule.Anchor.VISIT:
        current, later = open_now(rule, enrolment.anchor_on, due.zone, now, due.weekday)
        return [current] if current else [], later
    since = timezone.localdate(now) - timedelta(days=rule.closes + abs(rule.first.days) + 1)
    visits = Visit.objects.visible_to(actor).filter(subject_id=enrolment.subject_id)
    arranged = visits.filter(cancelled_at__isnull=True, on__gte=since).order_by("on", "pk")
    found = [
        window(rule, visit.on + timedelta(days=rule.first.days), visit.pk, due.zone)
        for visit in arranged
    ]
    follow_visits(actor, enrolment, {one.number: one for one in found}, now)
    found = [one for one in found if rule.until is None or one.day <= rule.until]
    to_come = [one for one in found if one.opens_at > now]
    return [one for one in found if one.opens_at <= now < one.closes_at], (
        min(to_come, key=attrgetter("opens_at")) if to_come else None
    )


def connect() -> None:
    """Once at start."""
    every(15, "proms.schedules", open_windows)
