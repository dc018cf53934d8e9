"""A member sets on which day of the week she is reminded of her programme, and how often."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from education.actions.guiding import own_enrolment
from education.programme_notices import SET
from education.programme_rules import may_walk
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 200


def next_day(weekday: int, today: date) -> date:
    """The next such day after today; Monday is 1."""
    return today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)


def set_reminders(*, actor: Actor, ref: UUID, weekday: int | None, every: int = 1) -> None:
    """On this day, every so many weeks, from the next one on; None: no reminders of this kind."""
    demand(may_walk(actor))
    with transaction.atomic():
        row = own_enrolment(actor, ref)
        row.remind_weekday, row.remind_every = weekday, every
        row.remind_on = next_day(weekday, timezone.localdate()) if weekday else None
        row.quiet_since, row.nudged = timezone.now(), 0  # whoever sets a day is here
        row.save(
            update_fields=["remind_weekday", "remind_every", "remind_on", "quiet_since", "nudged"]
        )
        record(actor=actor, verb="education.reminders.set", thing=row, subject=row.subject_id)


def remind_as_set() -> int:
    """The job: everybody whose day it is, unless she pauses, rests or is through; how many."""
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select * from take_set_reminders(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=SET,
                context={"path": reverse("education:way", args=[ref])},
                dedup=f"{SET}:{ref}:{day}",
                about=str(ref),
            )
            for ref, person, day in rows
        )
    return len(rows)
