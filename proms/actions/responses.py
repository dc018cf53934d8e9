"""Sending answers once, however often the button is pressed, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.models import Assignment, Instrument, Response, Score
from proms.queries.specs import scorers_of
from proms.rules import may_answer, may_take_back
from proms.scoring import AnswerRefused
from questionnaires.actions import discard_draft
from questionnaires.answers import Checked, Problem, check
from questionnaires.models import Version
from questionnaires.queries import Form, form_of


class NotComplete(Exception):
    """Answers that cannot be stored as they are; `problems` says what to put right."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} answers to put right")


class OtherAnswers(Exception):
    """The same sending was used before with other answers (409)."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What arrives from a page, the API or the desk: answers under the client's own reference."""

    client_ref: UUID
    answers: dict[str, Any]
    missing: dict[str, Any]
    language: str
    started_at: datetime | None = None
    way: str = Response.Way.SCREEN
    all_required: bool = False  # the API insists on required items; a person may leave them open


def submit_response(*, actor: Actor, assignment: Assignment, sending: Sending) -> Response:
    """Store, score and close the assignment in one transaction.

    The same sending again returns the stored response. Raises OtherAnswers when it differs,
    NotComplete when answers need putting right, PermissionDenied when it is too late.
    """
    with transaction.atomic():
        held = _locked(actor, assignment)
        stored = _stored(actor, held.subject_id, sending)
        if stored is not None:
            return stored
        demand(may_answer(actor, held))
        form = form_of(held.version, sending.language)
        checked = _checked(form, sending)
        response = _write(actor, held, form, checked, sending)
        _score(actor, response)
        Assignment.objects.visible_to(actor).filter(pk=held.pk).update(
            state=Assignment.State.DONE, state_since=Now()
        )
        discard_draft(actor=actor, about=draft_key(held))
        record(
            actor=actor, verb="proms.response.submitted", thing=response, subject=held.subject_id
        )
        return response


def start_and_submit(
    *, actor: SignedIn, instrument: Instrument, version: Version, sending: Sending
) -> Response:
    """A member answers something open to her that nobody put on her list."""
    from .assignments import start_for_myself

    with transaction.atomic():
        if actor.subject_id is not None:
            stored = _stored(actor, actor.subject_id, sending)
            if stored is not None:
                return stored
        assignment = start_for_myself(actor=actor, instrument=instrument)
        return submit_response(actor=actor, assignment=assignment, sending=sending)


def withdraw_response(*, actor: Actor, response: Response) -> None:
    """Take answers back: they leave every list and summary; the row stays for the record."""
    with transaction.atomic():
        held = (
            Response.objects.visible_to(actor)
            .select_for_update(of=("self",), no_key=True)
            .filter(pk=response.pk)
            .first()
        )
        if held is None:
            raise Http404
        demand(may_take_back(actor, held, timezone.now()))
        Response.objects.visible_to(actor).filter(pk=held.pk).update(withdrawn_at=Now())
        record(actor=actor, verb="proms.response.withdrawn", thing=held, subject=held.subject_id)


def draft_key(assignment: Assignment) -> str:
    """Under which name the draft of an assignment is kept."""
    return f"proms.assignment:{assignment.pk}"


def _locked(actor: Actor, assignment: Assignment) -> Assignment:
    found = (
        Assignment.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("version", "instrument")
        .filter(pk=assignment.pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _stored(actor: Actor, subject: UUID, sending: Sending) -> Response | None:
    """What an earlier try of the same sending left; other answers under its name are refused."""
    found = (
        Response.objects.visible_to(actor)
        .filter(subject_id=subject, client_ref=sending.client_ref)
        .first()
    )
    if found is None:
        return None
    form = form_of(found.version, sending.language)
    again = check(form.definition, sending.answers, sending.missing, today=timezone.localdate())
    if dict(again.answers) != found.answers or dict(again.missing) != found.missing:
        raise OtherAnswers
    return found


def _checked(form: Form, sending: Sending) -> Checked:
    checked = check(form.definition, sending.answers, sending.missing, today=timezone.localdate())
    problems = [p for p in checked.problems if sending.all_required or p.kind != "unanswered"]
    if problems:
        raise NotComplete(problems)
    return checked


def _write(
    actor: Actor, assignment: Assignment, form: Form, checked: Checked, sending: Sending
) -> Response:
    asked = {link_id for link_id, _rows in checked.shown.places} & form.questions
    response = Response(
        subject_id=assignment.subject_id,
        client_ref=sending.client_ref,
        assignment=assignment,
        instrument_id=assignment.instrument_id,
        version=assignment.version,
        translation_id=form.translation_id,
        answers=dict(checked.answers),
        missing=dict(checked.missing),
        started_at=sending.started_at,
        authored_at=timezone.now(),
        given_by="self",
        given_by_account=actor.account_id if isinstance(actor, SignedIn) else None,
        way=sending.way,
        n_asked=len(asked),
        n_answered=len(asked & checked.answers.keys()),
    )
    response.save(force_insert=True)
    return response


def _score(actor: Actor, response: Response) -> None:
    """One row per scale of every spec fitted to this version; an answer no spec weighs is not scored."""
    rows = []
    for spec_id, scorer in scorers_of(response.instrument_id, response.version_id):
        try:
            scores = scorer.score(response.answers)
        except AnswerRefused:
            continue
        rows += [
            Score(
                response=response,
                subject_id=response.subject_id,
                spec_id=spec_id,
                scale=name,
                value=score.value,
                state=score.state,
                n_answered=score.n_answered,
                n_items=score.n_items,
                authored_at=response.authored_at,
            )
            for name, score in scores.scales.items()
        ]
    Score.objects.bulk_create(rows)

