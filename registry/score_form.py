"""A form for the scores of one questionnaire, written into a draft: its questions are asked of nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from registry.from_scores import mark_of
from registry.question_book import Book
from registry.question_rows import Question, Row, propose_name, row_of
from registry.score_provider import Measure, in_language

LONGEST_TITLE = 80


def measures_in(book: Book) -> set[str]:
    """The rules of which some form takes scores already."""
    marks = (mark_of(row) for row in book.rows)
    return {mark[0] for mark in marks if mark is not None}


def scores_added(
    book: Book,
    measure: Measure,
    language: str,
    *,
    names: Collection[str] = (),
    forms: Collection[str] = (),
) -> Book:
    """With such a form at the end; as it is where there is one already. `names`, `forms`: those
    earlier versions had.
    """
    if measure.id in measures_in(book):
        return book
    title = in_language(measure.title, language)[:LONGEST_TITLE]
    made = book.with_form(title, repeats=True, taken=forms)
    form = made.heads[-1].name
    rows: list[Row] = []
    taken = {*made.taken, *names}
    for words, mark, question in _questions(measure, language):
        name = propose_name(f"{measure.id} {words}", taken)
        taken.add(name)
        row = row_of(replace(question, name=name), form)
        rows.append({**row, "annotation": f"@READONLY @FROM-SCORE='{measure.id}:{mark}'"})
    return made.added(form, rows)


def _questions(measure: Measure, language: str) -> list[tuple[str, str, Question]]:
    """(words for its name, what stands behind the rule in its mark, the question)."""
    states = (
        ("ok", _("Worked out from enough answers")),
        ("prorated", _("Estimated from the answers given")),
        ("not_scorable", _("Too few answers for a number")),
    )
    day = Question("", _("Day of the answers"), "day")
    found = [("day", ":day", day)]
    for scale in measure.scales:
        label = in_language(scale.words, language)
        number = Question("", label, "number", least=_plain(scale.low), most=_plain(scale.high))
        how = _("%(scale)s: how it was worked out") % {"scale": label}
        found.append((scale.id, scale.id, number))
        found.append((f"{scale.id} state", f"{scale.id}:state", Question("", how, "one", states)))
    versions = tuple((one, one) for one in measure.versions)
    version = Question("", _("Version of the rule it was worked out by"), "one", versions)
    return [*found, ("version", ":version", version)]


def _plain(bound: Decimal) -> str:
    return format(bound.normalize(), "f")
