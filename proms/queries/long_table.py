"""What people sent, were asked and did not return, for one table; a few hundred at a time in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from members.policies import living_grants_to
from po_platform.access.actor import Actor, SignedIn
from proms.long_table import Sending, Silence, Told
from proms.models import Assignment, Response
from proms.policies import SCOPE
from proms.queries.assignments import FORMS
from proms.queries.sittings import sittings
from proms.take_along import form_behind

CHUNK = 200  # sendings, or windows
OF_SENDINGS = ("subject_id", "authored_at", "pk")
OF_WINDOWS = ("subject_id", "opens_at", "pk")


def sharing_answers(*, actor: SignedIn, subjects: Collection[UUID]) -> dict[UUID, int]:
    """Of these people, who shares answers with the actor: subject → the oldest grant for it."""
    grants = (
        living_grants_to(actor)
        .visible_to(actor)
        .filter(subject_id__in=subjects, scope__contains=[SCOPE])
    )
    return dict(grants.order_by("-pk").values_list("subject_id", "pk"))


def everything_told(*, actor: Actor, subjects: Collection[UUID], now: datetime) -> Iterator[Told]:
    """Person by person, what the actor may see of each, oldest first; then what brought no answer.

    Only the keys of all of it are read at once.
    """
    sent = Response.objects.visible_to(actor).filter(
        subject_id__in=subjects, withdrawn_at__isnull=True
    )
    for keys in _chunks(list(sent.order_by(*OF_SENDINGS).values_list("pk", flat=True))):
        yield from _sendings(actor, keys)
    asked = (
        Assignment.objects.visible_to(actor)
        .filter(subject_id__in=subjects, opens_at__lte=now)
        .exclude(asked_by=Assignment.AskedBy.SELF)  # what she took up herself is no miss
        .exclude(state=Assignment.State.DONE)
    )
    for keys in _chunks(list(asked.order_by(*OF_WINDOWS).values_list("pk", flat=True))):
        for window in _windows(actor, keys):
            yield Silence(window, now)


def _sendings(actor: Actor, keys: Sequence[int]) -> Iterator[Sending]:
    seen = Response.objects.visible_to(actor)
    responses = list(
        seen.filter(pk__in=keys)
        .select_related("instrument", "version", "translation")
        .defer(*FORMS)
        .order_by(*OF_SENDINGS)
    )
    numbers = {one.version_id: one.version.number for one in responses}
    windows = {
        one.pk: one
        for one in _windows(actor, [one.assignment_id for one in responses if one.assignment_id])
    }
    former = [one.amended_from_id for one in responses if one.amended_from_id]
    corrected = dict(seen.filter(pk__in=former).values_list("pk", "ref"))
    for found in sittings(actor=actor, responses=responses):
        sent = found.response
        yield Sending(
            sent,
            numbers[sent.version_id],
            form_behind(sent).definition,
            corrected.get(sent.amended_from_id or 0),
            windows.get(sent.assignment_id or 0),
            found.scores,
        )


def _windows(actor: Actor, keys: Sequence[int]) -> list[Assignment]:
    seen = Assignment.objects.visible_to(actor).filter(pk__in=keys)
    return list(seen.select_related("instrument").order_by(*OF_WINDOWS))


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
