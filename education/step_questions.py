"""The few questions of a step, all on its page, asked and read by the form engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from education.models import StepState
from education.programme_shape import Step
from questionnaires import paging
from questionnaires.answers import Problem
from questionnaires.asking import Asked, told
from questionnaires.form_input import answer_page
from questionnaires.models import Version
from questionnaires.no_answer import answered_and_not, reasons_read
from questionnaires.paging import Page
from questionnaires.queries import Form, form_of
from questionnaires.sent_rows import rows_closed_up
from questionnaires.shapes import Question
from questionnaires.visibility import shown

Sent = Mapping[str, Sequence[str]]


@dataclass
class StepQuestions:
    """The form of one step with what was answered so far."""

    form: Form
    answers: dict[str, Any]
    missing: dict[str, Any]
    problems: Sequence[Problem] = ()
    sent: Sent | None = None

    @property
    def page(self) -> Page:
        return paging.pages(self.form.definition, "all")[0]

    def take(self, request: HttpRequest) -> bool:
        """Lays what was sent over the answers; False where something has to be put right."""
        sent = rows_closed_up(self.form.definition, reasons_read(dict(request.POST.lists())))
        asks = self.page.asks
        checked = answer_page(
            self.form.definition, self.answers, self.missing, sent, asks,
            today=timezone.localdate(),
        )  # fmt: skip
        self.answers, self.missing = dict(checked.answers), dict(checked.missing)
        problems = [one for one in checked.problems if one.kind != "unanswered"]
        self.problems = problems + answered_and_not(self.form.definition, sent, asks)
        self.sent = sent if self.problems else None
        return not self.problems

    def shown(self) -> tuple[list[Question], list[dict[str, str]]]:
        """(questions as templates show them, what is wrong for the summary on top)."""
        visible = shown(self.form.definition, self.answers)
        asked = Asked(self.form, self.answers, self.missing, visible, self.problems, self.sent)
        questions = asked.page(self.page)
        return questions, told(self.problems, asked.targets, self.form, by_name=True)


def questions_of(step: Step, state: StepState | None, language: str) -> StepQuestions | None:
    """None for a step that asks nothing, or whose questionnaire is not there."""
    if not step.version:
        return None
    # The questions themselves are read once by each process, by their mark.
    rows = Version.objects.defer("definition", "metadata", "report")
    version = rows.filter(pk=step.version).first()
    if version is None:
        return None
    form = form_of(version, language)
    # Answers to another version stay where they are; its questions begin anew.
    if state is None or state.asked_id != version.pk:
        return StepQuestions(form, {}, {})
    return StepQuestions(form, dict(state.answers), dict(state.missing))
