"""Steps done on paper or told by telephone: a code for the desk, and what it enters with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from education.actions.stepping import Written
from education.models import Enrolment, StepState
from education.programme_notices import ENTERED
from education.programme_rules import may_go_on
from education.queries.keying import ABOUT, Keying, StepCode, living_codes, my_step_code
from education.queries.ways import my_walk
from members.models import Ticket
from members.reply_codes import code_hash, code_of, new_seed
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn, System
from po_platform.access.refusals import demand

LIVES = timedelta(days=182)  # sheets lie on a kitchen table for as long as a programme takes
KEYED, LOOKED = "education.step.keyed", "education.desk_steps"


def make_step_code(*, actor: SignedIn, ref: UUID) -> None:
    """One living code for one programme of hers; twice is once."""
    with transaction.atomic():
        walk = my_walk(actor=actor, ref=ref, lock=True)
        demand(may_go_on(actor, walk.enrolment))
        if my_step_code(actor=actor, enrolment=walk.enrolment) is None:
            _make(actor, walk.enrolment)


def print_step_code(*, actor: System, enrolment: Enrolment) -> StepCode:
    """The code that lives, or a new one, for sheets the desk prints and for a letter.

    Runs as System(Purpose.EXPORT) for the one person the letter goes to, or who is on the telephone.
    """
    with transaction.atomic():
        found = my_step_code(actor=actor, enrolment=enrolment)
        return found or _make(actor, enrolment)


def _make(actor: Actor, enrolment: Enrolment) -> StepCode:
    seed = new_seed()
    ticket = Ticket.objects.create(
        secret_hash=code_hash(code_of(seed)), about=ABOUT, subject_id=enrolment.subject_id,
        object_ref=str(enrolment.pk), detail={"seed": seed}, expires_at=timezone.now() + LIVES,
    )  # fmt: skip
    record(actor=actor, verb="education.step_code.made", thing=ticket, subject=enrolment.subject_id)
    return StepCode(code_of(seed), ticket.expires_at)


def withdraw_step_code(*, actor: SignedIn, ref: UUID) -> None:
    """It opens nothing any more; what was entered stays hers. Twice is once."""
    with transaction.atomic():
        walk = my_walk(actor=actor, ref=ref, lock=True)
        gone = living_codes(actor=actor, enrolment=walk.enrolment).update(withdrawn_at=Now())
        if gone:
            record(
                actor=actor, verb="education.step_code.withdrawn", thing=walk.enrolment,
                subject=walk.enrolment.subject_id,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FromPaper:
    """What stands on a sheet, or was told. `how`: StepState.How; a plan in its two halves."""

    written: Written
    how: str
    if_text: str = ""
    then_text: str = ""


def key_step(*, keying: Keying, entered_by: SignedIn, step_id: str, paper: FromPaper) -> None:
    """Runs as the bearer of her code: one step is done, marked with who entered it and how.

    What she did herself is never written over. She is told once a day. Raises Http404.
    """
    step, written = keying.step(step_id), paper.written
    how = StepState.How(paper.how)
    if step is None:
        raise Http404
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select key_step(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                step_id, written.words, json.dumps(dict(written.answers)),
                json.dumps(dict(written.missing)),
                written.form.version_id if written.form else None,
                written.form.translation_id if written.form else None,
                paper.if_text, paper.then_text, how, entered_by.account_id,
            ],
        )  # fmt: skip
        (done,) = cursor.fetchone()
        if not done:
            raise Http404
        record(actor=entered_by, verb=KEYED, subject=keying.subject, step=step_id, how=str(how))
        queue(
            recipient=keying.person_id,
            kind=ENTERED,
            context={"path": reverse("education:way", args=[keying.enrolment_ref])},
            dedup=f"{ENTERED}:{keying.enrolment_ref}:{timezone.localdate()}",
        )
