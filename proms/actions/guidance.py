"""A clinic's own guidance beside scales: written down, changed, taken away; each recorded."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from members.models import Clinic
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.models import ClinicGuidance
from proms.queries.arrangement import clinic_of
from proms.queries.guidance import guidance_of
from proms.rules import may_add_guidance, may_arrange_for_clinic


@dataclass(frozen=True, slots=True)
class Written:
    """What the form gives. `about`: a questionnaire ("<spec>") or one scale ("<spec>.<scale>")."""

    title: str
    url: str
    about: str
    version: str
    responsible: str


def add_guidance(*, actor: SignedIn, clinic_id: int, written: Written) -> ClinicGuidance:
    """One more of a few; the same twice is one. Raises Http404 for who does not work there."""
    demand(may_arrange_for_clinic(actor))
    clinic = clinic_of(actor=actor, clinic_id=clinic_id)
    with transaction.atomic():
        Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
        there = guidance_of(clinic_id=clinic.pk)
        given = asdict(written)
        for one in there:
            if all(getattr(one, name) == given[name] for name in given):
                return one
        demand(may_add_guidance(len(there)))
        kept = ClinicGuidance.objects.create(clinic=clinic, **given)
        record(actor=actor, verb="proms.guidance.added", thing=kept)
    return kept


def change_guidance(*, actor: SignedIn, clinic_id: int, ref: UUID, written: Written) -> None:
    """Its words, its address or what it is about; the record says which."""
    with transaction.atomic():
        kept = _held(actor, clinic_id, ref)
        given = asdict(written)
        changed = sorted(name for name in given if getattr(kept, name) != given[name])
        if not changed:
            return
        for name in changed:
            setattr(kept, name, given[name])
        kept.save(update_fields=changed)
        record(actor=actor, verb="proms.guidance.changed", thing=kept, changed=changed)


def take_guidance_away(*, actor: SignedIn, clinic_id: int, ref: UUID) -> None:
    """It stands beside no summary any more."""
    with transaction.atomic():
        kept = _held(actor, clinic_id, ref)
        kept.ended_at = Now()
        kept.save(update_fields=["ended_at"])
        record(actor=actor, verb="proms.guidance.taken_away", thing=kept)


def _held(actor: SignedIn, clinic_id: int, ref: UUID) -> ClinicGuidance:
    demand(may_arrange_for_clinic(actor))
    clinic = clinic_of(actor=actor, clinic_id=clinic_id)
    living = ClinicGuidance.objects.filter(clinic=clinic, ref=ref, ended_at__isnull=True)
    kept = living.select_for_update(of=("self",)).first()
    if kept is None:
        raise Http404
    return kept
