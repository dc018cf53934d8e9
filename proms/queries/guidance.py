"""A clinic's own guidance: what it keeps, and what of it stands beside one person's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from members.models import Grant
from po_platform.access.actor import SignedIn
from proms.models import ClinicGuidance


@dataclass(frozen=True, slots=True)
class Beside:
    """One link below the numbers: for what it is, and whose."""

    about: str
    clinic: str
    guidance: ClinicGuidance


def guidance_of(*, clinic_id: int) -> list[ClinicGuidance]:
    """What a clinic keeps now, in the order it was written down; no person stands in it."""
    return list(
        ClinicGuidance.objects.filter(clinic_id=clinic_id, ended_at__isnull=True).order_by("pk")
    )


def guidance_beside(*, actor: SignedIn, grant: Grant, named: Mapping[str, str]) -> list[Beside]:
    """The links for scales that stand in a summary; one query.

    `named`: scale key or questionnaire → its words, of what was answered at all. No value comes in
    here: whatever somebody answered, the same links stand in the same order.
    """
    found = ClinicGuidance.objects.filter(
        clinic__memberships__account_id=actor.account_id,
        clinic__memberships__left_at__isnull=True,
        ended_at__isnull=True,
        about__in=named,
    )
    if grant.grantee_kind == Grant.Grantee.CLINIC:
        found = found.filter(clinic_id=grant.grantee_id or 0)
    rows = found.select_related("clinic").order_by("clinic__name", "pk")
    return [Beside(named[one.about], one.clinic.name, one) for one in rows]
