"""Writing down a visit, moving and cancelling it, and what a person wants said there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.queries.grants import grant_behind
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.actions.schedules import look_again
from proms.actions.visit_codes import take_back_visit_codes
from proms.models import OwnList, Visit
from proms.queries.visits import my_visit, visit_of
from proms.rules import may_ask, may_keep_visits


@dataclass(frozen=True, slots=True)
class When:
    """A day, perhaps a time, and with whom."""

    on: date
    at: time | None = None
    with_whom: str = ""


def note_visit(*, actor: SignedIn, when: When, subject: UUID | None = None) -> Visit:
    """An appointment of the actor's own, or, with `subject`, of somebody who shares with her."""
    whose = subject or actor.subject_id
    if whose is None:
        raise Http404
    by = Visit.MadeBy.PROXY if actor.helping else Visit.MadeBy.SELF
    if subject is not None:
        by = Visit.MadeBy.CLINIC
    _demand(actor, subject)
    with transaction.atomic():
        visit = Visit.objects.create(
            subject_id=whose,
            on=when.on,
            at=when.at,
            with_whom=when.with_whom,
            made_by=by,
            made_by_account=actor.account_id,
        )
        look_again(actor=actor, subject=whose)
        record(actor=actor, verb="proms.visit.noted", thing=visit, subject=whose)
    return visit


def move_visit(*, actor: SignedIn, ref: UUID, when: When, subject: UUID | None = None) -> Visit:
    """The same appointment on another day; a code for the former day opens nothing any more."""
    with transaction.atomic():
        visit = _held(actor, ref, subject)
        if visit.on != when.on:
            take_back_visit_codes(actor=actor, visit=visit)
        visit.on, visit.at, visit.with_whom = when.on, when.at, when.with_whom
        visit.save(update_fields=["on", "at", "with_whom"])
        look_again(actor=actor, subject=visit.subject_id)
        record(actor=actor, verb="proms.visit.moved", thing=visit, subject=visit.subject_id)
    return visit


def cancel_visit(*, actor: SignedIn, ref: UUID, subject: UUID | None = None) -> Visit:
    """It does not take place; a code for it opens nothing any more."""
    with transaction.atomic():
        visit = _held(actor, ref, subject)
        take_back_visit_codes(actor=actor, visit=visit)
        Visit.objects.visible_to(actor).filter(pk=visit.pk).update(cancelled_at=Now())
        look_again(actor=actor, subject=visit.subject_id)
        record(actor=actor, verb="proms.visit.cancelled", thing=visit, subject=visit.subject_id)
    return visit


def write_own_list(
    *, actor: SignedIn, about: str, lines: Sequence[str], visit_ref: UUID | None = None
) -> None:
    """The list as it now is, most important first; an empty one says nothing."""
    demand(may_keep_visits(actor))
    if actor.subject_id is None:
        raise Http404
    with transaction.atomic():
        visit = _held(actor, visit_ref, None) if visit_ref else None
        own = OwnList.objects.visible_to(actor).filter(subject_id=actor.subject_id)
        held = own.filter(about=about, visit=visit).select_for_update(of=("self",)).first()
        if held is None:
            if not lines:
                return
            held = OwnList(subject_id=actor.subject_id, about=about, visit=visit)
        held.lines, held.written_at = list(lines), timezone.now()
        held.by_law_account = actor.account_id if actor.helping else None
        held.save()
        record(actor=actor, verb="proms.own_list.written", thing=held, subject=actor.subject_id)


def _demand(actor: SignedIn, subject: UUID | None) -> None:
    if subject is None:
        demand(may_keep_visits(actor))
        return
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    demand(may_ask(actor, shares_with_actor=grant is not None))


def _held(actor: SignedIn, ref: UUID, subject: UUID | None) -> Visit:
    _demand(actor, subject)
    found = (
        my_visit(actor=actor, ref=ref, lock=True)
        if subject is None
        else visit_of(actor=actor, subject=subject, ref=ref, lock=True)
    )
    if found is None:
        raise Http404
    return found
