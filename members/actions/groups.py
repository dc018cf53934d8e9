"""A member joins, leaves and comes back; those who lead answer; nobody else learns of it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.group_rules import may_come_back, may_join_group
from members.models import Group, GroupContact, GroupLead, GroupMembership
from members.notices import GROUP_ANSWERED, GROUP_ASKED
from members.queries.group_people import led_group
from members.queries.groups import group_row, my_place
from members.queries.own import own_rows
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def join_group(
    *, actor: Actor, ref: UUID, words: str = "", was_told: bool = False
) -> GroupMembership:
    """Inside at once where the group is open, else waiting for those who lead. Twice is once.

    `words`: a line for those who lead. `was_told`: she read that they see her display name; who did
    not is told first. Raises PermissionDenied and Http404.
    """
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group_row(actor=actor, ref=ref).pk)
        mine, now = my_place(actor=actor, group=group), timezone.now()
        refused_at = mine.left_at if mine and mine.declined else None
        demand(may_join_group(actor, group, refused_at=refused_at, now=now))
        if not isinstance(actor, SignedIn) or actor.subject_id is None:
            raise Http404
        if group.by_request and not was_told and not (mine and mine.left_at is None):
            words = _(
                "This group lets people in by request now. Read what that means, then decide."
            )
            raise PermissionDenied(words)
        try:
            with transaction.atomic():
                row = GroupMembership.objects.create(
                    subject_id=actor.subject_id,
                    group=group,
                    named=group.by_request,
                    words=words.strip()[:300] if group.by_request else "",
                    joined_at=None if group.by_request else now,
                )
        except IntegrityError:  # in_group_once
            return own_rows(GroupMembership, actor).get(group=group, left_at__isnull=True)
        record(
            actor=actor,
            verb="members.group_membership.begun",
            thing=row,
            subject=row.subject_id,
        )
        if group.by_request:
            _tell_leads(group)
    return row


def leave_group(*, actor: Actor, ref: UUID) -> None:
    """At once, or takes a request back. Leaving twice changes nothing."""
    with transaction.atomic():
        hers = own_rows(GroupMembership, actor).filter(group__ref=ref)
        row = hers.filter(left_at__isnull=True).select_for_update(of=("self",)).first()
        if row is None:
            if not hers.exists():
                raise Http404
            return
        GroupMembership.objects.visible_to(actor).filter(pk=row.pk).update(left_at=Now())
        record(
            actor=actor, verb="members.group_membership.ended", thing=row, subject=row.subject_id
        )


def come_back(*, actor: Actor, ref: UUID) -> None:
    """Undoes leaving, within a day, as if it had not been. Raises PermissionDenied."""
    with transaction.atomic():
        group = group_row(actor=actor, ref=ref)
        row = (
            own_rows(GroupMembership, actor)
            .filter(group=group)
            .order_by("-pk")
            .select_for_update(of=("self",))
            .first()
        )
        if row is None:
            raise Http404
        if row.left_at is None:
            return
        demand(may_come_back(row.left_at, declined=row.declined, now=timezone.now()))
        demand(may_join_group(actor, group, refused_at=None, now=timezone.now()))
        GroupMembership.objects.visible_to(actor).filter(pk=row.pk).update(left_at=None)
        record(
            actor=actor, verb="members.group_membership.resumed", thing=row, subject=row.subject_id
        )


def answer_request(*, actor: Actor, ref: UUID, membership_id: int, let_in: bool) -> bool:
    """Lets somebody in, or not, once; False when somebody has answered before or she went back."""
    with transaction.atomic():
        group = led_group(actor=actor, ref=ref)
        with connection.cursor() as cursor:
            cursor.execute(
                "select answer_group_request(%s, %s, %s)", [membership_id, group.pk, let_in]
            )
            (person_id,) = cursor.fetchone()
        if person_id is None:
            return False
        record(
            actor=actor,
            verb="members.group_membership.answered",
            thing=GroupMembership(pk=membership_id),
        )
        queue(
            recipient=person_id,
            kind=GROUP_ANSWERED,
            context={"path": reverse("members:groups")},
            dedup=f"{GROUP_ANSWERED}:{membership_id}",
        )
    return True


def step_down(*, actor: Actor, ref: UUID) -> None:
    """Somebody no longer leads or no longer stands there to be called: her own, at once."""
    if not isinstance(actor, SignedIn):
        raise Http404
    with transaction.atomic():
        ended = 0
        for model, verb in (
            (GroupLead, "members.group_lead.ended"),
            (GroupContact, "members.group_contact.ended"),
        ):
            for row in model.objects.select_for_update().filter(
                group__ref=ref, person_id=actor.person_id, ended_at__isnull=True
            ):
                row.ended_at = timezone.now()
                row.save(update_fields=["ended_at"])
                record(actor=actor, verb=verb, thing=row, person=actor.person_id)
                ended += 1
        if not ended:
            raise Http404


def _tell_leads(group: Group) -> None:
    """One e-mail a day at most, which does not say what waits."""
    today = timezone.localdate().isoformat()
    for lead in GroupLead.objects.filter(group=group, ended_at__isnull=True):
        queue(
            recipient=lead.person_id,
            kind=GROUP_ASKED,
            context={"path": reverse("members:start")},
            dedup=f"{GROUP_ASKED}:{lead.pk}:{today}",
        )
