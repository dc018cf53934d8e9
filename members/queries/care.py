"""Clinicians and clinics by name: who works where, from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from members.models import Clinic, ClinicMembership, Grant, Person
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at a clinic, by the name she shows to everybody."""

    name: str
    since: datetime
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClinicShown:
    """A clinic as a member who shares with it sees it."""

    pk: int
    name: str
    present: tuple[Colleague, ...] = ()
    gone: tuple[Colleague, ...] = ()


def account_names(account_ids: Collection[int]) -> dict[int, str]:
    """account id → display name; these are shown wherever the person acts."""
    if not account_ids:
        return {}
    people = Person.objects.filter(account_id__in=account_ids)
    return {
        account: name
        for account, name in people.values_list("account_id", "display_name")
        if account
    }


def clinics_shown(clinic_ids: Collection[int]) -> dict[int, ClinicShown]:
    """clinic id → the clinic with everybody who works or worked there; two queries."""
    if not clinic_ids:
        return {}
    people: dict[int, list[Colleague]] = defaultdict(list)
    rows = (
        ClinicMembership.objects.filter(clinic_id__in=clinic_ids)
        .order_by("joined_at", "pk")
        .values_list("clinic_id", "account__person__display_name", "joined_at", "left_at")
    )
    for clinic, name, since, left in rows:
        people[clinic].append(Colleague(name or "", since, left))
    return {
        clinic.pk: ClinicShown(
            clinic.pk,
            clinic.name,
            tuple(one for one in people[clinic.pk] if one.left is None),
            tuple(one for one in people[clinic.pk] if one.left is not None),
        )
        for clinic in Clinic.objects.filter(pk__in=clinic_ids)
    }


def clinic_names(grants: Iterable[Grant]) -> dict[int, str]:
    """clinic id → name, of those grants that go to a clinic."""
    ids = {g.grantee_id for g in grants if g.grantee_kind == Grant.Grantee.CLINIC and g.grantee_id}
    return dict(Clinic.objects.filter(pk__in=ids).values_list("pk", "name"))


def my_clinics(*, actor: Actor) -> list[Clinic]:
    """The clinics the actor works at now, by name."""
    if not isinstance(actor, SignedIn):
        return []
    return list(
        Clinic.objects.filter(
            memberships__account_id=actor.account_id, memberships__left_at__isnull=True
        ).order_by("name")
    )
