"""Questionnaires for whoever asks them at moments of her own choosing: taken up, and told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from members.parts import speaks
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.charts import Chart
from proms.actions.assignments import start_for_myself
from proms.course import charts_of, name_of
from proms.models import Instrument, Response
from proms.numbers import cell_words
from proms.queries.assignments import my_responses
from proms.queries.course import OTHERS, Line, scores_over_time
from proms.queries.instruments import open_instruments


@dataclass(frozen=True, slots=True)
class Answered:
    """One set of answers: when, (scale, number in words), where to read it, whether it is kept."""

    at: datetime
    lines: tuple[tuple[str, str], ...]
    url: str
    hers_alone: bool


def choices() -> list[tuple[str, str]]:
    """(slug, title) of what members may start by themselves now."""
    if not speaks(choices):  # the part is switched off
        return []
    return [(one.slug, one.name) for one in open_instruments()]


def take_up(actor: SignedIn, slug: str) -> tuple[UUID, str]:
    """(ref of the assignment, where to answer it); one that waits is gone on with.

    Raises Http404, PermissionDenied.
    """
    instrument = Instrument.objects.filter(slug=slug).first()
    if instrument is None:
        raise Http404
    assignment = start_for_myself(actor=actor, instrument=instrument)
    return assignment.ref, reverse("proms:answer", args=[assignment.ref])


def recently(actor: Actor, slug: str, since: datetime) -> tuple[UUID, datetime] | None:
    """(ref of the assignment, when) of the newest answers to it since then."""
    rows = (
        my_responses(actor=actor)
        .filter(instrument__slug=slug, authored_at__gte=since, assignment__isnull=False)
        .exclude(given_by__in=OTHERS)
    )
    found = rows.values_list("assignment__ref", "authored_at").first()
    return (found[0], found[1]) if found else None


def answered(actor: Actor, refs: Sequence[UUID], language: str) -> Mapping[UUID, Answered]:
    """Of these assignments of the actor's own, those with answers; newest sending of each."""
    newest = _newest(actor, refs)
    if not newest or not isinstance(actor, SignedIn) or actor.subject_id is None:
        return {}
    lines = scores_over_time(actor=actor, subject=actor.subject_id)
    return {
        ref: Answered(
            row.authored_at,
            tuple(_cells(lines, row, language)),
            reverse("proms:response", args=[row.ref]),
            row.withheld,
        )
        for ref, row in newest.items()
    }


def charts(actor: Actor, refs: Sequence[UUID], language: str) -> list[Chart]:
    """A picture per scale of these answers alone, where there are two numbers to compare."""
    asked = {row.pk for row in _newest(actor, refs).values()}
    if len(asked) < 2 or not isinstance(actor, SignedIn) or actor.subject_id is None:
        return []
    lines = [
        replace(line, points=[one for one in line.points if one.response_id in asked], missed=[])
        for line in scores_over_time(actor=actor, subject=actor.subject_id)
    ]
    told = [line for line in lines if sum(one.value is not None for one in line.points) > 1]
    return charts_of(told, language, timezone.localdate())


def _newest(actor: Actor, refs: Sequence[UUID]) -> dict[UUID, Response]:
    """Ref of the assignment → what was sent to it last."""
    newest: dict[UUID, Response] = {}
    for one in my_responses(actor=actor).filter(assignment__ref__in=refs):
        if one.assignment is not None:
            newest.setdefault(one.assignment.ref, one)
    return newest


def _cells(lines: Sequence[Line], row: Response, language: str) -> list[tuple[str, str]]:
    return [
        (name_of(line, language), cell_words(line, point, language))
        for line in lines
        for point in line.points
        if point.response_id == row.pk
    ]
