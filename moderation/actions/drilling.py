"""A drill of the crisis lane begins, notes whom it calls, and ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from moderation.actions.claiming import turned
from moderation.actions.opening import open_case
from moderation.danger_rules import may_begin_drill
from moderation.drill_case import DRILL
from moderation.models import Case, Drill, Lane
from moderation.queries.drills import danger_waits, running
from moderation.queries.reveals import contact_of
from moderation.rules import moderator
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand


def begin_drill(*, actor: Actor) -> Drill:
    """A case about nobody in the lane; the next tick calls. Raises PermissionDenied."""
    me = moderator(actor).person_id
    demand(
        may_begin_drill(
            is_contact=contact_of(me) is not None,
            one_runs=running() is not None,
            danger_waits=danger_waits(actor=actor),
        )
    )
    try:
        with transaction.atomic():
            case = open_case(
                kind=DRILL, thing=uuid4(), person_id=None, version=1, lane=Lane.CRISIS,
                because=(DRILL,),
            )  # fmt: skip
            row = Drill.objects.create(case_id=case, by=me, at=timezone.now())
            record(actor=actor, verb="moderation.drill.begun", thing=row)
    except IntegrityError:  # two pressed at once; one of them began it
        demand(Denied(_("A drill is under way already.")))
    return row


def stop_drill(*, actor: Actor, number: int) -> None:
    """It ends without an outcome: who is named for the lane. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        me = moderator(actor).person_id
        if contact_of(me) is None:
            demand(Denied(_("Only who is named to be called in danger stops a drill.")))
        row = Drill.objects.filter(pk=number, ended_at=None).first()
        if row is None:
            raise Http404
        case = Case.objects.visible_to(actor).select_for_update().get(pk=row.case_id)
        if case.state != Case.State.DECIDED:
            row.stopped = True
            row.save(update_fields=["stopped"])
            end_drill(case)
            record(actor=actor, verb="moderation.drill.stopped", thing=row)


def end_drill(case: Case) -> None:
    """Somebody said what she reads in it, or it was stopped. The case under lock."""
    turned(case, Case.State.DECIDED)
    Drill.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())


def note_calls(case: Case, people: Sequence[int], now: datetime) -> None:
    """Whom the lane called just now."""
    row = Drill.objects.select_for_update().filter(case=case).first()
    if row is not None:
        row.calls += [{"person": person, "at": now.isoformat()} for person in people]
        row.save(update_fields=["calls"])
