"""Sending answers once, however often the button is pressed, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import record
from members.queries.proxies import chooses_who_reads, undecided
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.actions.assignments import draft_key
from proms.actions.coming_back import go_on_after_answers
from proms.actions.reply_codes import close_reply_codes
from proms.models import Assignment, Response, Score
from proms.queries.specs import scorers_of
from proms.rules import may_answer, may_collect, may_take_back
from proms.scoring import AnswerRefused, Scorer
from proms.sheet_rules import may_key
from questionnaires.actions import discard_draft
from questionnaires.answers import Checked, Problem, check
from questionnaires.messages import Message
from questionnaires.queries import Form, form_of
from questionnaires.visibility import spread

ENTERED = "proms.response.entered"
BY_DESK, BY_HELPER, BY_PROXY = "desk", "helper", "proxy"  # who filled it in for its person


class NotComplete(Exception):
    """Answers that cannot be stored as they are; `problems` says what to put right."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} answers to put right")


class OtherAnswers(Exception):
    """The same sending was used before with other answers, or for other questions (409)."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What arrives from a page, the API or the desk: answers under the client's own reference."""

    client_ref: UUID
    answers: dict[str, Any]
    missing: dict[str, Any]
    language: str
    started_at: datetime | None = None
    way: str = Response.Way.SCREEN
    with_help: bool = False  # the person herself says that somebody helped
    keyed_by: tuple[int, ...] = ()  # accounts of the desk, where a sheet is keyed twice
    sheet_on: date | None = None  # the day that stands on a sheet the desk keys
    authored_at: datetime | None = None  # when they were given, where a program says so


@dataclass(frozen=True, slots=True)
class Sent:
    """The stored response; `is_new` is False when an earlier try of this sending left it."""

    response: Response
    is_new: bool


def submit_response(
    *,
    actor: Actor,
    assignment: Assignment,
    sending: Sending,
    entered_by: SignedIn | None = None,
) -> Sent:
    """Store, score and close the assignment in one transaction; codes for it open nothing any more.

    `entered_by`: somebody of the helper desk, when `actor` is the reply code she keyed.

    The same sending again gives the stored response back. Raises OtherAnswers when it differs,
    NotComplete when answers need putting right, PermissionDenied when it is too late, Http404
    when the assignment is not the actor's to see. A question may stay open, also one the form
    calls required: answering is a person's own decision. Not one answer or reason is no sending.
    """
    with transaction.atomic():
        held = _locked(actor, assignment)
        found = stored(actor, held, sending)
        if found is not None:
            return Sent(found, is_new=False)
        at_desk = bool(entered_by or sending.keyed_by)
        if at_desk:
            demand(may_key(actor, held, sending.sheet_on))
        else:
            demand(may_answer(actor, held))
        demand(may_collect(undecided=bool(undecided([held.subject_id]))))
        form = form_of(held.version, sending.language)
        response = write(actor, held, form, checked_answers(form, sending), sending, entered_by)
        score_response(response)
        held.state, held.state_since = Assignment.State.DONE, response.came_at
        held.save(update_fields=["state", "state_since"])
        discard_draft(actor=actor, about=draft_key(held))
        record(
            actor=entered_by or actor,
            verb=ENTERED if at_desk else "proms.response.sent",
            thing=response,
            subject=held.subject_id,
        )
        go_on_after_answers(actor=entered_by or actor, response=response)
        close_reply_codes(actor=actor, assignment=held)  # last: a code's holder sees nothing now
        return Sent(response, is_new=True)


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


