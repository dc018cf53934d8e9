"""Putting a questionnaire on somebody's list: by herself, her clinician, or the organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.queries.grants import grant_behind
from members.queries.proxies import undecided
from po_platform.access.actor import Actor, SignedIn, System
from po_platform.access.refusals import demand
from proms.actions.reply_codes import close_reply_codes
from proms.models import Assignment, Instrument
from proms.queries.assignments import my_assignment, open_assignments, waits_for
from proms.queries.licences import barred_languages
from proms.reminders import queue_reminders
from proms.rules import may_ask, may_be_shown, may_be_used, may_collect, may_take_off
from proms.windows import Window
from questionnaires.actions import discard_draft
from questionnaires.models import Version
from questionnaires.queries import languages_of, newest_published

STAYS_OPEN = timedelta(days=14)


def draft_key(assignment: Assignment) -> str:
    """Under which name the draft of an assignment is kept."""
    return f"proms.assignment:{assignment.pk}"


def start_for_myself(*, actor: SignedIn, instrument: Instrument) -> Assignment:
    """A member takes up a questionnaire that is open to everybody; twice is once."""
    if not instrument.open_to_members or actor.subject_id is None:
        raise Http404
    demand(may_collect(undecided=bool(undecided([actor.subject_id]))))
    mine = Assignment.objects.visible_to(actor).filter(subject_id=actor.subject_id)
    if mine.filter(instrument=instrument, state=Assignment.State.KEYED).exists():
        raise PermissionDenied(_("Your sheet with these questions came in and is being checked."))
    own = open_assignments(actor=actor).filter(asked_by=Assignment.AskedBy.SELF)
    waits = own.filter(instrument=instrument).first()  # it came by a plan of hers, say
    return waits or _take_up(actor, actor.subject_id, instrument)


def take_up_on_call(
    *, actor: System, subject: UUID, instrument: Instrument, account_id: int
) -> Assignment:
    """What somebody on the telephone wants to answer now, as if she had taken it up herself.

    `account_id`: who put it there for her. It is hers to leave, and nobody misses it.
    """
    return _take_up(actor, subject, instrument, account_id)


def _take_up(
    actor: Actor, subject: UUID, instrument: Instrument, account_id: int | None = None
) -> Assignment:
    own = Assignment.AskedBy.SELF
    try:
        return _assign(actor, subject, instrument, asked_by=own, account_id=account_id)
    except IntegrityError:  # assignment_taken_up_once
        hers = Assignment.objects.visible_to(actor).filter(subject_id=subject)
        return hers.get(
            instrument=instrument, asked_by=own, state=Assignment.State.OPEN, round_key=""
        )


class WaitsAlready(Exception):
    """The questionnaire is on that list and not answered yet."""


def ask_patient(*, actor: SignedIn, subject: UUID, instrument: Instrument) -> Assignment:
    """A clinician asks somebody who shares answers with her; there are two weeks to answer.

    Raises WaitsAlready, so that nobody is asked the same by two people at once.
    """
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    demand(may_ask(actor, shares_with_actor=grant is not None))
    demand(may_collect(undecided=bool(undecided([subject]))))
    if waits_for(actor=actor, subject=subject, instrument=instrument):
        raise WaitsAlready
    closes_at = timezone.now() + STAYS_OPEN
    return _assign(
        actor,
        subject,
        instrument,
        asked_by=Assignment.AskedBy.CLINICIAN,
        due_at=closes_at,
        closes_at=closes_at,
    )


def assign_in_round(
    *, actor: Actor, subject: UUID, instrument: Instrument, round_key: str, due_at: datetime
) -> Assignment | None:
    """The organisation's job puts one round on one list, at most once; None when it was there."""
    try:
        return _assign(
            actor,
            subject,
            instrument,
            asked_by=Assignment.AskedBy.ORGANISATION,
            due_at=due_at,
            closes_at=due_at,
            round_key=round_key,
        )
    except IntegrityError:  # assignment_once_per_round
        return None


def assign_in_window(
    *,
    actor: System,
    instrument: Instrument,
    version: Version,
    round_key: str,
    found: Window,
    asked_by: str,
    account_id: int | None,
) -> Assignment | None:
    """One questionnaire of a schedule's window; None when it was there, or may not be used now.

    `version`: what version_to_ask gave for the instrument, asked once for many people.
    """
    now = Instrument.objects.get(pk=instrument.pk)  # its licence may end while many are asked
    if actor.subject_id is None or not may_be_used(now):
        return None
    try:
        return _assign(
            actor,
            actor.subject_id,
            instrument,
            asked_by=asked_by,
            due_at=found.due_at,
            overdue_at=found.overdue_at,
            closes_at=found.closes_at,
            round_key=round_key,
            opens_at=found.opens_at,
            account_id=account_id,
            tell=False,
            version=version,
        )
    except IntegrityError:  # it was there
        return None


def version_to_ask(instrument: Instrument) -> Version:
    """What new answers are given to; raises PermissionDenied or Http404 when it may not be asked now."""
    demand(may_be_used(instrument))
    version = newest_published(instrument.questionnaire_id)
    if version is None:
        raise Http404
    demand(may_be_shown(languages_of(version.pk), barred_languages(instrument.pk)))
    return version


def take_off_my_list(*, actor: Actor, assignment: Assignment) -> None:
    """Somebody does not want to answer what she took up herself; what she had begun goes too."""
    with transaction.atomic():
        held = my_assignment(actor=actor, ref=assignment.ref, lock=True)
        if held is None:
            raise Http404
        demand(may_take_off(actor, held))
        held.state, held.state_since = Assignment.State.WITHDRAWN, timezone.now()
        held.save(update_fields=["state", "state_since"])
        discard_draft(actor=actor, about=draft_key(held))
        close_reply_codes(actor=actor, assignment=held)
        record(actor=actor, verb="proms.assignment.dropped", thing=held, subject=held.subject_id)


def _assign(
    actor: Actor,
    subject: UUID,
    instrument: Instrument,
    *,
    asked_by: str,
    due_at: datetime | None = None,
    overdue_at: datetime | None = None,
    closes_at: datetime | None = None,
    round_key: str = "",
    opens_at: datetime | None = None,
    account_id: int | None = None,
    tell: bool = True,
    version: Version | None = None,
) -> Assignment:
    version = version or version_to_ask(instrument)
    with transaction.atomic():
        assignment = Assignment.objects.create(
            subject_id=subject,
            instrument=instrument,
            version=version,
            opens_at=opens_at or timezone.now(),
            due_at=due_at,
            overdue_at=overdue_at,
            closes_at=closes_at,
            asked_by=asked_by,
            asked_by_account=actor.account_id if isinstance(actor, SignedIn) else account_id,
            round_key=round_key,
        )
        if tell and asked_by != Assignment.AskedBy.SELF:
            queue_reminders(assignment)
        record(actor=actor, verb="proms.assignment.made", thing=assignment, subject=subject)
        return assignment
