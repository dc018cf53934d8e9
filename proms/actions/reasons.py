"""Keeping why somebody did not answer, where she agreed that it is shown; taking that back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.models import Enrolment, ReasonGiven
from proms.queries.reasons import my_reason
from proms.rules import may_settle_plans


def keep_reason(
    *,
    actor: Actor,
    held: Enrolment,
    why: str,
    until: date | None,
    by: SignedIn | None = None,
) -> ReasonGiven:
    """She agreed to show it: kept beside what she is asked. `until`: nothing new before that day.

    `by`: whoever wrote it down on the telephone, when `actor` is the system for her.
    """
    kept = ReasonGiven.objects.create(
        subject_id=held.subject_id, schedule_id=held.schedule_id, why=why, until=until, shown=True
    )
    record(actor=by or actor, verb="proms.reason.shown", thing=kept, subject=held.subject_id)
    return kept


def end_pauses(*, actor: Actor, held: Enrolment) -> None:
    """She goes on or decided anew: what she said of a pause before reaches no further than today."""
    today = timezone.localdate()
    ReasonGiven.objects.visible_to(actor).filter(
        subject_id=held.subject_id, schedule_id=held.schedule_id, until__gt=today
    ).update(until=today)


def show_reason(*, actor: SignedIn, ref: UUID, shown: bool) -> None:
    """To those who see her answers, or to nobody any more; either way as often as she likes."""
    demand(may_settle_plans(actor))
    with transaction.atomic():
        kept = my_reason(actor=actor, ref=ref, lock=True)
        if kept is None:
            raise Http404
        if kept.shown == shown:
            return
        kept.shown = shown
        kept.save(update_fields=["shown"])
        verb = "proms.reason.shown" if shown else "proms.reason.hidden"
        record(actor=actor, verb=verb, thing=kept, subject=kept.subject_id)
