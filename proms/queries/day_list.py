"""Whom a clinic knows who shares with it, and what a list of its day would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db.models import Q

from members.models import Clinic, Grant
from members.policies import living_grants_to
from members.purposes import CARE
from members.queries.identity import people_shown
from po_platform.access.actor import SignedIn
from proms.day_list import Known, Listed, match
from proms.models import PatientNumber, Visit
from proms.policies import SCOPE
from proms.queries.patient_numbers import number_mark


@dataclass(frozen=True, slots=True)
class Sharing:
    """The ground on which somebody stands in a list; `with_clinic`: she shares with all of it."""

    grant_id: int
    with_clinic: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """One visit as it would be written down. `state`: new, there, or moved (another time)."""

    subject: UUID
    grant_id: int
    name: str
    born: int | None
    on: date
    at: time | None
    by_number: bool
    state: str
    mark: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a list says about people who share; of all others the numbers of their lines."""

    visits: list[Proposed]
    doubtful: list[int]
    unknown: list[int]


def sharing_at(*, actor: SignedIn, clinic: Clinic) -> dict[UUID, Sharing]:
    """Who shares with this clinic, or with the actor herself; on the oldest ground of each.

    Whoever shares with a clinician means her, wherever she works: she stands in the list of each of
    her clinics. What a clinic keeps for everybody who works there, its number for somebody, it keeps
    only of those who share with it.
    """
    rows = (
        living_grants_to(actor)
        .filter(
            Q(grantee_kind=Grant.Grantee.ACCOUNT)
            | Q(grantee_kind=Grant.Grantee.CLINIC, grantee_id=clinic.pk),
            purpose=CARE.slug,
            scope__contains=[SCOPE],
        )
        .visible_to(actor)
        .order_by("-pk")
        .values_list("pk", "subject_id", "grantee_kind")
    )
    found: dict[UUID, Sharing] = {}
    for pk, subject, kind in rows:
        before = subject in found and found[subject].with_clinic
        found[subject] = Sharing(pk, before or kind == Grant.Grantee.CLINIC)
    return found


def proposal(*, actor: SignedIn, clinic: Clinic, listed: list[Listed]) -> Proposal:
    """Whoever shows it records the looks first. Constant queries, however long the list."""
    sharing = sharing_at(actor=actor, clinic=clinic)
    numbers = dict(
        PatientNumber.objects.visible_to(actor)
        .filter(clinic=clinic, subject_id__in=sharing)
        .values_list("subject_id", "mark")
    )
    shown = people_shown(actor=actor, subject_ids=list(sharing))
    people = [
        Known(subject, one.name, one.birth_year, numbers.get(subject, ""))
        for subject, one in shown.items()
    ]
    marks = {row.key: number_mark(clinic, row.key) for row in listed if row.key}
    found, doubtful, unknown = match(listed, people, marks)
    there = _arranged(actor, [one.known.subject for one in found])
    visits: dict[tuple[UUID, date], Proposed] = {}
    for one in found:
        place = one.known.subject, one.listed.on
        visits.setdefault(
            place,
            Proposed(
                one.known.subject,
                sharing[one.known.subject].grant_id,
                one.known.name,
                one.known.born,
                one.listed.on,
                one.listed.at,
                one.by_number,
                _state(one.listed.at, there.get(place)),
                marks.get(one.listed.key, ""),
            ),
        )
    return Proposal(
        list(visits.values()), [row.line for row in doubtful], [row.line for row in unknown]
    )


def _arranged(actor: SignedIn, subjects: list[UUID]) -> dict[tuple[UUID, date], Visit]:
    rows = Visit.objects.visible_to(actor).filter(
        subject_id__in=subjects, cancelled_at__isnull=True
    )
    return {(row.subject_id, row.on): row for row in rows.order_by("-pk")}


def _state(at: time | None, visit: Visit | None) -> str:
    if visit is None:
        return "new"
    same = at is None or visit.at == at or visit.made_by != Visit.MadeBy.CLINIC
    return "there" if same else "moved"
