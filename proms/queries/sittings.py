"""Sendings with their scores, as files carry them: of oneself, or of somebody who shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from po_platform.access.actor import Actor
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Instrument, Response, Score
from proms.observations import Scored
from proms.queries.assignments import FORMS
from proms.queries.specs import specs_of
from questionnaires.models import Version

PAGE = 20


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sending and what was computed of it, scales as their spec lists them."""

    response: Response
    scores: list[Scored]


@dataclass(frozen=True, slots=True)
class SittingsPage:
    """Newest first; `older` is the reference to go on with."""

    rows: list[Sitting]
    older: UUID | None


def one_sitting(*, actor: Actor, response: Response) -> Sitting:
    """A sending the actor has open already, with its scores."""
    return sittings(actor=actor, responses=[response])[0]


def sittings_of(*, actor: Actor, subject: UUID) -> list[Sitting]:
    """Everything one subject sent that the actor may see, oldest first."""
    found = _responses(actor, subject).order_by("authored_at", "pk")
    return sittings(actor=actor, responses=list(found))


def sittings_page(
    *, actor: Actor, subject: UUID, before: UUID | None = None, size: int = PAGE
) -> SittingsPage | None:
    """What one subject sent before one of her sendings; None when that is none of hers."""
    found = _responses(actor, subject).order_by("-authored_at", "-pk")
    if before is not None:
        last = found.filter(ref=before).first()
        if last is None:
            return None
        found = found.filter(
            Q(authored_at__lt=last.authored_at) | Q(authored_at=last.authored_at, pk__lt=last.pk)
        )
    rows = list(found[: size + 1])
    older = rows[size - 1].ref if len(rows) > size else None
    return SittingsPage(sittings(actor=actor, responses=rows[:size]), older)


def _responses(actor: Actor, subject: UUID) -> ProtectedQuerySet[Response]:
    return (
        Response.objects.visible_to(actor)
        .filter(subject_id=subject, withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation")
        .defer(*FORMS)
    )


def sittings(*, actor: Actor, responses: Sequence[Response]) -> list[Sitting]:
    """These sendings with their scores; four queries, however many sendings.

    Of a rule in several versions the newest counts, and what stands aside comes only where its
    instrument draws it: a file says what the pages say.
    """
    ids = [response.pk for response in responses]
    rows = list(
        Score.objects.visible_to(actor)
        .filter(response_id__in=ids)
        .order_by("pk")
        .values_list("response_id", "spec_id", "scale", "value", "state", "n_answered", "n_items")
    )
    specs = specs_of({row[1] for row in rows})
    newest: dict[tuple[int, str], int] = {}
    for response_id, spec_id, *_rest in rows:
        key = response_id, specs[spec_id].id
        newest[key] = max(spec_id, newest.get(key, 0))
    scored: dict[int, dict[tuple[int, str], Scored]] = {pk: {} for pk in ids}
    for response_id, spec_id, scale, value, state, n_answered, n_items in rows:
        if newest[response_id, specs[spec_id].id] == spec_id:
            rule = specs[spec_id]
            one = Scored(rule, rule.scale(scale), value, state, n_answered, n_items)
            scored[response_id][spec_id, scale] = one
    drawn = dict(
        Instrument.objects.filter(pk__in={one.instrument_id for one in responses}).values_list(
            "pk", "drawn"
        )
    )
    versions = Version.objects.only("pk", "sha256", "metadata").in_bulk(
        {response.version_id for response in responses}
    )
    found = []
    for response in responses:
        response.version = versions[response.version_id]  # one object: its metadata is read once
        shown = [
            one
            for one in scored[response.pk].values()
            if not one.scale.aside or one.scale.id in drawn[response.instrument_id]
        ]
        found.append(Sitting(response, shown))
    return found
