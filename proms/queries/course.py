"""Scores over time of one person: one indexed read, grouped by scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from po_platform.access.actor import Actor
from proms.models import Response, Score
from proms.queries.specs import spec_of


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


def scale_of(key: ScaleKey) -> object:
    """The scale's definition in its spec: label, direction, range, bands, change, sources."""
    spec = spec_of(key.spec_id)
    return next(scale for scale in spec.scales if scale.id == key.scale)


def newest_response(*, actor: Actor, subject: UUID) -> Response | None:
    """The last answers of one subject the actor may see."""
    return (
        Response.objects.visible_to(actor)
        .filter(subject_id=subject, withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation")
        .order_by("-authored_at", "-pk")
        .first()
    )
