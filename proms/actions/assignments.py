"""Putting a questionnaire on somebody's list: by herself, her clinician, or the organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.facts import people_behind
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.models import Assignment, Instrument
from proms.rules import may_ask, may_be_used
from questionnaires.queries import newest_published

STAYS_OPEN = timedelta(days=14)


def start_for_myself(*, actor: SignedIn, instrument: Instrument) -> Assignment:
    """A member takes up a questionnaire that is open to everybody."""
    if not instrument.open_to_members or actor.subject_id is None:
        raise Http404
    return _assign(actor, actor.subject_id, instrument, asked_by="self", due_at=None, remind=False)


def ask_patient(
    *, actor: SignedIn, subject: UUID, instrument: Instrument, due_at: datetime | None = None
) -> Assignment:
    """A clinician asks somebody who shares answers with her."""
    demand(may_ask(actor, shares_with_actor=subject in people_behind([subject])))
    return _assign(actor, subject, instrument, asked_by="clinician", due_at=due_at)


def assign_in_round(
    *, actor: Actor, subject: UUID, instrument: Instrument, round_key: str, due_at: datetime
) -> Assignment | None:
    """The organisation's job puts one round on one list, at most once; None when it was there."""
    already = Assignment.objects.visible_to(actor).filter(subject_id=subject, round_key=round_key)
    if already.exists():
        return None
    return _assign(
        actor, subject, instrument, asked_by="organisation", due_at=due_at, round_key=round_key
    )


def _assign(
    actor: Actor,
    subject: UUID,
    instrument: Instrument,
    *,
    asked_by: str,
    due_at: datetime | None,
    round_key: str = "",
    remind: bool = True,
) -> Assignment:
    demand(may_be_used(instrument))
    version = newest_published(instrument.questionnaire_id)
    if version is None:
        raise Http404
    now = timezone.now()
    with transaction.atomic():
        assignment = Assignment.objects.create(
            subject_id=subject,
            instrument=instrument,
            version=version,
            opens_at=now,
            due_at=due_at,
            closes_at=(due_at or now) + STAYS_OPEN if due_at or asked_by != "self" else None,
            asked_by=asked_by,
            asked_by_account=actor.account_id if isinstance(actor, SignedIn) else None,
            round_key=round_key,
        )
        if remind:
            _queue_reminders(assignment, now)
        record(actor=actor, verb="proms.assignment.made", thing=assignment, subject=subject)
        return assignment


def _queue_reminders(assignment: Assignment, now: datetime) -> None:
    """At once, and once more two days before it closes; each is asked again when it goes out."""
    person = people_behind([assignment.subject_id]).get(assignment.subject_id)
    if person is None:
        return
    when = {"1": now}
    if assignment.closes_at and assignment.closes_at - now > timedelta(days=4):
        when["2"] = assignment.closes_at - timedelta(days=2)
    for step, due_at in when.items():
        queue(
            recipient=person,
            kind="proms.waiting",
            about=str(assignment.pk),
            context={"path": f"/answer/{assignment.ref}"},
            dedup=f"proms.waiting:{assignment.pk}:{step}",
            due_at=due_at,
            expires_at=assignment.closes_at,
        )
