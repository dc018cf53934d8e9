"""What a browser sends, read into answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from questionnaires.answers import Checked
from questionnaires.definition import Definition, Item, Option, Unit
from questionnaires.form_input import OTHER_CHOSEN, answer_page, field_name, read_form, row_name

TODAY = date(2024, 3, 27)
Form = dict[str, list[str]]


def page(item: Item, form: Form, **before: Any) -> Checked:
    """One question sent as a page."""
    definition = Definition((item,))
    only = definition.by_link_id.keys()
    return answer_page(definition, before, {}, form, only, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("12", "en", 12),
        (" 1 500 ", "en", 1500),
        ("1'500", "de", 1500),
        ("1.5", "en", 1.5),
        ("1,5", "en", 1.5),
        ("1,5", "de", 1.5),
        ("1.5", "de", 1.5),
        ("1,500", "de", 1.5),
        ("1.500", "en", 1.5),
        ("−2", "en", -2),
        ("0,125", "en", 0.125),
        ("7.", "en", 7),
        (",5", "de", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, language: str, value: float) -> None:
    with translation.override(language):
        assert page(Item("q", "decimal"), {"q": [typed]}).answers == {"q": value}


@pytest.mark.parametrize(
    ("typed", "language"),
    [("1,500", "en"), ("1.500", "de"), ("1.000,5", "de"), ("ten", "en"), ("1e5", "en"),
     ("1" * 16, "en"), ("1-2", "en"), ("NaN", "en")],
)  # fmt: skip
def test_numbers_that_mean_two_things_or_none_are_asked_again(typed: str, language: str) -> None:
    with translation.override(language):
        outcome = page(Item("q", "decimal", min_value="0", max_value="10"), {"q": [typed]})
    assert outcome.answers == {}
    assert [str(problem.message) for problem in outcome.problems] == [
        "Enter a number between 0 and 10."
    ]


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ({"q::day": ["7"], "q::month": ["3"], "q::year": ["2024"]}, "2024-03-07"),
        ({"q": ["2024-03-07"]}, "2024-03-07"),
        ({"q": ["7.3.2024"]}, "2024-03-07"),
        ({"q": ["07/03/2024"]}, "2024-03-07"),
        ({"q::day": ["٧"], "q::month": ["3"], "q::year": ["2024"]}, "2024-03-07"),
    ],
)
def test_dates_come_in_three_fields_or_one(form: Form, value: str) -> None:
    assert page(Item("q", "date"), form).answers == {"q": value}


@pytest.mark.parametrize(
    "form",
    [
        {"q::day": ["31"], "q::month": ["2"], "q::year": ["2024"]},
        {"q::day": ["7"], "q::year": ["2024"]},
        {"q::month": ["3"], "q::year": ["2024"]},
        {"q::day": ["7"], "q::month": ["March"], "q::year": ["2024"]},
        {"q::day": ["7"], "q::month": ["3"], "q::year": ["24"]},
        {"q": ["soon"]},
    ],
)
def test_dates_that_are_none_are_asked_again(form: Form) -> None:
    outcome = page(Item("q", "date"), form)
    assert [str(problem.message) for problem in outcome.problems] == [
        "Enter a date, like 27 3 2024."
    ]


def test_a_partial_date_leaves_fields_open() -> None:
    item = Item("q", "date", partial_dates=True)
    assert page(item, {"q::month": ["3"], "q::year": ["2024"]}).answers == {"q": "2024-03"}
    assert page(item, {"q::day": ["7"], "q::year": ["2024"]}).problems


def test_date_and_time_are_read_together() -> None:
    form = {"q::day": ["7"], "q::month": ["3"], "q::year": ["2024"], "q::time": ["9.05"]}
    assert page(Item("q", "dateTime"), form).answers == {"q": "2024-03-07T09:05"}


OPTIONS = (Option("a"), Option("b"))


@pytest.mark.parametrize(
    ("item", "form", "value"),
    [
        (Item("q", "boolean"), {"q": ["false"]}, False),
        (Item("q", "choice", options=OPTIONS), {"q": ["b"]}, "b"),
        (Item("q", "choice", options=OPTIONS, repeats=True), {"q": ["a", "b"]}, ["a", "b"]),
        (
            Item("q", "open-choice", options=OPTIONS),
            {"q": [OTHER_CHOSEN], "q::other": ["dog"]},
            {"other": "dog"},
        ),
        (Item("q", "open-choice", options=OPTIONS), {"q": ["a"], "q::other": ["left over"]}, "a"),
        (
            Item("q", "open-choice", options=OPTIONS, repeats=True),
            {"q": ["a"], "q::other": ["dog"]},
            ["a", {"other": "dog"}],
        ),
        (
            Item("q", "quantity", units=(Unit("kg"), Unit("g"))),
            {"q": ["70,5"], "q::unit": ["kg"]},
            {"value": 70.5, "unit": "kg"},
        ),
        (Item("q", "time"), {"q": ["9:05"]}, "09:05"),
    ],
)
def test_every_kind_of_field_becomes_its_answer(item: Item, form: Form, value: Any) -> None:
    outcome = page(item, form)
    assert outcome.problems == ()
    assert outcome.answers == {"q": value}


def test_a_field_left_blank_takes_an_earlier_answer_away() -> None:
    assert page(Item("q", "string"), {"q": [""]}, q="before").answers == {}


def test_a_reason_ticked_beside_a_typed_answer_wins() -> None:
    item = Item("q", "string", missing_reasons=("prefer-not-to-say",))
    outcome = page(item, {"q": ["typed"], "q::missing": ["prefer-not-to-say"]})
    assert (outcome.answers, outcome.missing) == ({}, {"q": "prefer-not-to-say"})


ROWS = Item(
    "falls", "group", (Item("day", "date", required=True), Item("n", "integer")), repeats=True
)


def test_rows_are_read_in_order_and_empty_ones_fall_away() -> None:
    names = [row_name("falls", number) for number in range(3)]
    form = {
        field_name("day", within=names[0]): ["2024-03-07"],
        field_name("day", within=names[1]): [""],
        field_name("n", within=names[2]): ["three"],
    }
    outcome = page(ROWS, form)
    assert outcome.answers["falls"][0] == {"day": "2024-03-07"}
    assert {(p.link_id, p.rows) for p in outcome.problems} == {("n", (1,)), ("day", (1,))}


def test_only_the_page_that_was_sent_is_read() -> None:
    definition = Definition((Item("a", "string"), Item("b", "string")))
    answers, _missing = read_form(definition, {"a": ["x"], "b": ["y"]}, {"a"})
    assert answers == {"a": "x"}


def test_fields_of_what_is_not_asked_are_not_read() -> None:
    assert page(Item("q", "string", hidden=True), {"q": ["forged"]}).answers == {}
