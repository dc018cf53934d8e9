"""Answers begun and not sent, as a program keeps them: what a page would not keep is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.actions.assignments import draft_key
from proms.actions.responses import NotComplete
from proms.models import Assignment
from proms.queries.assignments import my_assignment
from proms.rules import may_answer
from questionnaires.actions import discard_draft, save_draft
from questionnaires.answers import check
from questionnaires.queries import form_of


def keep_draft(
    *, actor: SignedIn, ref: UUID, answers: Mapping[str, Any], missing: Mapping[str, Any]
) -> None:
    """In place of what was begun before. Raises NotComplete for what cannot stand, PermissionDenied
    when it is too late, Http404 for what is not on her list."""
    with transaction.atomic():
        held = _held(actor, ref)
        demand(may_answer(actor, held))
        form = form_of(held.version, "en")
        checked = check(form.definition, answers, missing, today=timezone.localdate())
        problems = [problem for problem in checked.problems if problem.kind != "unanswered"]
        if problems:
            raise NotComplete(problems)
        save_draft(
            actor=actor,
            about=draft_key(held),
            version=held.version,
            answers=checked.answers,
            missing=checked.missing,
        )


def start_over(*, actor: SignedIn, ref: UUID) -> None:
    """What was begun is gone. Twice is once."""
    with transaction.atomic():
        discard_draft(actor=actor, about=draft_key(_held(actor, ref)))


def _held(actor: SignedIn, ref: UUID) -> Assignment:
    held = my_assignment(actor=actor, ref=ref, lock=True)
    if held is None:
        raise Http404
    return held
