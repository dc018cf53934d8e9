"""What is erased of answers: scores, answers, and that something was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.erase_parts import Eraser, Heap, Whom
from po_platform.access.actor import Purpose
from proms.models import (
    Assignment,
    DiaryEntry,
    DiaryMeasure,
    Enrolment,
    OwnList,
    PatientNumber,
    ReasonGiven,
    Response,
    ScaleChoice,
    Score,
    Visit,
)


def _of(model: Any) -> Callable[[Whom], QuerySet[Any]]:
    return lambda whom: model.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


def _only_scores(whom: Whom) -> None:
    """Where scores stay without a name, what she answered and typed does not."""
    if whom.nameless:
        _of(Response)(whom).update(answers={}, missing={}, given_by_account=None)


ANSWERS = Eraser(
    heaps=(
        Heap(_of(Score), _("Scores made from your answers"), lasts=True),
        Heap(_of(Response), _("Answers you sent"), lasts=True),
        Heap(_of(Assignment), _("Questionnaires on your list"), lasts=True),
        Heap(_of(Enrolment), _("What you are asked when")),
        Heap(_of(ReasonGiven), _("Why nothing came")),
        Heap(_of(OwnList), _("What you wrote down for your doctor")),
        Heap(_of(Visit), _("Your visits to a doctor")),
        Heap(_of(PatientNumber), _("By which number a clinic knows you")),
        Heap(_of(ScaleChoice), _("How your summary and your course are arranged")),
        Heap(_of(DiaryEntry), _("Your diary")),
        Heap(_of(DiaryMeasure), _("What you measure in your diary")),
    ),
    before=_only_scores,
)
