"""Scores over time of one person: one indexed read, grouped by scale; and what was not returned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from po_platform.access.actor import Actor
from proms.intended_purpose import as_accepted
from proms.models import Response, Score
from proms.queries.assignments import FORMS
from proms.queries.reasons import Said, silences
from proms.queries.specs import specs_drawn
from proms.scale_spec import ScaleSpec
from proms.scale_spec.same import counts_as
from proms.scale_spec.spec import Scale


class Point(NamedTuple):
    """One score: when, what, how complete, of which response."""

    at: datetime
    value: Decimal | None
    state: str
    response_id: int


# spec id, scale, instrument id, when, value, state, who filled it in, version id, response id
Row = tuple[int, str, int, datetime, Decimal | None, str, str, int, int]
# spec id, scale, instrument id, who filled it in where it was not the person: one line each
Key = tuple[int, str, int, str]
# Who answers in somebody's place or beside her. The desk only keys what she said or wrote.
OTHERS = ("helper", "proxy")


@dataclass(frozen=True, slots=True)
class Line:
    """One scale of one person over time, oldest first.

    `given_by`: "" for her own answers, else "helper" or "proxy": these are never mixed into one
    line. `missed`: when nothing came back. `renewed`: from when on the questions were others.
    """

    instrument_id: int
    spec: ScaleSpec
    scale: Scale
    points: list[Point]
    missed: list[datetime]
    given_by: str = ""
    renewed: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """Scale by scale, and the reasons shown for what did not come, newest first."""

    lines: list[Line]
    said: list[Said]


def scores_over_time(*, actor: Actor, subject: UUID) -> list[Line]:
    """The lines of course_of."""
    return course_of(actor=actor, subject=subject).lines


def course_of(*, actor: Actor, subject: UUID, for_others: bool = False) -> Course:
    """Every living score of one subject the actor may see; three queries, however many scores.

    `for_others`: without what she keeps to herself, also where it is herself who looks. Scales that stand aside come only where their instrument draws them.
    """
    rows = (
        Score.objects.visible_to(actor)
        # The subject twice: so Postgres reads her responses together, not one by one.
        .filter(
            subject_id=subject,
            response__subject_id=subject,
            response__withdrawn_at__isnull=True,
            **({"response__withheld": False} if for_others else {}),
        )
        .order_by("authored_at", "pk")
        .values_list(
            "spec_id", "scale", "response__instrument_id",
            "authored_at", "value", "state", "response__given_by", "response__version_id",
            "response_id",
        )
    )  # fmt: skip
    found = list(rows)
    rules = specs_drawn({row[0] for row in found})
    specs = {pk: spec for pk, (spec, _scales) in rules.items()}
    joined = _joined(found, specs)
    points: dict[Key, list[Point]] = defaultdict(list)
    versions: dict[Key, list[tuple[int, datetime]]] = defaultdict(list)
    for row in _newest(found, specs):
        spec_id, scale_id, instrument_id, at, value, state, given_by, version_id, response_id = row
        rule = joined[spec_id, instrument_id]
        key = rule, scale_id, instrument_id, given_by if given_by in OTHERS else ""
        points[key].append(Point(at, value, state, response_id))
        versions[key].append((version_id, at))
    missed, said = silences(actor=actor, subject=subject)
    lines = [
        Line(
            instrument_id,
            spec,
            as_accepted(scale),
            points[key],
            missed.get(instrument_id, []) if is_first else [],
            key[3],
            tuple(now[1] for before, now in pairwise(versions[key]) if before[0] != now[0]),
        )
        for (instrument_id, spec, scale, key, is_first) in _in_order(points, specs)
        if not scale.aside or scale.id in rules[key[0]][1]
    ]
    return Course(lines, said)


def _joined(rows: list[Row], specs: Mapping[int, ScaleSpec]) -> dict[tuple[int, int], int]:
    """(rule, instrument) → the newest rule there that computes the same; its words are shown.

    Versions that only say other words, or a change with its source, make one line; those that
    compute otherwise never do.
    """
    here = {(row[0], row[2]) for row in rows}
    newest: dict[tuple[int, str, str], int] = {}
    marks = {}
    for spec_id, instrument_id in here:
        spec = specs[spec_id]
        mark = marks[spec_id, instrument_id] = instrument_id, spec.id, counts_as(spec)
        newest[mark] = max(spec_id, newest.get(mark, 0))
    return {one: newest[mark] for one, mark in marks.items()}


def _newest(rows: list[Row], specs: Mapping[int, ScaleSpec]) -> list[Row]:
    """Where answers were computed again by a newer rule, its numbers alone."""
    if len({spec.id for spec in specs.values()}) == len(specs):
        return rows
    newest: dict[tuple[int, str], int] = {}
    for spec_id, *_rest, response_id in rows:
        key = response_id, specs[spec_id].id
        newest[key] = max(spec_id, newest.get(key, 0))
    return [row for row in rows if newest[row[-1], specs[row[0]].id] == row[0]]


def _in_order(
    points: Mapping[Key, object], specs: Mapping[int, ScaleSpec]
) -> list[tuple[int, ScaleSpec, Scale, Key, bool]]:
    """Instrument by instrument, scales as their spec lists them; never by what was answered.

    Her own line of a scale first, beside it those of others; the last: whether it is the first.
    """
    found = []
    for spec_id, instrument_id in sorted(
        {(key[0], key[2]) for key in points}, key=lambda k: k[::-1]
    ):
        for scale in specs[spec_id].scales:
            keys = [(spec_id, scale.id, instrument_id, who) for who in ("", *OTHERS)]
            there = [key for key in keys if key in points]
            found += [(instrument_id, specs[spec_id], scale, key, key == there[0]) for key in there]
    return found


def newest_responses(*, actor: Actor, subject: UUID, size: int) -> list[Response]:
    """The last sets of answers of one subject for others to read, newest first.

    Without what she keeps to herself, also where it is herself who prepares the page for them.
    """
    return list(
        Response.objects.visible_to(actor)
        .filter(subject_id=subject, withdrawn_at__isnull=True, withheld=False)
        .select_related("instrument", "version", "translation")
        .defer(*FORMS)
        .order_by("-authored_at", "-pk")[:size]
    )


def shared_response(*, actor: Actor, subject: UUID, ref: UUID) -> Response | None:
    """One set of answers of a subject the actor may see."""
    return (
        Response.objects.visible_to(actor)
        .filter(subject_id=subject, ref=ref, withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation")
        .defer(*FORMS)
        .first()
    )


def last_answers(*, actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these subjects last sent answers; by arrival, never by content."""
    rows = (
        Response.objects.visible_to(actor)
        .filter(subject_id__in=subjects, withdrawn_at__isnull=True)
        .values_list("subject_id")
        .annotate(last=Max("came_at"))
    )
    return dict(rows)
