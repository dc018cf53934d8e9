"""The office makes, changes and closes groups, and names who leads and whom to call."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.actions.events import tell_all_of_group
from members.group_rules import may_name_lead
from members.models import Condition, Group, GroupContact, GroupLead, Person
from members.notices import GROUP_TASK
from members.office_rules import may_run_the_office
from notifications.actions import queue
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

Texts = dict[str, str]


def make_group(*, actor: Actor, **values: Any) -> Group:
    """`values`: kind, name, text, condition_id, language, public, by_request."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = Group.objects.create(**values)
        record(actor=actor, verb="members.group.made", thing=row)
    return row


def change_group(*, actor: Actor, ref: UUID, **values: Any) -> Group:
    """What differs is written; the same again leaves no trace.

    A group that is opened or closed to asking keeps its promise to who is in already: whoever
    came without being shown to those who lead is not shown to them later.
    """
    with transaction.atomic():
        row = _group(actor, ref)
        changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            row.save(update_fields=changed)
            record(actor=actor, verb="members.group.changed", thing=row, fields=changed)
    return row


def close_group(*, actor: Actor, ref: UUID, closed: bool) -> Group:
    """Nobody finds or joins a closed one; who is in it still can leave. False opens it again.

    What it planned does not take place meanwhile, and who said that they come are told.
    """
    with transaction.atomic():
        row = _group(actor, ref)
        if (row.closed_at is not None) != closed:
            row.closed_at = timezone.now() if closed else None
            row.save(update_fields=["closed_at"])
            tell_all_of_group(row)
            verb = "members.group.closed" if closed else "members.group.opened"
            record(actor=actor, verb=verb, thing=row)
    return row


def name_lead(*, actor: Actor, ref: UUID, person: Person) -> GroupLead:
    """Somebody who agreed that her display name stands on the page; she is told by mail."""
    with transaction.atomic():
        group = _group(actor, ref)
        demand(may_name_lead(actor, person))
        try:
            with transaction.atomic():
                row = GroupLead.objects.create(group=group, person=person)
        except IntegrityError:  # group_lead_once
            return GroupLead.objects.get(group=group, person=person, ended_at__isnull=True)
        record(actor=actor, verb="members.group_lead.named", thing=row, person=person.pk)
        _tell(person.pk, group, f"lead:{row.pk}")
    return row


def end_lead(*, actor: Actor, ref: UUID, lead_id: int) -> None:
    """From the next request on."""
    with transaction.atomic():
        row = (
            GroupLead.objects.select_for_update()
            .filter(group=_group(actor, ref), pk=lead_id)
            .first()
        )
        if row is None:
            raise Http404
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            record(actor=actor, verb="members.group_lead.ended", thing=row, person=row.person_id)


def name_contact(
    *,
    actor: Actor,
    ref: UUID,
    public_name: str,
    phone: str,
    hours: Texts,
    agreed_on: date,
    agreed_how: str,
    person: Person | None = None,
) -> GroupContact:
    """Exactly what she agreed to show; who has an account is told, and can take it off herself."""
    with transaction.atomic():
        group = _group(actor, ref)
        row = GroupContact.objects.create(
            group=group,
            person=person,
            public_name=public_name,
            phone=phone,
            hours=hours,
            agreed_on=agreed_on,
            agreed_how=agreed_how,
        )
        record(actor=actor, verb="members.group_contact.named", thing=row)
        if person is not None and person.account_id is not None:
            _tell(person.pk, group, f"contact:{row.pk}")
    return row


def end_contact(*, actor: Actor, ref: UUID, contact_id: int) -> None:
    """Off the page at once."""
    with transaction.atomic():
        row = (
            GroupContact.objects.select_for_update()
            .filter(group=_group(actor, ref), pk=contact_id)
            .first()
        )
        if row is None:
            raise Http404
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            record(actor=actor, verb="members.group_contact.ended", thing=row)


def put_condition(
    *, actor: Actor, condition_id: int | None, name: Texts, code_system: str, code: str, kept: bool
) -> Condition:
    """A new line of the list of diagnoses, or another wording. `kept` False: not offered any more."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = Condition()
        if condition_id is not None:
            found = Condition.objects.select_for_update().filter(pk=condition_id).first()
            if found is None:
                raise Http404
            row = found
        row.name, row.code_system, row.code = name, code_system, code
        if kept == (row.retired_at is not None):
            row.retired_at = None if kept else timezone.now()
        row.save()
        record(actor=actor, verb="members.condition.put", thing=row)
    return row


def _group(actor: Actor, ref: UUID) -> Group:
    demand(may_run_the_office(actor))
    row = Group.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _tell(person_id: int, group: Group, what: str) -> None:
    queue(
        recipient=person_id,
        kind=GROUP_TASK,
        context={"path": reverse("members:group", args=[group.ref])},
        dedup=f"{GROUP_TASK}:{what}",
    )
