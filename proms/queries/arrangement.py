"""What a clinic and a clinician chose to see first, and what there is to choose from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.http import Http404

from members.models import Clinic, Grant
from members.queries.care import my_clinics
from po_platform.access.actor import SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.arrangement import Arrangement, Guidance, scale_key
from proms.course import in_language
from proms.models import ClinicGuidance, ClinicScales, ScaleChoice, ScaleSpec
from proms.queries.course import Line, scores_over_time
from proms.queries.instruments import usable_instruments
from proms.queries.specs import specs_of

Place = ScaleChoice.Place
LINK, OPENS = "guidance", "opens"
SHOWN = ("title", "url", "about", "version", "responsible")


@dataclass(frozen=True, slots=True)
class Choosable:
    """A scale somebody may put first: its key, its words, and of which questionnaire."""

    key: str
    label: str
    measure: str


def clinic_of(*, actor: SignedIn, clinic_id: int) -> Clinic:
    """One of the clinics the actor works at now. Raises Http404."""
    for clinic in my_clinics(actor=actor):
        if clinic.pk == clinic_id:
            return clinic
    raise Http404


def chosen_by_clinic(*, clinic_id: int) -> list[str]:
    """What a clinic opens first; no person stands in it."""
    found = ClinicScales.objects.filter(clinic_id=clinic_id).first()
    return list(found.scales) if found else []


def scales_in_use(*, language: str) -> list[Choosable]:
    """Every drawn scale of every questionnaire that may be used now, each once."""
    instruments = usable_instruments()
    rows = ScaleSpec.objects.filter(instrument__in=instruments).values_list("pk", "instrument_id")
    drawn = {one.pk: one.drawn for one in instruments}
    of_spec = dict(rows)
    specs = specs_of(set(of_spec))
    found: dict[str, Choosable] = {}
    for pk in sorted(specs):  # a newer version of a rule takes the place of an older one
        for scale in specs[pk].scales:
            if not scale.aside or scale.id in drawn[of_spec[pk]]:
                key = scale_key(specs[pk].id, scale.id)
                measure = in_language(specs[pk].title, language)
                found[key] = Choosable(key, in_language(scale.label, language), measure)
    return sorted(found.values(), key=lambda one: one.measure)  # stable: scales as in their form


def scales_of(*, actor: SignedIn, subject: UUID, language: str) -> list[Choosable]:
    """The scales there are of one person the actor may see, in the order of the summary."""
    return choosable(scores_over_time(actor=actor, subject=subject), language)


def choosable(lines: Sequence[Line], language: str) -> list[Choosable]:
    """The scales of these lines, each once, in the words of the newest rule."""
    found = [
        Choosable(
            scale_key(line.spec.id, line.scale.id),
            in_language(line.scale.label, language),
            in_language(line.spec.title, language),
        )
        for line in lines
    ]
    # Answers of a helper, and those under an older rule, are lines of the same scale.
    return list({one.key: one for one in found}.values())


def choices_of(*, actor: SignedIn, subject: UUID) -> dict[str, str]:
    """scale key → place, as this clinician chose for this person."""
    return dict(_choices(actor, subject).values_list("scale", "place"))


def arrangement_for(*, actor: SignedIn, subject: UUID, grant: Grant) -> Arrangement:
    """How this clinician sees this person: by the clinic the person shares with, else her own.

    One query for what the clinics chose, their guidance, and what she chose herself.
    """
    here = Q(
        clinic__memberships__account_id=actor.account_id, clinic__memberships__left_at__isnull=True
    )
    if grant.grantee_kind == Grant.Grantee.CLINIC:
        here &= Q(clinic_id=grant.grantee_id or 0)
    chosen = ClinicScales.objects.filter(here).annotate(
        place=Value(OPENS, CharField()),
        what=Cast("scales", TextField()),
        whose=F("clinic__name"),
    )
    links = ClinicGuidance.objects.filter(here, ended_at__isnull=True).annotate(
        place=Value(LINK, CharField()),
        what=Cast(JSONObject(n=F("pk"), **{name: F(name) for name in SHOWN}), TextField()),
        whose=F("clinic__name"),
    )
    hers = _choices(actor, subject).annotate(what=Cast("scale", TextField()), whose=F("norm"))
    columns = ("place", "what", "whose")
    rows = list(
        chosen.values_list(*columns).union(
            links.values_list(*columns), hers.values_list(*columns), all=True
        )
    )
    of_clinics = sorted((whose, what) for place, what, whose in rows if place == OPENS)
    return Arrangement(
        clinic=tuple(json.loads(of_clinics[0][1])) if of_clinics else (),
        first=frozenset(what for place, what, _whose in rows if place == Place.FIRST),
        folded=frozenset(what for place, what, _whose in rows if place == Place.FOLDED),
        guidance=_in_order([(whose, json.loads(what)) for place, what, whose in rows
                            if place == LINK]),
        norms={what: norm for place, what, norm in rows if norm and place not in (OPENS, LINK)},
    )  # fmt: skip


def _in_order(kept: list[tuple[str, dict[str, Any]]]) -> tuple[Guidance, ...]:
    """By clinic, then as they were written down."""
    ranked = sorted(kept, key=lambda one: (one[0], one[1].pop("n")))
    return tuple(Guidance(clinic, **shown) for clinic, shown in ranked)


def _choices(actor: SignedIn, subject: UUID) -> ProtectedQuerySet[ScaleChoice]:
    rows = ScaleChoice.objects.visible_to(actor).filter(
        subject_id=subject, account_id=actor.account_id
    )
    return rows.exclude(place=Place.CLINIC, norm="")
