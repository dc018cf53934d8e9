"""Scores over time of one person: one indexed read, grouped by scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max

from po_platform.access.actor import Actor
from proms.models import Response, Score
from proms.queries.specs import spec_of
from proms.scale_spec.spec import Scale


@dataclass(frozen=True, slots=True)
class Point:
    """One score: when, what, how complete, of which response."""

    at: datetime
    value: Decimal | None
    state: str
    response_id: int


@dataclass(frozen=True, slots=True)
class ScaleKey:
    """A line of a chart: one scale of one instrument's spec."""

    spec_id: int
    scale: str


def scores_over_time(*, actor: Actor, subject: UUID) -> Mapping[ScaleKey, list[Point]]:
    """Every living score of one subject the actor may see, oldest first, in one query."""
    rows = (
        Score.objects.visible_to(actor)
        .filter(subject_id=subject, response__withdrawn_at__isnull=True)
        .order_by("authored_at", "pk")
        .values_list("spec_id", "scale", "authored_at", "value", "state", "response_id")
    )
    lines: dict[ScaleKey, list[Point]] = defaultdict(list)
    for spec_id, scale, at, value, state, response_id in rows:
        lines[ScaleKey(spec_id, scale)].append(Point(at, value, state, response_id))
    return lines


def scale_of(key: ScaleKey) -> Scale:
    """The scale's definition in its spec: label, direction, range, bands, change, sources."""
    spec = spec_of(key.spec_id)
    return next(scale for scale in spec.scales if scale.id == key.scale)


def newest_responses(*, actor: Actor, subject: UUID, size: int) -> list[Response]:
    """The last sets of answers of one subject the actor may see, newest first."""
    return list(
        Response.objects.visible_to(actor)
        .filter(subject_id=subject, withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation")
        .order_by("-authored_at", "-pk")[:size]
    )


def last_answers(*, actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these subjects last sent answers; by arrival, never by content."""
    rows = (
        Response.objects.visible_to(actor)
        .filter(subject_id__in=subjects, withdrawn_at__isnull=True)
        .values_list("subject_id")
        .annotate(last=Max("authored_at"))
    )
    return dict(rows)
