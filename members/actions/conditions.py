"""A member says, corrects and takes back what illness she has; nobody else reads any of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Condition, MemberCondition
from members.queries.own import own_rows
from members.rules import may_decide
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

KEPT_OFF = timedelta(days=MemberCondition.holds.days)


def say_condition(*, actor: Actor, condition_id: int, status: str, since: str) -> MemberCondition:
    """One more on her list; said already, it is corrected. Raises Http404 for what is not offered."""
    demand(may_decide(actor))
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    with transaction.atomic():
        condition = Condition.objects.filter(pk=condition_id, retired_at__isnull=True).first()
        if condition is None:
            raise Http404
        try:
            with transaction.atomic():
                row = MemberCondition.objects.create(
                    ref=uuid4(),
                    subject_id=actor.subject_id,
                    condition=condition,
                    status=status,
                    since=since,
                )
        except IntegrityError:  # condition_said_once
            known = own_rows(MemberCondition, actor).get(
                condition=condition, replaced_at__isnull=True, removed_at__isnull=True
            )
            return correct_condition(actor=actor, ref=known.ref, status=status, since=since)
        record(actor=actor, verb="members.condition.said", thing=row, subject=row.subject_id)
    return row


def correct_condition(*, actor: Actor, ref: UUID, status: str, since: str) -> MemberCondition:
    """What she says now stands; what she said before stays as its history. Raises Http404."""
    with transaction.atomic():
        living = own_rows(MemberCondition, actor).filter(
            ref=ref, replaced_at__isnull=True, removed_at__isnull=True
        )
        row = living.select_for_update(of=("self",)).first()
        if row is None:
            raise Http404
        if (row.status, row.since) == (status, since):
            return row
        MemberCondition.objects.visible_to(actor).filter(pk=row.pk).update(replaced_at=Now())
        made = MemberCondition.objects.create(
            ref=row.ref,
            subject_id=row.subject_id,
            condition_id=row.condition_id,
            status=status,
            since=since,
        )
        record(actor=actor, verb="members.condition.corrected", thing=made, subject=row.subject_id)
    return made


def take_off_condition(*, actor: Actor, ref: UUID) -> None:
    """Off her list with its history; deleted after 30 days, until then it can be put back."""
    with transaction.atomic():
        rows = own_rows(MemberCondition, actor).filter(ref=ref)
        found = list(rows.select_for_update(of=("self",)))
        if not found:
            raise Http404
        if found[0].removed_at is None:
            rows.update(removed_at=Now())
            record(
                actor=actor,
                verb="members.condition.taken_off",
                thing=found[-1],
                subject=found[-1].subject_id,
            )


def put_back_condition(*, actor: Actor, ref: UUID) -> None:
    """Undoes taking off. Said again in the meantime, the newer one stands. Raises Http404."""
    with transaction.atomic():
        since = timezone.now() - KEPT_OFF
        rows = own_rows(MemberCondition, actor).filter(ref=ref, removed_at__gt=since)
        found = list(rows.select_for_update(of=("self",)))
        if not found:
            raise Http404
        try:
            with transaction.atomic():
                own_rows(MemberCondition, actor).filter(ref=ref).update(removed_at=None)
        except IntegrityError:  # condition_said_once
            return
        record(
            actor=actor,
            verb="members.condition.put_back",
            thing=found[-1],
            subject=found[-1].subject_id,
        )
