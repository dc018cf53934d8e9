"""What people sent, were asked and did not return, for one long table; few queries for many people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from members.policies import living_grants_to
from po_platform.access.actor import Actor, SignedIn
from proms.long_table import Line, Sending, line_of_silence, lines_of_sending
from proms.models import Assignment, Response
from proms.policies import SCOPE
from proms.queries.course import FORMS
from proms.queries.sittings import sittings
from proms.take_along import form_behind


def sharing_answers(*, actor: SignedIn, subjects: Collection[UUID]) -> dict[UUID, int]:
    """Of these people, who shares answers with the actor: subject → the oldest grant for it."""
    grants = (
        living_grants_to(actor)
        .visible_to(actor)
        .filter(subject_id__in=subjects, scope__contains=[SCOPE])
    )
    return dict(grants.order_by("-pk").values_list("subject_id", "pk"))


def long_lines(*, actor: Actor, subjects: Collection[UUID], now: datetime) -> Iterator[Line]:
    """Person by person, what the actor may see of each, oldest first; then what brought no answer."""
    windows = {
        one.pk: one
        for one in Assignment.objects.visible_to(actor)
        .filter(subject_id__in=subjects)
        .select_related("instrument")
        .order_by("subject_id", "opens_at", "pk")
    }
    responses = list(
        Response.objects.visible_to(actor)
        .filter(subject_id__in=subjects, withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation")
        .defer(*FORMS)
        .order_by("subject_id", "authored_at", "pk")
    )
    numbers = {one.version_id: one.version.number for one in responses}
    former = {one.amended_from_id for one in responses if one.amended_from_id}
    corrected = dict(
        Response.objects.visible_to(actor).filter(pk__in=former).values_list("pk", "ref")
    )
    for found in sittings(actor=actor, responses=responses):
        sent = found.response
        yield from lines_of_sending(
            Sending(
                sent,
                numbers[sent.version_id],
                form_behind(sent).definition,
                corrected.get(sent.amended_from_id or 0),
                windows.get(sent.assignment_id or 0),
                found.scores,
            )
        )
    for window in windows.values():
        asked = window.asked_by != Assignment.AskedBy.SELF  # what she took up herself is no miss
        if asked and window.state != Assignment.State.DONE and window.opens_at <= now:
            yield line_of_silence(window, now)
