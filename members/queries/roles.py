"""Roles that count now: begun, not ended, held by somebody active."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from members.models import Person, RoleHolding
from po_platform.access.actor import Hat


def living_holdings(*hats: Hat) -> QuerySet[RoleHolding]:
    """Holdings of these roles (of any role without a word) in force at this moment."""
    rows = RoleHolding.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), starts_at__lte=Now()
    )
    return rows.filter(role__in=hats) if hats else rows


def living_administrators() -> QuerySet[RoleHolding]:
    """Who can run the office now; at least one always stays."""
    return living_holdings(Hat.ADMINISTRATOR).filter(account__person__state=Person.State.ACTIVE)


def lock_administrators() -> None:
    """Before a role or state changes: two administrators cannot end each other at the same moment."""
    list(
        RoleHolding.objects.filter(role=Hat.ADMINISTRATOR)
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )


def is_last_administrator(account_id: int | None) -> bool:
    """Whether the office would stand empty without this account."""
    holders = set(living_administrators().values_list("account_id", flat=True))
    return holders == {account_id}
