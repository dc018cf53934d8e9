"""What a person sent, checked on the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.answers import Checked, check
from questionnaires.definition import Definition, Item, Option, Unit
from questionnaires.expressions import Answer, Answered, Compare, Constant
from tests.questionnaires.forms import load, walking_day

TODAY = date(2024, 3, 27)
OPTIONS = (Option("a"), Option("b"), Option("none", exclusive=True))


def checked(item: Item, value: Any, **missing: str) -> Checked:
    """The outcome for one question answered like this."""
    answers = {} if value is None else {item.link_id: value}
    return check(Definition((item,)), answers, missing, today=TODAY)


def told(item: Item, value: Any) -> list[str]:
    """The sentences a person reads."""
    return [str(problem.message) for problem in checked(item, value).problems]


@pytest.mark.parametrize(
    ("item", "value", "stored"),
    [
        (Item("q", "boolean"), False, False),
        (Item("q", "integer"), 5, 5),
        (Item("q", "integer"), 5.0, 5),
        (Item("q", "decimal"), 36.6, 36.6),
        (Item("q", "date"), "2024-02-29", "2024-02-29"),
        (Item("q", "date", partial_dates=True), "2024", "2024"),
        (Item("q", "date", partial_dates=True), "2024-12", "2024-12"),
        (Item("q", "dateTime"), "2024-03-27T14:30", "2024-03-27T14:30"),
        (Item("q", "time"), "14:30", "14:30"),
        (Item("q", "string"), "  two\nlines\x0b ", "two lines"),
        (Item("q", "text"), "two\r\nlines", "two\nlines"),
        (Item("q", "choice", options=OPTIONS), "a", "a"),
        (Item("q", "choice", options=OPTIONS, repeats=True), ["b", "a", "b"], ["b", "a"]),
        (Item("q", "open-choice", options=OPTIONS), {"other": " my dog "}, {"other": "my dog"}),
        (Item("q", "quantity", units=(Unit("kg"),)), {"value": 70}, {"value": 70, "unit": "kg"}),
        (Item("q", "string", repeats=True), ["x", "", "y"], ["x", "y"]),
    ],
)
def test_an_answer_is_stored_in_its_own_form(item: Item, value: Any, stored: Any) -> None:
    outcome = checked(item, value)
    assert outcome.problems == ()
    assert outcome.answers == {"q": stored}


@pytest.mark.parametrize("value", [None, "", [], "   "])
def test_a_blank_answer_is_no_answer(value: Any) -> None:
    assert checked(Item("q", "string"), value).answers == {}


@pytest.mark.parametrize(
    ("item", "value", "sentence"),
    [
        (Item("q", "boolean"), "yes", "Choose yes or no."),
        (Item("q", "boolean"), 1, "Choose yes or no."),
        (Item("q", "integer"), True, "Enter a whole number, like 12."),
        (Item("q", "integer"), 1.5, "Enter a whole number, like 12."),
        (Item("q", "integer"), 2**31, "This number is too big. Check the number."),
        (
            Item("q", "integer", min_value="0", max_value="10"),
            11,
            "Enter a whole number between 0 and 10.",
        ),
        (Item("q", "decimal", min_value="0.5"), 0.4, "Enter a number, 0.5 or more."),
        (
            Item("q", "decimal", max_decimals=1),
            1.25,
            "Enter a number with no more than 1 digit after the decimal mark.",
        ),
        (Item("q", "decimal"), float("nan"), "Enter a number, like 12."),
        (Item("q", "date"), "2023-02-29", "Enter a date, like 27 3 2024."),
        (Item("q", "date"), "2024-03", "Enter a date, like 27 3 2024."),
        (Item("q", "date"), "٢٠٢٤-٠٣-٢٧", "Enter a date, like 27 3 2024."),
        (
            Item("q", "date", min_value="2024-03-01"),
            "2024-02-29",
            "Enter a date on or after 1 March 2024.",
        ),
        (Item("q", "date", max_value="today"), "2024-03-28", "Enter today or an earlier date."),
        (Item("q", "dateTime"), "2024-03-27", "Enter a date and a time, like 27 3 2024 and 14:30."),
        (Item("q", "time"), "25:00", "Enter a time, like 14:30."),
        (Item("q", "choice", options=OPTIONS), "c", "Choose one of the answers shown."),
        (Item("q", "choice", options=OPTIONS), {"other": "x"}, "Choose one of the answers shown."),
        (
            Item("q", "choice", options=OPTIONS, repeats=True),
            ["a", "none"],
            "Choose either this answer alone or the others.",
        ),
        (
            Item("q", "choice", options=OPTIONS, repeats=True, max_occurs=1),
            ["a", "b"],
            "Choose no more than 1 answer.",
        ),
        (
            Item("q", "choice", options=OPTIONS, repeats=True, min_occurs=2),
            ["a"],
            "Choose at least 2 answers.",
        ),
        (Item("q", "choice", options=OPTIONS, repeats=True), "a", "Give the answers as a list."),
        (Item("q", "quantity", units=(Unit("kg"), Unit("g"))), {"value": 1}, "Choose a unit."),
        (
            Item("q", "string", max_length=3),
            "four",
            "Write no more than 3 characters. You wrote 4.",
        ),
        (Item("q", "string", min_length=3), "ab", "Write at least 3 characters."),
        (
            Item("q", "string", pattern="[0-9]+"),
            "x",
            "This answer does not have the form the question asks for.",
        ),
        (
            Item("q", "string"),
            "a\x00b",
            "This answer holds characters that cannot be stored. Write it again.",
        ),
        (
            Item("q", "string"),
            "\ud83d",
            "This answer holds characters that cannot be stored. Write it again.",
        ),
        (Item("q", "text"), "x" * 20_001, "Write no more than 20000 characters. You wrote 20001."),
    ],
)
def test_what_cannot_stand_is_told_so_that_a_person_can_mend_it(
    item: Item, value: Any, sentence: str
) -> None:
    assert told(item, value) == [sentence]
    assert checked(item, value).answers == {}


def test_a_partly_known_date_is_compared_as_far_as_it_is_known() -> None:
    since = Item("q", "date", partial_dates=True, min_value="2024-03-01")
    assert told(since, "2024") == []
    assert told(since, "2023") == ["Enter a date on or after 1 March 2024."]


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (Item("q", "choice", options=OPTIONS, required=True), "Choose an answer."),
        (
            Item("q", "choice", options=OPTIONS, required=True, repeats=True),
            "Choose at least one answer.",
        ),
        (Item("q", "integer", required=True, max_value="10"), "Enter a whole number, 10 or less."),
        (Item("q", "text", required=True), "Write an answer."),
        (
            Item("q", "group", (Item("x", "string"),), repeats=True, required=True),
            "Fill in at least 1 row.",
        ),
    ],
)
def test_what_must_be_answered_says_what_to_do(item: Item, sentence: str) -> None:
    (problem,) = checked(item, None).problems
    assert problem.kind == "unanswered"
    assert str(problem.message) == sentence


def test_a_reason_stands_in_for_an_answer_and_drops_one_given_beside_it() -> None:
    item = Item("q", "integer", required=True, missing_reasons=("prefer-not-to-say",))
    outcome = checked(item, 5, q="prefer-not-to-say")
    assert outcome.problems == ()
    assert outcome.answers == {}
    assert outcome.missing == {"q": "prefer-not-to-say"}


def test_only_the_reasons_offered_can_be_given() -> None:
    (problem,) = checked(Item("q", "integer"), None, q="lazy").problems
    assert problem.kind == "reason"


@pytest.mark.parametrize("changes", [{"hidden": True}, {"read_only": True}])
def test_nobody_is_made_to_answer_what_is_not_asked(changes: dict[str, bool]) -> None:
    item = replace(Item("q", "string", required=True), **changes)  # type: ignore[arg-type]
    outcome = checked(item, "forged")
    assert outcome.problems == ()
    assert outcome.answers == {}


BRANCH = Definition(
    (
        Item("smokes", "boolean"),
        Item(
            "a-day",
            "integer",
            required=True,
            show_if=Compare("=", "boolean", Answer("smokes"), Constant("true")),
        ),
    )
)


def test_an_answer_that_does_not_show_is_neither_stored_nor_complained_about() -> None:
    outcome = check(BRANCH, {"smokes": False, "a-day": "junk"}, {}, today=TODAY)
    assert outcome.problems == ()
    assert outcome.answers == {"smokes": False}
    shown = check(BRANCH, {"smokes": True, "a-day": "junk"}, {}, today=TODAY)
    assert [problem.link_id for problem in shown.problems] == ["a-day"]


def test_a_value_that_cannot_stand_counts_as_blank_for_what_depends_on_it() -> None:
    form = Definition((Item("a", "integer"), Item("b", "string", show_if=Answered("a"))))
    outcome = check(form, {"a": "x", "b": "y"}, {}, today=TODAY)
    assert outcome.answers == {}


def test_problems_can_be_told_for_one_page_alone() -> None:
    form = Definition((Item("a", "string", required=True), Item("b", "string", required=True)))
    found = check(form, {}, {}, today=TODAY, only={"b"}).problems
    assert [problem.link_id for problem in found] == ["b"]


FALLS = Definition(
    (
        Item(
            "falls",
            "group",
            (
                Item("day", "date", required=True, missing_reasons=("dont-know",)),
                Item("hurt", "boolean"),
                Item(
                    "where",
                    "string",
                    show_if=Compare("=", "boolean", Answer("hurt"), Constant("true")),
                ),
            ),
            repeats=True,
            max_occurs=3,
        ),
    )
)


def test_rows_are_checked_each_for_itself_and_empty_ones_fall_away() -> None:
    rows = [{}, {"day": "2024-01-01", "hurt": False, "where": "stairs"}, {"hurt": True}]
    outcome = check(FALLS, {"falls": rows}, {}, today=TODAY)
    assert outcome.answers == {"falls": [{"day": "2024-01-01", "hurt": False}, {"hurt": True}]}
    assert [(p.link_id, p.rows) for p in outcome.problems] == [("day", (1,))]


def test_reasons_in_rows_keep_in_step_with_the_rows() -> None:
    rows = [{"day": "2024-01-01"}, {"hurt": True}]
    reasons = [{}, {"day": "dont-know"}]
    outcome = check(FALLS, {"falls": rows}, {"falls": reasons}, today=TODAY)
    assert outcome.problems == ()
    assert outcome.missing == {"falls": reasons}


def test_more_rows_than_asked_for_are_refused() -> None:
    rows = [{"hurt": True}] * 4
    (problem,) = check(FALLS, {"falls": rows}, {}, today=TODAY).problems
    assert str(problem.message) == "Fill in no more than 3 rows."


@pytest.mark.parametrize(
    ("answers", "missing"),
    [({"ghost": 1}, {}), ({}, {"ghost": "x"}), ([], {}), ({}, "x"), ({"falls": "x"}, {}),
     ({"falls": [1]}, {}), ({"falls": [{"ghost": 1}]}, {})],
)  # fmt: skip
def test_answers_of_a_foreign_shape_are_refused_kindly(answers: Any, missing: Any) -> None:
    outcome = check(FALLS, answers, missing, today=TODAY)
    assert outcome.problems
    assert all(str(problem.message) for problem in outcome.problems)


WALK = load(walking_day()).definition
assert WALK is not None
LINKS = sorted(WALK.by_link_id)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["stick", "yes", "2024-03-01", "14:30", "\x00", "\ud800", 8]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*LINKS, "other", "value", "unit"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def settled(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without rows of which nothing could stand."""
    rows = {"falls": [row for row in answers.get("falls", []) if row]}
    return {key: value for key, value in {**answers, **rows}.items() if value != []}


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from([*LINKS, "ghost"]), junk) | junk)
def test_whatever_is_sent_what_may_be_stored_is_sound_and_settled(sent: Any) -> None:
    assert WALK is not None
    first = check(WALK, sent, {}, today=TODAY)
    assert all(str(problem.message) for problem in first.problems)
    json.dumps(first.answers, allow_nan=False).encode()
    again = check(WALK, first.answers, first.missing, today=TODAY)
    assert again.answers == settled(first.answers)
    assert {problem.kind for problem in again.problems} <= {"unanswered"}
