"""What a member gives others to read from a step: given, looked at by an editor, taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.example_rules import may_be_given, may_give_example
from education.models import StepExample
from education.notices import ANSWERED, tell
from education.queries.examples import step_to_give
from education.rules import may_write
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

State = StepExample.State


def give_example(*, actor: Actor, ref: UUID, step_id: str, words: str) -> StepExample:
    """From now on an editor may look at it; given again, only the new words count.

    What she wrote on the step stays as it is.
    """
    with transaction.atomic():
        walk, step = step_to_give(actor=actor, ref=ref, step_id=step_id, lock=True)
        demand(may_give_example(actor, step, done=step_id in walk.way.done))
        demand(may_be_given(words))
        programme, subject = walk.enrolment.programme, walk.enrolment.subject_id
        own_rows(StepExample, actor).filter(programme=programme, step=step_id).delete()
        row = StepExample(
            ref=uuid4(), subject_id=subject, programme=programme, step=step_id, asked=step.ask,
            words=words, at=timezone.now(),
        )  # fmt: skip
        StepExample.objects.bulk_create([row])
        # Without the row: the record would say for ever whose example it was.
        record(actor=actor, verb="education.example.given", subject=subject)
    return row


def take_example_back(*, actor: Actor, ref: UUID) -> None:
    """Gone at once, for editors and readers. Twice is once."""
    with transaction.atomic():
        row = own_rows(StepExample, actor).filter(ref=ref).first()
        if row is None:
            return
        own_rows(StepExample, actor).filter(pk=row.pk).delete()
        record(actor=actor, verb="education.example.taken_back", subject=row.subject_id)


def check_example(*, actor: Actor, ref: UUID, stood: str, verdict: str, why: str) -> None:
    """What an editor says to one; `stood`: its state as she read it. Whoever gave it is told.

    Nobody looks at her own. Raises Http404 for none of these words.
    """
    demand(may_write(actor))
    if verdict not in (State.SHOWN, State.KEPT) or stood not in (State.NEW, State.SHOWN):
        raise Http404
    if verdict == State.KEPT and not why.strip():
        raise PermissionDenied(_("Say why. Whoever wrote it reads it."))
    with transaction.atomic(), connection.cursor() as cursor:
        said = why if verdict == State.KEPT else ""
        cursor.execute("select decide_example(%s, %s, %s, %s)", [ref, stood, verdict, said])
        people = [person for (person,) in cursor.fetchall()]
        if not people:
            raise PermissionDenied(_("It was taken back or looked at meanwhile."))
        record(actor=actor, verb="education.example.checked", verdict=verdict)
        key = f"{ANSWERED}:example:{ref}:{verdict}"
        tell(people, ANSWERED, reverse("education:my_examples"), key)
