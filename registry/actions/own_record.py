"""Taking over into one registry what somebody wrote down of her own illness in another."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from audit.actions import record as write_down
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from registry.actions.entries import save_entry
from registry.cells import State
from registry.entry_flow import At
from registry.models import Entry, Participation
from registry.queries.own_record import Taken, to_take_over
from registry.queries.records import hold_record
from registry.rules import may_fill_in


def take_over(*, actor: SignedIn, taking_part: Participation, refs: Collection[UUID]) -> int:
    """Copies what she chose, each as an entry of its own; how many there were.

    What stands there already is left out, so twice is once. The other registry keeps what it has and
    learns nothing; here stands with each answer that it comes from her own record, not which one.
    Raises Http404 where her record was put together with another meanwhile, and ChangedMeanwhile.
    """
    with transaction.atomic():
        if not hold_record(taking_part.record_id):
            raise Http404
        wanted = set(refs)
        chosen = [
            one
            for one in to_take_over(actor=actor, taking_part=taking_part)
            if one.entry.ref in wanted
        ]
        for one in chosen:
            demand(may_fill_in(actor, one.form, taking_part))
            _write(actor, taking_part, one)
        if chosen:
            write_down(
                actor=actor,
                verb="registry.own_record.taken_over",
                thing=taking_part,
                subject=taking_part.subject_id,
                count=len(chosen),
            )
    return len(chosen)


def _write(actor: SignedIn, taking_part: Participation, one: Taken) -> None:
    here = Entry.objects.visible_to(actor).filter(
        record_id=taking_part.record_id, form=one.form, voided_at=None
    )
    last = here.aggregate(last=Max("instance"))["last"] or 0
    number = last + 1 if one.form.repeats else 0
    state = State(dict(one.answers), dict(one.missing), status=Entry.Status.UNVERIFIED)
    save_entry(
        actor=actor,
        at=At(taking_part.record, one.dataset, one.form, None, number),
        entry=None,
        state=state,
        occurred_on=one.entry.occurred_on,
        seen_version=0,
        own=True,
        taken_over=True,
    )
