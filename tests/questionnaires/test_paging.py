"""The pages a form is asked on."""

from __future__ import annotations

from typing import Any

from questionnaires.definition import Definition, Item
from questionnaires.expressions import Answer, Compare, Constant
from questionnaires.paging import (
    Progress,
    everywhere,
    page_after,
    page_before,
    page_to_resume,
    pages,
    progress,
    showing,
)
from questionnaires.visibility import Shown, shown

YES = Compare("=", "boolean", Answer("walked"), Constant("true"))
FORM = Definition(
    (
        Item("top", "display", control="header"),
        Item("hello", "display"),
        Item("walked", "boolean", (Item("note", "display"),)),
        Item(
            "walk",
            "group",
            (Item("far", "integer", show_if=YES), Item("warn", "display", show_if=YES)),
        ),
        Item("moods", "group", (Item("sad", "integer"), Item("glad", "integer")), control="table"),
        Item("falls", "group", (Item("day", "date"),), repeats=True),
        Item("secret", "string", hidden=True, initial="x"),
        Item("bye", "display"),
    )
)


def seen(**answers: Any) -> Shown:
    """What shows for these answers."""
    return shown(FORM, answers)


def test_each_question_has_a_page_and_groups_that_belong_together_have_one() -> None:
    assert [(page.link_ids, page.asks, page.trail) for page in pages(FORM)] == [
        (("hello", "walked", "note"), ("walked",), ()),
        (("far",), ("far",), ("walk",)),
        (("warn",), (), ("walk",)),
        (("moods", "sad", "glad"), ("sad", "glad"), ()),
        (("falls", "day"), ("falls", "day"), ()),
        (("bye",), (), ()),
    ]


def test_all_on_one_page_is_one_page_with_everything_asked() -> None:
    (page,) = pages(FORM, "all")
    assert page.asks == ("walked", "far", "sad", "glad", "falls", "day")
    assert "secret" not in page.asks


def test_headers_stand_on_every_page() -> None:
    assert [item.link_id for item in everywhere(FORM, "header")] == ["top"]


def test_the_next_page_passes_over_what_does_not_show() -> None:
    every = pages(FORM)
    after = page_after(every, seen(walked=False), 1)
    assert after is not None
    assert after.number == 4
    before = page_before(every, seen(walked=False), 4)
    assert before is not None
    assert before.number == 1
    assert page_after(every, seen(), 6) is None
    assert page_before(every, seen(), 1) is None


def test_numbers_of_pages_stay_whatever_shows() -> None:
    every = pages(FORM)
    assert [page.number for page in showing(every, seen(walked=True))] == [1, 2, 3, 4, 5, 6]
    assert [page.number for page in showing(every, seen())] == [1, 4, 5, 6]


def test_progress_counts_pages_that_ask_and_show() -> None:
    every = pages(FORM)
    assert progress(every, seen(), 1) == Progress(1, 3)
    assert progress(every, seen(walked=True), 4) == Progress(3, 4)
    assert progress(every, seen(walked=True), 6) == Progress(4, 4)


def test_resuming_goes_to_the_page_after_the_last_answered_one() -> None:
    every = pages(FORM)
    first = page_to_resume(FORM, every, seen(), {}, {})
    assert first is not None
    assert first.number == 1
    answers = {"walked": False, "sad": 3}
    later = page_to_resume(FORM, every, seen(**answers), answers, {})
    assert later is not None
    assert later.number == 5
    skipped = page_to_resume(FORM, every, seen(), {}, {"glad": "dont-know"})
    assert skipped is not None
    assert skipped.number == 5
