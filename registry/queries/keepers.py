"""Who works in a registry with which rights, and whom one could name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from members.models import Person
from members.queries.care import account_names
from members.queries.roles import living_holdings
from po_platform.access.actor import Actor, Hat
from registry.models import Registry, Right
from registry.policies import KEEPERS


@dataclass(frozen=True)
class Keeper:
    """Somebody with rights: `general` for the whole registry, `named` for single forms."""

    name: str
    general: Right
    named: tuple[Right, ...]


def keepers_of(*, actor: Actor, registry: Registry) -> list[Keeper]:
    """Everybody with a right in a registry, by name; three queries."""
    rights = Right.objects.filter(registry=registry).select_related("form", "site").order_by("pk")
    by_account = defaultdict(list)
    for right in rights:
        by_account[right.account_id].append(right)
    names = account_names(by_account.keys())
    found = [
        Keeper(
            names.get(account, ""),
            next(one for one in listed if one.form_id is None),
            tuple(one for one in listed if one.form_id is not None),
        )
        for account, listed in by_account.items()
        if any(one.form_id is None for one in listed)
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def could_be_named(*, actor: Actor, registry: Registry) -> list[tuple[int, str, Hat]]:
    """(account, display name, role) of curators and clinicians without a right here, by name."""
    living = living_holdings(*KEEPERS)
    there = Right.objects.filter(registry=registry).values("account_id")
    roles = dict(living.exclude(account_id__in=there).values_list("account_id", "role"))
    people = Person.objects.filter(account_id__in=roles, state=Person.State.ACTIVE)
    return [
        (account, name, Hat(roles[account]))
        for account, name in people.order_by("display_name", "pk").values_list(
            "account_id", "display_name"
        )
        if account
    ]


def manages_alone(right: Right) -> bool:
    """Whether nobody else looks after this registry."""
    others = Right.objects.filter(registry_id=right.registry_id, manages=True)
    return not others.exclude(account_id=right.account_id).exists()
