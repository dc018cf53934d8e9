"""Groups and the list of diagnoses as the office keeps them; never who is in one or has one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import get_language

from members.models import Condition, Group
from members.office_rules import may_run_the_office
from members.queries.groups import group_sizes, name_of
from members.queries.organisation import in_language
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group in the office's list. `people`: about how many, None below five."""

    row: Group
    name: str
    leads: int
    contacts: int
    people: int | None


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One diagnosis of the list."""

    row: Condition
    name: str


def all_groups(*, actor: Actor) -> list[GroupLine]:
    """Open ones by name, then closed ones; two queries."""
    demand(may_run_the_office(actor))
    living = {
        "lead_count": Count("leads", Q(leads__ended_at__isnull=True), distinct=True),
        "contact_count": Count("contacts", Q(contacts__ended_at__isnull=True), distinct=True),
    }
    rows = list(Group.objects.annotate(**living))
    sizes = group_sizes(row.pk for row in rows)
    lines = [
        GroupLine(
            row,
            name_of(row),
            vars(row)["lead_count"],
            vars(row)["contact_count"],
            sizes.get(row.pk),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda one: (one.row.closed_at is not None, one.name.casefold()))


def group_by_ref(*, actor: Actor, ref: UUID) -> Group:
    """Raises Http404 when there is none."""
    demand(may_run_the_office(actor))
    row = Group.objects.select_related("condition").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def all_conditions(*, actor: Actor) -> list[ConditionLine]:
    """Offered ones by name, then those that are not offered any more."""
    demand(may_run_the_office(actor))
    here = get_language() or "en"
    lines = [ConditionLine(row, in_language(row.name, here)) for row in Condition.objects.all()]
    return sorted(lines, key=lambda one: (one.row.retired_at is not None, one.name.casefold()))


def condition_by_id(*, actor: Actor, condition_id: int) -> Condition | None:
    """One line of the list."""
    demand(may_run_the_office(actor))
    return Condition.objects.filter(pk=condition_id).first()
