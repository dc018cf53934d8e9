"""Checklists: how many items, what is counted, and that people's grades are never averaged."""

from __future__ import annotations

import html
from typing import Any

import pytest

from education.checklist import Checklist, shares, span
from education.checklists import checklists_for
from education.full_checklists import (
    ACT,
    FILM,
    GOOD_PRACTICE,
    OPEN_ABOUT_ITSELF,
    PRINT,
    TRANSPARENT,
    TREATMENT,
    UNDERSTAND,
)
from education.models import Article, ChecklistAnswer
from tests.education.path import published
from tests.personas import World


@pytest.mark.parametrize(
    ("one", "understand", "act"), [(PRINT, 17, 7), (FILM, 13, 4)]
)  # PEMAT version 1.0, AHRQ 14-0002-EF
def test_the_long_lists_have_the_published_structure(
    one: Checklist, understand: int, act: int
) -> None:
    parts = [item.part for item in one.items]
    assert (parts.count(UNDERSTAND), parts.count(ACT)) == (understand, act)


def test_what_does_not_apply_counts_on_neither_side() -> None:
    """24 items, 3 and 1 of them do not apply: 11 of 14 and 5 of 6 agree."""
    understand = [item.id for item in PRINT.items if item.part == UNDERSTAND]
    act = [item.id for item in PRINT.items if item.part == ACT]
    values = ["yes"] * 11 + ["no"] * 3 + ["na"] * 3, ["yes"] * 5 + ["no"] + ["na"]
    answers = dict(zip(understand + act, values[0] + values[1], strict=True))
    assert [share for _part, share in shares(PRINT, answers)] == [78.6, 83.3]
    nothing = dict.fromkeys(answers, "na")
    assert [share for _part, share in shares(PRINT, nothing)] == [None, None]


def test_grades_of_several_people_are_a_span_and_no_mean() -> None:
    assert len(TREATMENT.items) == 16
    low, high = {"q16": "2"}, {"q16": "5"}
    assert span(TREATMENT, [low, high]) == (2, 5)
    assert span(TREATMENT, [{}]) is None


def test_a_list_is_offered_only_where_it_is_about_the_page() -> None:
    film = [{"id": "1", "kind": "video"}]
    assert TREATMENT not in checklists_for("topic", [])
    assert TREATMENT in checklists_for("treatment", [])
    assert FILM not in checklists_for("topic", [])
    assert FILM in checklists_for("topic", film)


@pytest.mark.django_db
def test_two_people_grade_a_treatment_page_and_both_are_kept(world: World, sign_in: Any) -> None:
    article = published(world, kind="treatment")
    assert Article.objects.get().kind == "treatment"
    address = f"/write/{article.ref}/checklists/{TREATMENT.name}"
    answers = {item.id: "4" for item in TREATMENT.items}
    reviewer, editor = sign_in(world.reviewer), sign_in(world.editor)
    assert "16 questions" in reviewer.get(address).content.decode()
    assert reviewer.post(address, {**answers, "q3": "6"}).status_code == 422
    assert reviewer.post(address, {**answers, "q3": "na"}).status_code == 422
    reviewer.post(address, answers)
    page = reviewer.get(f"/write/{article.ref}/check").content.decode()
    assert "A second person should answer it too." in page
    editor.post(address, {**answers, "q16": "2"})
    assert (
        "2 people, overall 2 to 4 of 5"
        in editor.get(f"/write/{article.ref}/check").content.decode()
    )
    assert ChecklistAnswer.objects.filter(version=1).count() == 2


@pytest.mark.django_db
def test_a_low_grade_shows_its_reason_too(world: World, sign_in: Any) -> None:
    article = published(world, kind="treatment")
    address = f"/write/{article.ref}/checklists/{TREATMENT.name}"
    answers = {item.id: "4" for item in TREATMENT.items}
    editor = sign_in(world.editor)
    editor.post(address, {**answers, "q3": "2", "q3.why": "For whom?", "q4.why": "Good."})
    page = editor.get(f"/write/{article.ref}/check").content.decode()
    assert "<q>For whom?</q>" in page
    assert "Good." not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "items"), [(OPEN_ABOUT_ITSELF, 6), (GOOD_PRACTICE, 7), (TRANSPARENT, 10)]
)  # the fields of the German sets
def test_the_german_sets_are_offered_for_every_page_and_kept(
    world: World, sign_in: Any, one: Checklist, items: int
) -> None:
    assert len(one.items) == items
    assert one in checklists_for("topic", [])
    article = published(world)
    address = f"/write/{article.ref}/checklists/{one.name}"
    editor = sign_in(world.editor)
    assert str(one.lead) in html.unescape(editor.get(address).content.decode())
    editor.post(address, {item.id: "yes" for item in one.items})
    assert ChecklistAnswer.objects.get().name == one.name
    assert "100.0 %" in editor.get(f"/write/{article.ref}/check").content.decode()
