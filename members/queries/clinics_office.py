"""Clinics as the office keeps them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from members.models import Clinic, ClinicMembership, Person
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

from .roles import living_holdings


def clinics(*, actor: Actor) -> QuerySet[Clinic]:
    """All of them by name, with `present`: how many work there now."""
    demand(may_run_the_office(actor))
    here = Count("memberships", filter=Q(memberships__left_at__isnull=True))
    return Clinic.objects.annotate(present=here).order_by("name", "pk")


def clinic_by_id(*, actor: Actor, clinic_id: int) -> Clinic:
    """Raises Http404 when there is none."""
    found = clinics(actor=actor).filter(pk=clinic_id).first()
    if found is None:
        raise Http404
    return found


def memberships_of(*, actor: Actor, clinic: Clinic) -> QuerySet[ClinicMembership]:
    """Everybody who works or worked there, those present first."""
    demand(may_run_the_office(actor))
    return (
        ClinicMembership.objects.filter(clinic=clinic)
        .select_related("account__person")
        .order_by("left_at", "joined_at", "pk")
    )


def clinicians_elsewhere(*, actor: Actor, clinic: Clinic) -> QuerySet[Person]:
    """Active clinicians who do not work at this clinic now."""
    demand(may_run_the_office(actor))
    here = ClinicMembership.objects.filter(clinic=clinic, left_at__isnull=True)
    return (
        Person.objects.filter(
            state=Person.State.ACTIVE,
            account_id__in=living_holdings(Hat.CLINICIAN).values("account_id"),
        )
        .exclude(account_id__in=here.values("account_id"))
        .order_by("display_name", "pk")
    )