def _locked(actor: Actor, assignment: Assignment) -> Assignment:
    """Sendings of one assignment wait for each other here."""
    found: Assignment | None = (
        Assignment.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("version", "instrument")
        .filter(pk=assignment.pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def stored(actor: Actor, assignment: Assignment, sending: Sending) -> Response | None:
    """What an earlier try of the same sending left; other answers under its name are refused."""
    found: Response | None = (
        Response.objects.visible_to(actor)
        .filter(subject_id=assignment.subject_id, client_ref=sending.client_ref)
        .first()
    )
    if found is None:
        return None
    form = form_of(assignment.version, sending.language)
    day = timezone.localdate(found.came_at)  # "not after today" meant that day
    again = check(form.definition, sending.answers, sending.missing, today=day)
    same = dict(again.answers) == found.answers and dict(again.missing) == found.missing
    if found.assignment_id != assignment.pk or not same:
        raise OtherAnswers
    return found


def checked_answers(form: Form, sending: Sending) -> Checked:
    """What may be stored of a sending. Raises NotComplete."""
    checked = check(form.definition, sending.answers, sending.missing, today=timezone.localdate())
    problems = [problem for problem in checked.problems if problem.kind != "unanswered"]
    if not problems and not checked.answers and not checked.missing:
        problems = [Problem("", "unanswered", Message(_("Answer at least one question.")))]
    if problems:
        raise NotComplete(problems)
    return checked


def write(
    actor: Actor,
    assignment: Assignment,
    form: Form,
    checked: Checked,
    sending: Sending,
    entered_by: SignedIn | None,
    amends: Response | None = None,
) -> Response:
    """One row of answers. `amends`: what it corrects, whose days and version it keeps."""
    giver, now = entered_by or actor, timezone.now()
    asked = {link_id for link_id, _rows in checked.shown.places} & form.questions
    answered = {link_id for link_id, _rows in spread(form.definition.items, checked.answers)}
    response = Response(
        subject_id=assignment.subject_id,
        client_ref=sending.client_ref,
        assignment=assignment,
        instrument=assignment.instrument,
        version=amends.version if amends else assignment.version,
        translation_id=form.translation_id,
        answers=dict(checked.answers),
        missing=dict(checked.missing),
        started_at=sending.started_at,
        authored_at=amends.authored_at if amends else _speaks_of(assignment, sending, now),
        came_at=amends.came_at if amends else now,  # a correction makes no right last longer
        amended_from=amends,
        given_by=_giver(actor, entered_by, sending),
        given_by_account=_account(giver, sending),
        keyed=len(sending.keyed_by),
        way=sending.way,
        private=_keeps_private(actor, assignment.subject_id),
        withheld=bool(amends and amends.withheld),
        n_asked=len(asked),
        n_answered=len(asked & answered),
    )
    response.save(force_insert=True)
    return response


def _speaks_of(assignment: Assignment, sending: Sending, now: datetime) -> datetime:
    """The moment the answers are about: that of a program, noon of the day on a sheet, or now.

    Never to come, and on a sheet never outside the time in which there were questions.
    """
    if sending.authored_at:
        return min(sending.authored_at, now)
    last = min(now, assignment.closes_at or now)
    if sending.sheet_on is None or sending.sheet_on >= timezone.localdate(last):
        return last if sending.sheet_on else now
    noon = timezone.make_aware(datetime.combine(sending.sheet_on, time(12)))
    return max(noon, assignment.opens_at)


def _giver(actor: Actor, entered_by: SignedIn | None, sending: Sending) -> str:
    if entered_by or sending.keyed_by:
        return BY_DESK
    helping = actor.helping if isinstance(actor, SignedIn) else None
    if helping:
        return BY_PROXY if helping.by_law else BY_HELPER
    return "with_help" if sending.with_help else "self"


def _account(giver: Actor, sending: Sending) -> int | None:
    if isinstance(giver, SignedIn):
        return giver.account_id
    return sending.keyed_by[-1] if sending.keyed_by else None


def _keeps_private(actor: Actor, subject: UUID) -> bool:
    """What a young person sends herself: whoever acts for her by law reads it when she says so."""
    return not (isinstance(actor, SignedIn) and actor.helping) and chooses_who_reads(subject)


def score_response(response: Response) -> None:
    """One row per scale of every spec fitted to this version; what no spec weighs is not scored."""
    scorers = scorers_of(response.instrument_id, response.version_id)
    rows = [row for spec_id, scorer in scorers for row in scored_rows(response, spec_id, scorer)]
    # There are no conflicts; but so it asks no ids back, which a helper may not read.
    Score.objects.bulk_create(rows, ignore_conflicts=True)


def scored_rows(response: Response, spec_id: int, scorer: Scorer) -> list[Score]:
    """The scores of one response by one rule, not stored yet."""
    try:
        scores = scorer.score(response.answers)
    except AnswerRefused:
        return []
    return [
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
