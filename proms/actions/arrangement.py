"""Choosing which scales open first: for a clinic, and for one person; nothing leaves the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from members.queries.grants import grant_behind
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.models import ClinicScales, ScaleChoice
from proms.queries.arrangement import clinic_of
from proms.rules import may_arrange, may_arrange_for_clinic

Place = ScaleChoice.Place
NO_NORMS: Mapping[str, str] = {}
MOST = 6  # how many open first; more is no choice any more


def choose_for_clinic(*, actor: SignedIn, clinic_id: int, scales: Sequence[str]) -> None:
    """What opens first wherever this clinic reads; none: everything. Raises Http404 elsewhere."""
    demand(may_arrange_for_clinic(actor))
    clinic = clinic_of(actor=actor, clinic_id=clinic_id)
    with transaction.atomic():
        kept, _new = ClinicScales.objects.update_or_create(
            clinic=clinic,
            defaults={"scales": list(scales)[:MOST], "chosen_at": timezone.now()},
        )
        record(actor=actor, verb="proms.clinic_scales.chosen", thing=kept)


def arrange_for_patient(
    *,
    actor: SignedIn,
    subject: UUID,
    places: Mapping[str, str],
    norms: Mapping[str, str] = NO_NORMS,
) -> None:
    """What opens first and what is folded for the actor, for one person who shares with her.

    `places`: scale key → place, of every scale there is; what is not named is as the clinic chose.
    `norms`: scale key → the dotted line of an average (proms.norms.choice_of), "" for none; what is
    not named stays as it is.
    """
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    demand(may_arrange(actor, shares_with_actor=grant is not None))
    keep_choices(actor=actor, subject=subject, places=places, norms=norms)


def keep_choices(
    *,
    actor: SignedIn,
    subject: UUID,
    places: Mapping[str, str] | None = None,
    norms: Mapping[str, str] = NO_NORMS,
) -> None:
    """What the actor chose for her own pages about one person; who may is asked before.

    Without `places` they stay as they are.
    """
    nothing = (Place.CLINIC.value, "")
    with transaction.atomic():
        own = ScaleChoice.objects.visible_to(actor).filter(
            subject_id=subject, account_id=actor.account_id
        )
        before = {
            scale: (place, norm) for scale, place, norm in own.values_list("scale", "place", "norm")
        }
        changed = []
        for scale in sorted({*before, *(places or {}), *norms}):
            place, norm = before.get(scale, nothing)
            now = (
                place if places is None else places.get(scale, Place.CLINIC.value),
                norms.get(scale, norm),
            )
            if now != (place, norm):
                changed.append(
                    ScaleChoice(
                        subject_id=subject,
                        account_id=actor.account_id,
                        scale=scale,
                        place=now[0],
                        norm=now[1],
                        chosen_at=timezone.now(),
                    )
                )
        ScaleChoice.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["subject_id", "account_id", "scale"],
            update_fields=["place", "norm", "chosen_at"],
        )
        for row in changed:
            record(actor=actor, verb="proms.scale.arranged", thing=row, subject=subject)
