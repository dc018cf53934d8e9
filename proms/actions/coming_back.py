"""A plan that stopped by itself goes on by itself: answers came to what it asks."""

from __future__ import annotations

from django.db.models import Q

from audit.actions import record
from po_platform.access.actor import Actor, Purpose, System, acting_as
from proms.actions.schedules import GO_ON, settle
from proms.models import Enrolment, Response
from proms.queries.schedules import CALLED


def go_on_after_answers(*, actor: Actor, response: Response) -> None:
    """Whoever sends answers, herself, by somebody who helps, on the telephone or on paper, is asked
    again and not why. A pause she chose stays, and so does what she left.

    Runs as the system for the one person: who filled it in for her sees none of her plans.
    """
    system = System(Purpose.ASSIGN, response.subject_id)
    with acting_as(system):
        found = list(
            Enrolment.objects.visible_to(system)
            .select_for_update(of=("self",))
            .filter(
                Q(asked_why_at__isnull=False) | Q(reason=CALLED),
                subject_id=response.subject_id,
                state=Enrolment.State.PAUSED,
                paused_until__isnull=True,
                schedule__steps__instrument_id=response.instrument_id,
            )
        )
        for held in found:
            settle(held, Enrolment.State.RUNNING, GO_ON)
    for held in found:
        record(actor=actor, verb="proms.enrolment.changed", thing=held, subject=response.subject_id)
