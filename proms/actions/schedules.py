"""Making a schedule for everybody, a patient or oneself; pausing, leaving, beginning anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.actions.preferences import save_preferences
from members.queries.grants import clinic_behind, grant_behind
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.actions.reasons import end_pauses, keep_reason
from proms.models import Enrolment, Instrument, Schedule, ScheduleStep
from proms.queries.schedules import enrolment_of, in_hands_of, my_enrolment
from proms.reasons import PAUSE
from proms.rules import (
    begins_in_time,
    counts_from_a_day,
    may_ask,
    may_be_used,
    may_curate_instruments,
    may_end_for_patient,
    may_move_for_everybody,
    may_move_my_plan,
    may_plan_for_myself,
    may_say_why,
    may_settle_plans,
)
from proms.windows import Delta

State = Enrolment.State
PAUSES = dict.fromkeys(("not_now", "hospital", "too_ill"), timedelta(weeks=4))
STOPS = ("too_much", "not_wanted")
CALLS = ("technical", "too_long")  # the desk rings about the next one
GO_ON = "go_on"  # kept until the next window has opened: she is not asked why once more


@dataclass(frozen=True, slots=True)
class Planned:
    """What the form gives: questionnaires in their order, and when they come."""

    instruments: Sequence[Instrument]
    anchor: str
    anchor_on: date
    first_days: int
    every: Delta | None
    times: int | None
    due_days: int
    overdue_days: int
    closes_days: int
    reminders: int
    until: date | None = None
    offered: bool = False


def plan_for_everybody(*, actor: Actor, planned: Planned) -> Schedule:
    """The job puts every active member on it, also who comes later; what is offered each begins."""
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        schedule = _made(actor, planned, Schedule.For.EVERYBODY)
        record(actor=actor, verb="proms.schedule.made", thing=schedule)
    return schedule


def plan_for_patient(*, actor: SignedIn, subject: UUID, planned: Planned) -> Enrolment:
    """For somebody who shares answers with the actor or a clinic of hers, as long as she does.

    Where she shares with the clinic it is the clinic's, and colleagues go on with it.
    """
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    demand(may_ask(actor, shares_with_actor=grant is not None))
    clinic = clinic_behind(actor=actor, subject=subject, scope="proms")
    return _enrolled(actor, subject, planned, Schedule.For.PATIENT, clinic)


def plan_for_myself(*, actor: SignedIn, planned: Planned) -> Enrolment:
    """What members may start by themselves, again and again."""
    demand(may_plan_for_myself(actor))
    if actor.subject_id is None or not all(one.open_to_members for one in planned.instruments):
        raise Http404
    return _enrolled(actor, actor.subject_id, planned, Schedule.For.SELF)


def _enrolled(
    actor: SignedIn,
    subject: UUID,
    planned: Planned,
    meant: Schedule.For,
    clinic_id: int | None = None,
) -> Enrolment:
    with transaction.atomic():
        schedule = _made(actor, planned, meant, clinic_id)
        enrolment = Enrolment.objects.create(
            subject_id=subject, schedule=schedule, anchor_on=planned.anchor_on
        )
        record(actor=actor, verb="proms.enrolment.made", thing=enrolment, subject=subject)
    return enrolment


def _made(
    actor: Actor, planned: Planned, meant: Schedule.For, clinic_id: int | None = None
) -> Schedule:
    for instrument in planned.instruments:
        demand(may_be_used(instrument))
    by_day = planned.anchor == Schedule.Anchor.DAY
    every = planned.every or Delta()
    schedule = Schedule.objects.create(
        meant_for=meant,
        made_by_account=actor.account_id if isinstance(actor, SignedIn) else None,
        clinic_id=clinic_id,
        anchor=planned.anchor,
        anchor_on=planned.anchor_on if by_day else None,
        first_days=planned.first_days,
        every_months=every.months,
        every_days=every.days,
        times=planned.times,
        until=planned.until,
        offered=planned.offered and meant == Schedule.For.EVERYBODY,
        due_days=planned.due_days,
        overdue_days=planned.overdue_days,
        closes_days=planned.closes_days,
        reminders=planned.reminders,
    )
    ScheduleStep.objects.bulk_create(
        ScheduleStep(schedule=schedule, instrument=instrument, rank=rank)
        for rank, instrument in enumerate(planned.instruments)
    )
    return schedule


def end_for_everybody(*, actor: Actor, schedule: Schedule) -> None:
    """Nothing of it opens any more; what waits may still be answered. Twice is once."""
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        ended = Schedule.objects.filter(
            pk=schedule.pk, meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True
        ).update(ended_at=Now())
        if ended:
            record(actor=actor, verb="proms.schedule.ended", thing=schedule)


def end_for_patient(*, actor: SignedIn, subject: UUID, ref: UUID) -> None:
    """A clinician ends what she or her clinic planned for a patient."""
    with transaction.atomic():
        _set(actor, _planned_by(actor, subject, ref), State.ENDED, "clinic")


def _planned_by(actor: SignedIn, subject: UUID, ref: UUID) -> Enrolment:
    """What she or her clinic planned for somebody who shares with her, locked."""
    held = enrolment_of(actor=actor, subject=subject, ref=ref, lock=True)
    if held is None:
        raise Http404
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    mine = bool(in_hands_of(actor=actor, schedules=[held.schedule]))
    demand(may_end_for_patient(actor, in_her_hands=mine, shares_with_actor=grant is not None))
    return held


def pause(*, actor: SignedIn, ref: UUID, until: date, shown: bool = False) -> None:
    """Nothing new comes before that day: holiday, hospital, or too much just now.

    `shown`: she agreed that those who see her answers see that she pauses.
    """
    _change(actor, ref, State.PAUSED, PAUSE, until, shown=shown)


def go_on(*, actor: SignedIn, ref: UUID) -> None:
    """It goes on from here; what fell into the pause is not made up for."""
    _change(actor, ref, State.RUNNING, GO_ON)


def leave(*, actor: SignedIn, ref: UUID) -> None:
    """Nothing of it comes any more, and no reason is asked."""
    _change(actor, ref, State.ENDED, "left")


def say_why(*, actor: SignedIn, ref: UUID, why: str, shown: bool = False) -> None:
    """The reason somebody gave for not answering, and what follows from it.

    `shown`: she agreed that those who see her answers see the reason; else nobody does.
    """
    demand(may_say_why(actor, wants_a_call=why in CALLS))
    state, until = outcome_of(why)
    _change(actor, ref, state, why, until, shown=shown)


def outcome_of(why: str) -> tuple[str, date | None]:
    """What follows from a reason: the state of the plan, and until when it rests."""
    if why in PAUSES:
        return State.PAUSED, timezone.localdate() + PAUSES[why]
    return (State.ENDED if why in STOPS else State.RUNNING), None


def move_anchor(*, actor: SignedIn, ref: UUID, anchor_on: date) -> None:
    """Counts from another day: what is to come is reckoned anew, what was stays."""
    with transaction.atomic():
        held = my_enrolment(actor=actor, ref=ref, lock=True)
        if held is None:
            raise Http404
        demand(may_move_my_plan(actor, held.schedule))
        demand(begins_in_time(held.schedule, anchor_on))
        _move(actor, held, anchor_on)


def move_for_patient(*, actor: SignedIn, subject: UUID, ref: UUID, anchor_on: date) -> None:
    """What her clinic planned counts from another day: the operation was put off, say."""
    with transaction.atomic():
        held = _planned_by(actor, subject, ref)
        demand(counts_from_a_day(held.schedule))
        demand(begins_in_time(held.schedule, anchor_on))
        _move(actor, held, anchor_on)


def move_for_everybody(*, actor: Actor, schedule: Schedule, anchor_on: date) -> None:
    """Counts from another day for every member; the job takes it over with its next run."""
    demand(may_move_for_everybody(actor, schedule))
    with transaction.atomic():
        going = Schedule.objects.filter(meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True)
        held = going.select_for_update().filter(pk=schedule.pk).first()
        if held is None:
            return
        demand(begins_in_time(held, anchor_on))
        held.anchor_on = anchor_on
        held.save(update_fields=["anchor_on"])
        record(actor=actor, verb="proms.schedule.moved", thing=held)


def _move(actor: SignedIn, held: Enrolment, anchor_on: date) -> None:
    held.anchor_on, held.next_at = anchor_on, timezone.now()
    held.save(update_fields=["anchor_on", "next_at"])
    record(actor=actor, verb="proms.enrolment.moved", thing=held, subject=held.subject_id)


def answer_on(*, actor: SignedIn, weekday: int | None) -> None:
    """On which weekday (0 is Monday) she likes to answer; None: on any. The job looks anew."""
    demand(may_plan_for_myself(actor))
    with transaction.atomic():
        save_preferences(actor=actor, answer_weekday=weekday)
        if actor.subject_id is not None:
            look_again(actor=actor, subject=actor.subject_id)


def look_again(*, actor: Actor, subject: UUID) -> None:
    """Something these schedules depend on has changed: the job looks at its next run."""
    Enrolment.objects.visible_to(actor).filter(subject_id=subject).exclude(
        state=State.ENDED
    ).update(next_at=Now())


def _change(
    actor: SignedIn,
    ref: UUID,
    state: str,
    reason: str,
    until: date | None = None,
    *,
    shown: bool = False,
) -> None:
    demand(may_settle_plans(actor))
    with transaction.atomic():
        held = my_enrolment(actor=actor, ref=ref, lock=True)
        if held is None:
            raise Http404
        _set(actor, held, state, reason, until)
        end_pauses(actor=actor, held=held)
        if shown:
            keep_reason(actor=actor, held=held, why=reason, until=until)


def settle(held: Enrolment, state: str, reason: str, until: date | None = None) -> None:
    """Written down as it is now; nobody is asked why any more. Recorded by whoever calls."""
    held.state, held.reason, held.paused_until = state, reason, until
    held.asked_why_at, held.next_at = None, timezone.now()
    held.save(update_fields=["state", "reason", "paused_until", "asked_why_at", "next_at"])


def _set(
    actor: SignedIn, held: Enrolment, state: str, reason: str, until: date | None = None
) -> None:
    settle(held, state, reason, until)
    verb = "proms.enrolment.ended" if state == State.ENDED else "proms.enrolment.changed"
    record(actor=actor, verb=verb, thing=held, subject=held.subject_id)
