"""Guides bring questions without names; who looks after them answers, or takes them to the meeting."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.models import SupervisionMonth, SupervisionQuestion
from education.programme_notices import GUIDES_MEET
from education.programme_rules import may_guide, may_supervise
from education.queries.guiding import leads, living_guides
from education.queries.supervision import question, tells_too_much
from education.supervision import month_of
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

State = SupervisionQuestion.State


def ask_supervision(*, actor: Actor, text: str) -> None:
    """Kept without who asked and without the hour; a text that names somebody is not kept.

    No audit row: it would say who asked, and with few guides whom it is about.
    """
    demand(may_guide(actor))
    if tells_too_much(actor=actor, text=text):
        raise PermissionDenied(_("Your question still names somebody."))
    SupervisionQuestion.objects.create(month=month_of(timezone.localdate()), text=text)


def answer_question(*, actor: Actor, ref: UUID, state: str, answer: str) -> SupervisionQuestion:
    """Answered in writing, or taken to the meeting; a later answer takes the place of this one."""
    with transaction.atomic():
        row = question(actor=actor, ref=ref)
        if tells_too_much(actor=actor, text=answer):
            raise PermissionDenied(_("Your answer still names somebody."))
        row.state, row.answer = State(state), answer
        is_done = row.state == State.ANSWERED
        row.answered_account = getattr(actor, "account_id", None) if is_done else None
        row.save(update_fields=["state", "answer", "answered_account"])
        record(actor=actor, verb="education.supervision.answered", thing=row, state=state)
    return row


def take_question_off(*, actor: Actor, ref: UUID) -> None:
    """For one that should not stand there, or stands there twice."""
    with transaction.atomic():
        row = question(actor=actor, ref=ref)
        record(actor=actor, verb="education.supervision.taken_off", thing=row)
        row.delete()


def set_meeting(*, actor: Actor, month: date, meets_at: datetime, place: str) -> SupervisionMonth:
    """All guides are told by mail when day or place are new."""
    demand(may_supervise(actor, leads=leads(actor)))
    with transaction.atomic():
        row, _made = SupervisionMonth.objects.select_for_update().get_or_create(month=month)
        if (row.meets_at, row.place) == (meets_at, place):
            return row
        row.meets_at, row.place = meets_at, place
        row.save(update_fields=["meets_at", "place"])
        record(actor=actor, verb="education.supervision.meeting", thing=row)
        found = living_guides().filter(account__person__isnull=False)
        people = found.values_list("account__person__pk", flat=True)
        path = f"{reverse('education:supervision')}?month={month:%Y-%m}"
        queue_all(
            Note(
                recipient=person, kind=GUIDES_MEET, context={"path": path},
                dedup=f"{GUIDES_MEET}:{month}:{timezone.now().isoformat()}:{person}",
            )
            for person in people
        )  # fmt: skip
    return row
