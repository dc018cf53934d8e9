"""What somebody says on the telephone about what she is asked, written down by the desk for her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from audit.actions import record
from members.queries.calls import caller_of
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import demand
from proms.actions.reasons import end_pauses, keep_reason
from proms.actions.schedules import GO_ON, outcome_of, settle
from proms.models import Enrolment
from proms.queries.plans_on_call import for_caller, is_for_the_desk
from proms.queries.schedules import enrolment_of
from proms.reasons import PAUSE
from proms.rules import may_write_down_on_call

SAID = "proms.enrolment.said_on_call"
LEFT = "left"


@dataclass(frozen=True, slots=True)
class SaidOnCall:
    """What she says; `until`: with a pause, the day before which nothing comes.

    `shown`: she agreed, asked just now, that those who see her answers see the reason.
    """

    why: str
    until: date | None = None
    shown: bool = False

    @property
    def outcome(self) -> tuple[str, date | None]:
        """The state of the plan, and until when it rests."""
        if self.why == PAUSE:
            return Enrolment.State.PAUSED, self.until
        return (Enrolment.State.ENDED, None) if self.why == LEFT else outcome_of(self.why)


def write_down_on_call(*, actor: SignedIn, ref: UUID, plan: UUID, said: SaidOnCall) -> None:
    """Only while the actor has the call of a member, for one plan she is on; the same again is the same."""
    demand(may_write_down_on_call(actor))
    with transaction.atomic():
        caller = caller_of(actor=actor, ref=ref, lock=True)
        if caller is None:
            raise Http404
        subject, system = for_caller(caller)
        state, until = said.outcome
        with acting_as(system):
            held = enrolment_of(actor=system, subject=subject, ref=plan, lock=True)
            if held is None or not is_for_the_desk(held):
                raise Http404
            settle(held, state, said.why, until)
            end_pauses(actor=system, held=held)
            if said.shown and said.why not in (LEFT, GO_ON):
                keep_reason(actor=system, held=held, why=said.why, until=until, by=actor)
        record(actor=actor, verb=SAID, thing=held, subject=subject)
