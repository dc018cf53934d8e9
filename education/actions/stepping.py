"""One step: opened, written on, done; plans of one small step, and whether they worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from education.models import Enrolment, IfThenPlan, StepState
from education.programme_rules import may_go_on
from education.queries.ways import Walk, my_walk
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from questionnaires.queries import Form

SEEN = ["at_step", "quiet_since", "nudged", "paused_until"]


@dataclass(frozen=True, slots=True)
class Written:
    """What came from a step's page. `form`: in which words `answers` were given."""

    words: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    missing: Mapping[str, Any] = field(default_factory=dict)
    form: Form | None = None


def open_step(*, actor: Actor, ref: UUID, step_id: str) -> Walk:
    """She looks at a step: from here she goes on next time. No audit row. Raises Http404."""
    with transaction.atomic():
        walk = _open(actor, ref, step_id)
        how, by = _written_by(actor)
        StepState.objects.bulk_create(
            [
                StepState(
                    subject_id=walk.enrolment.subject_id, enrolment=walk.enrolment, step=step_id,
                    first_seen_at=Now(), how=how, entered_by=by,
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        _seen(walk.enrolment, step_id)
        return walk


def keep_step(
    *, actor: Actor, ref: UUID, step_id: str, written: Written, done: bool = True
) -> Walk:
    """What she wrote, from now on; `done`: she is through with it. Gives the way as it is then."""
    with transaction.atomic():
        walk = _open(actor, ref, step_id)
        row = own_rows(StepState, actor).filter(enrolment=walk.enrolment, step=step_id).first()
        row = row or StepState(
            subject_id=walk.enrolment.subject_id, enrolment=walk.enrolment, step=step_id,
            first_seen_at=timezone.now(),
        )  # fmt: skip
        row.words = written.words
        row.how, row.entered_by = _written_by(actor)
        if written.form is not None:
            row.answers, row.missing = dict(written.answers), dict(written.missing)
            row.asked_id = written.form.version_id
            row.asked_in_id = written.form.translation_id
        if done and row.done_at is None:
            row.done_at = timezone.now()
        row.save()
        _seen(walk.enrolment, step_id)
        walk = my_walk(actor=actor, ref=ref)
        walk.enrolment.steps_done = walk.way.done_count
        walk.enrolment.save(update_fields=["steps_done"])
        if done:
            record(actor=actor, verb="education.step.done", thing=row, subject=row.subject_id)
    return walk


def make_plan(*, actor: Actor, ref: UUID, step_id: str, if_text: str, then_text: str) -> IfThenPlan:
    """One small step. The same words again are the same plan; other words are a new one."""
    with transaction.atomic():
        walk = my_walk(actor=actor, ref=ref, lock=True)
        demand(may_go_on(actor, walk.enrolment))
        newest = walk.newest_plan
        same = newest and (newest.if_text, newest.then_text) == (if_text, then_text)
        if newest is not None and same and not newest.outcome:
            return newest
        row = IfThenPlan.objects.create(
            subject_id=walk.enrolment.subject_id, enrolment=walk.enrolment, step=step_id,
            if_text=if_text, then_text=then_text, made_at=timezone.now(),
            by_account=_written_by(actor)[1],
        )  # fmt: skip
        _is_here(walk.enrolment)
        record(actor=actor, verb="education.plan.made", thing=row, subject=row.subject_id)
    return row


def say_outcome(*, actor: Actor, ref: UUID, outcome: str, words: str) -> IfThenPlan:
    """Whether it worked; said again, the later word counts."""
    with transaction.atomic():
        rows = own_rows(IfThenPlan, actor).select_related("enrolment")
        row = rows.select_for_update(of=("self",)).filter(ref=ref).first()
        if row is None:
            raise Http404
        demand(may_go_on(actor, row.enrolment))
        row.outcome, row.outcome_words, row.outcome_at = outcome, words, timezone.now()
        row.save(update_fields=["outcome", "outcome_words", "outcome_at"])
        _is_here(row.enrolment)
        record(actor=actor, verb="education.plan.answered", thing=row, subject=row.subject_id)
    return row


def _written_by(actor: Actor) -> tuple[str, int | None]:
    """How it is written, and the account of who acts for her by law; None for herself."""
    if isinstance(actor, SignedIn) and actor.helping is not None:
        return StepState.How.PROXY, actor.account_id
    return StepState.How.SCREEN, None


def _open(actor: Actor, ref: UUID, step_id: str) -> Walk:
    walk = my_walk(actor=actor, ref=ref, lock=True)
    demand(may_go_on(actor, walk.enrolment))
    if not walk.way.place_of(step_id):
        raise Http404
    return walk


def _is_here(enrolment: Enrolment) -> None:
    """Whoever works on her plan is not quiet; a pause goes on."""
    enrolment.quiet_since, enrolment.nudged = timezone.now(), 0
    enrolment.save(update_fields=["quiet_since", "nudged"])


def _seen(enrolment: Enrolment, step_id: str) -> None:
    if enrolment.state == Enrolment.State.DONE:
        return
    enrolment.at_step, enrolment.quiet_since = step_id, timezone.now()
    enrolment.nudged, enrolment.paused_until = 0, None
    enrolment.save(update_fields=SEEN)
