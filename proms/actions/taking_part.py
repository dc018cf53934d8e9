"""Plans of the organisation: begun by a member herself where they are offered, changed by a curator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.models import Enrolment, Schedule
from proms.queries.offers import offer_of
from proms.rules import may_change_for_everybody, may_take_part

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class Changed:
    """How a plan goes on: days from the opening of each window, reminders, its last day.

    `due_days` and `closes_days` are None where they stay: around visits they do.
    """

    due_days: int | None
    closes_days: int | None
    reminders: int
    until: date | None


def take_part(*, actor: SignedIn, ref: UUID) -> Enrolment:
    """She begins what is offered; whoever left it begins anew. Twice is once."""
    with transaction.atomic():
        offer, subject = offer_of(actor=actor, ref=ref), actor.subject_id
        if offer is None or subject is None:
            raise Http404
        demand(may_take_part(actor, offer.schedule))
        held = _held(actor, subject, offer.schedule) or _new(actor, subject, offer.schedule)
        if held.state == State.ENDED:
            held.state, held.reason, held.paused_until = State.RUNNING, "", None
            held.asked_why_at, held.anchor_on = None, _from(offer.schedule)
            held.next_at = timezone.now()
            held.save(
                update_fields=[
                    "state", "reason", "paused_until", "asked_why_at", "anchor_on", "next_at",
                ]
            )  # fmt: skip
            record(actor=actor, verb="proms.enrolment.made", thing=held, subject=held.subject_id)
    return held


def _held(actor: SignedIn, subject: UUID, schedule: Schedule) -> Enrolment | None:
    rows = Enrolment.objects.visible_to(actor).filter(subject_id=subject)
    return rows.filter(schedule=schedule).select_for_update(of=("self",)).first()


def _new(actor: SignedIn, subject: UUID, schedule: Schedule) -> Enrolment:
    try:
        with transaction.atomic():
            made = Enrolment.objects.create(
                subject_id=subject, schedule=schedule, anchor_on=_from(schedule)
            )
    except IntegrityError:  # she pressed twice
        found = _held(actor, subject, schedule)
        if found is None:
            raise
        return found
    record(actor=actor, verb="proms.enrolment.made", thing=made, subject=made.subject_id)
    return made


def _from(schedule: Schedule) -> date:
    return schedule.anchor_on or timezone.localdate()


def change_for_everybody(*, actor: Actor, schedule: Schedule, changed: Changed) -> Schedule:
    """For windows to come; what is open on a list keeps its days, what was stays."""
    with transaction.atomic():
        held = Schedule.objects.select_for_update().filter(pk=schedule.pk).first()
        if held is None:
            raise Http404
        demand(may_change_for_everybody(actor, held))
        before = _numbers(held)
        if changed.due_days is not None and changed.closes_days is not None:
            held.due_days, held.closes_days = changed.due_days, changed.closes_days
            held.overdue_days = (changed.due_days + changed.closes_days + 1) // 2
        held.reminders, held.until = changed.reminders, changed.until
        after = _numbers(held)
        if after == before:
            return held
        held.save(update_fields=["due_days", "overdue_days", "closes_days", "reminders", "until"])
        record(actor=actor, verb="proms.schedule.changed", thing=held, before=before, after=after)
    return held


def _numbers(schedule: Schedule) -> str:
    """ "due 3, open 7, reminders 1, until 2026-05-03", for the log."""
    until = schedule.until.isoformat() if schedule.until else "-"
    return (
        f"due {schedule.due_days}, open {schedule.closes_days},"
        f" reminders {schedule.reminders}, until {until}"
    )
