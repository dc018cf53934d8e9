"""Scores for a registry somebody takes part in: what there is to be had, and her own results."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from members.parts import speaks
from members.queries.proxies import chooses_who_reads
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Response, Score
from proms.models import ScaleSpec as SpecRow
from proms.queries.course import OTHERS
from proms.queries.specs import specs_drawn
from proms.scale_spec.spec import ScaleSpec, Words
from questionnaires.models import Version


@dataclass(frozen=True, slots=True)
class Scale:
    """One number: its id in the rule, what it is called by language, from where to where it goes."""

    id: str
    words: Words
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """What one rule computes of a questionnaire. `versions`: of the rule, oldest first."""

    id: str
    title: Words
    versions: tuple[str, ...]
    scales: tuple[Scale, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one sending came to by one rule, in its newest version.

    `ref`: of the sending; `earlier`: of those it corrects. `scores`: scale → number, None where none
    may be told, and its state.
    """

    ref: UUID
    earlier: frozenset[UUID]
    measure: str
    title: Words
    day: date
    version: str
    scores: Mapping[str, tuple[Decimal | None, str]]


def measures() -> list[Measure]:
    """Of every questionnaire in use that has a rule, in the order of their ids. Nothing of anybody."""
    if not speaks(measures):  # the part is switched off
        return []
    in_use = Version.objects.filter(state=Version.State.PUBLISHED)
    rows = SpecRow.objects.filter(
        instrument__questionnaire__in=in_use.values("questionnaire")
    ).order_by("pk")
    found: dict[str, Measure] = {}
    for _pk, (spec, drawn) in sorted(specs_drawn(set(rows.values_list("pk", flat=True))).items()):
        shown = _shown(spec, drawn)
        scales = tuple(
            Scale(one.id, one.label, one.low, one.high) for one in spec.scales if one.id in shown
        )
        before = found[spec.id].versions if spec.id in found else ()
        versions = (*(one for one in before if one != spec.version), spec.version)
        if scales:
            found[spec.id] = Measure(spec.id, spec.title, versions, scales)
    return [found[name] for name in sorted(found)]


def results(actor: Actor, wanted: Collection[str]) -> list[Result]:
    """Of these measures what the actor may give away, newest first.

    Her own answers; who acts by law for a child without an account, what such people gave for it.
    Nothing a helper filled in, nothing kept to herself, and nothing of what a young person keeps
    from those who act for her. No scale that stands aside and is not drawn: she does not see it
    herself. Three queries, however many there are.
    """
    if not speaks(results) or not isinstance(actor, SignedIn) or actor.subject_id is None:
        return []
    if not wanted or (actor.helping is not None and not actor.decides_by_law):
        return []
    rows = list(
        _given(actor, actor.subject_id)
        .order_by("-authored_at", "-response_id")
        .values_list(
            "spec_id", "scale", "value", "state", "authored_at", "response_id", "response__ref"
        )
    )
    found = specs_drawn({row[0] for row in rows})
    specs = {spec_id: spec for spec_id, (spec, _drawn) in found.items()}
    shown = {spec_id: _shown(*one) for spec_id, one in found.items()}
    newest: dict[tuple[int, str], int] = {}
    for spec_id, *_rest, response_id, _ref in rows:
        key = response_id, specs[spec_id].id
        newest[key] = max(spec_id, newest.get(key, 0))
    scores: dict[tuple[int, str], dict[str, tuple[Decimal | None, str]]] = {}
    facts = {}
    for spec_id, scale, value, state, at, response_id, ref in rows:
        key = response_id, specs[spec_id].id
        if key[1] in wanted and newest[key] == spec_id and scale in shown[spec_id]:
            scores.setdefault(key, {})[scale] = (value, state)
            facts[key] = spec_id, at, ref
    if not facts:
        return []
    earlier = _corrected(actor, actor.subject_id)
    return [
        Result(
            ref,
            earlier.get(response_id, frozenset()),
            measure,
            specs[spec_id].title,
            timezone.localdate(at),
            specs[spec_id].version,
            scores[response_id, measure],
        )
        for (response_id, measure), (spec_id, at, ref) in facts.items()
    ]


def _shown(spec: ScaleSpec, drawn: Collection[str]) -> set[str]:
    """The scales she sees herself."""
    return {one.id for one in spec.scales if not one.aside or one.id in drawn}


def _given(actor: SignedIn, subject: UUID) -> ProtectedQuerySet[Score]:
    mine = Score.objects.visible_to(actor).filter(
        # The subject twice: so Postgres reads her responses together, not one by one.
        subject_id=subject,
        response__subject_id=subject,
        response__withdrawn_at__isnull=True,
        response__withheld=False,
    )
    if actor.helping is not None:
        return mine.filter(response__given_by="proxy")
    if chooses_who_reads(subject):
        mine = mine.filter(response__private=False)
    return mine.exclude(response__given_by__in=OTHERS)


def _corrected(actor: SignedIn, subject: UUID) -> dict[int, frozenset[UUID]]:
    """Sending → everything it corrects, step by step."""
    rows = list(
        Response.objects.visible_to(actor)
        .filter(subject_id=subject)
        .order_by("pk")
        .values_list("pk", "ref", "amended_from_id")
    )
    refs = {pk: ref for pk, ref, _former in rows}
    found: dict[int, frozenset[UUID]] = {}
    for pk, _ref, former in rows:  # a correction comes after what it corrects
        if former in refs:
            found[pk] = found.get(former, frozenset()) | {refs[former]}
    return found
