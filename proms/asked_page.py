"""What a page of questions shows around them: heading, how far, what has to be put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proms.answer_flow import Flow
from questionnaires import paging
from questionnaires.answers import Problem
from questionnaires.asking import Asked, told
from questionnaires.paging import Page
from questionnaires.shapes import Question


def page_context(
    flow: Flow, page: Page, asked: Asked, problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    """For proms/question.html and proms/all.html.

    `alone`: one question, whose words are the page's heading. `named`: the heading says them.
    """
    questions = asked.page(page)
    asking = [found for found in questions if found.asks]
    alone = len(asking) == 1 and asking[0].kind != "rows"
    around = [text for name in page.trail if (text := flow.form.texts.item(name).text)]
    title = flow.form.texts.title or flow.assignment.instrument.name
    only_rows = len(asking) == 1 and asking[0].kind == "rows" and bool(asking[0].text)
    heading, shown = _headed(questions, asking[0].text if only_rows else [title, *around][-1])
    before = flow.before(page)
    return {
        "flow": flow,
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "title": title,
        "heading": "" if alone else heading,
        "stem": around,
        "questions": questions if alone else shown,
        "alone": alone,
        "named": alone or only_rows,
        "asks": bool(asking),
        "has_rows": any(found.kind == "rows" for found in questions),
        "headers": asked.texts(paging.everywhere(flow.form.definition, "header")),
        "footers": asked.texts(paging.everywhere(flow.form.definition, "footer")),
        "progress": paging.progress(flow.pages, flow.visible, page.number),
        "minutes": flow.minutes_left(page),
        "before_url": flow.address(before) if before else flow.begin_url,
        "has_before": before is not None,
        "saved": flow.has_answers,
        "problems": told(problems, asked.targets, flow.form, by_name=not alone),
    }


def _headed(questions: list[Question], around: str) -> tuple[str, list[Question]]:
    """The heading of a page with several questions: its own group's words, else those around."""
    first = next(iter(questions), None)
    if first is not None and first.kind == "title" and first.text:
        return first.text, questions[1:]
    return around, questions
