"""A member says where she stands, and that questionnaires may come nevertheless."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Person, Standing
from members.queries.own import own_rows
from members.rules import may_decide
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def say_where(*, actor: Actor, where: str) -> Standing:
    """From now on; the same again changes nothing, so that no time begins anew."""
    demand(may_decide(actor))
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    with transaction.atomic():
        # One at a time per person: a double click finds what the first one wrote.
        Person.objects.select_for_update().get(pk=actor.person_id)
        row = own_rows(Standing, actor).first()
        if row is None:
            row = Standing.objects.create(subject_id=actor.subject_id, where=where)
        elif row.where == where:
            return row
        else:
            row.where, row.said_at, row.wants_questions_at = where, timezone.now(), None
            row.save(update_fields=["where", "said_at", "wants_questions_at"])
        record(actor=actor, verb="members.standing.said", thing=row, subject=row.subject_id)
    return row


def ask_me_now(*, actor: Actor) -> None:
    """She would like questionnaires already; twice is once."""
    with transaction.atomic():
        row = own_rows(Standing, actor).select_for_update().first()
        if row is None:
            raise Http404
        if row.wants_questions_at is None:
            row.wants_questions_at = timezone.now()
            row.save(update_fields=["wants_questions_at"])
            record(
                actor=actor, verb="members.standing.said", thing=row,
                subject=row.subject_id,
            )  # fmt: skip
