"""By which number a clinic knows somebody: its mark is kept, the number itself never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from members.models import Clinic, Grant
from members.policies import living_grants_to
from members.queries.care import my_clinics
from po_platform.access.actor import SignedIn
from po_platform.kit.crypto import blind_index
from proms.models import PatientNumber
from proms.policies import SCOPE


@dataclass(frozen=True, slots=True)
class NumberAt:
    """One of the actor's clinics; `since`: when its number was noted, None while there is none.

    `shares`: whether the person shares with this clinic, so that it may note one.
    """

    clinic: Clinic
    since: datetime | None
    shares: bool


def number_mark(clinic: Clinic, number: str) -> str:
    """Under which a clinic's own number for somebody is known again; "" for none."""
    bare = "".join(sign for sign in number.casefold() if sign.isalnum())
    return blind_index(f"patient number {clinic.pk}", bare) if bare else ""


def numbers_of(*, actor: SignedIn, subject: UUID) -> list[NumberAt]:
    """The actor's clinics a person shares with, and those that noted a number before."""
    shared = set(
        living_grants_to(actor)
        .visible_to(actor)
        .filter(
            subject_id=subject,
            grantee_kind=Grant.Grantee.CLINIC,
            scope__contains=[SCOPE],
        )
        .values_list("grantee_id", flat=True)
    )
    rows = PatientNumber.objects.visible_to(actor).filter(subject_id=subject)
    noted = dict(rows.values_list("clinic_id", "noted_at"))
    return [
        NumberAt(clinic, noted.get(clinic.pk), clinic.pk in shared)
        for clinic in my_clinics(actor=actor)
        if clinic.pk in shared or clinic.pk in noted
    ]
