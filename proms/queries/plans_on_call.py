"""What whoever is on the telephone is asked again and again, for the desk that has the call."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from members.facts import subject_of
from members.queries.calls import Caller, caller_of
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from proms.models import Enrolment, Schedule
from proms.queries.schedules import CALLED, OnSchedule, enrolments_of
from proms.rules import may_write_down_on_call


def for_caller(caller: Caller) -> tuple[UUID, System]:
    """Her subject, and the system that acts for her alone."""
    with acting_as(System(Purpose.ASSIGN, person_id=caller.person_id)):
        subject = subject_of(caller.person_id)
    if subject is None:
        raise Http404
    return subject, System(Purpose.ASSIGN, subject, caller.person_id)


def plans_on_call(*, actor: SignedIn, ref: UUID) -> tuple[UUID, list[OnSchedule]] | None:
    """Her subject and what she is on; None where the actor has not taken the call of a member.

    Without what she planned or chose for herself, unless it asked why: then a call may be about it.
    """
    demand(may_write_down_on_call(actor))
    caller = caller_of(actor=actor, ref=ref)
    if caller is None:
        return None
    subject, system = for_caller(caller)
    with acting_as(system):
        rows = enrolments_of(actor=system, subject=subject)
    return subject, [row for row in rows if is_for_the_desk(row.enrolment)]


def is_for_the_desk(held: Enrolment) -> bool:
    """Whether a call may speak of it: what somebody planned or chose for herself is hers."""
    asked = held.asked_why_at is not None or held.reason == CALLED
    hers = held.schedule.offered or held.schedule.meant_for == Schedule.For.SELF
    return asked or not hers
