"""What can never show, whatever somebody answers, is found before a form is put in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from questionnaires.expressions import AnyOf, Compare
from questionnaires.operands import Answer, Constant
from questionnaires.unreachable import NeverShown, never_shown
from tests.questionnaires.forms import choice, extension, load, question, questionnaire, when

FROM_0_TO_5 = [extension("minValue", "Integer", 0), extension("maxValue", "Integer", 5)]


def found(*rules: dict[str, Any], behaviour: str = "all") -> list[NeverShown]:
    """A form of a choice `colour` and a number from 0 to 5, and a question that waits for them."""
    form = questionnaire(
        choice("colour", "red", "blue"),
        question("many", "integer", extension=FROM_0_TO_5),
        question("waits", "text", enableWhen=[*rules], enableBehavior=behaviour),
    )
    definition = load(form).definition
    assert definition is not None
    return never_shown(definition)


def coded(code: str, sign: str = "=") -> dict[str, Any]:
    return when("colour", sign, "Coding", {"system": "urn:example:walks", "code": code})


def counted(sign: str, number: int) -> dict[str, Any]:
    return when("many", sign, "Integer", number)


def test_an_answer_nobody_can_choose_is_found() -> None:
    assert found(coded("green")) == [NeverShown("waits", "colour", "answer")]
    assert found(coded("red")) == []
    assert found(coded("green", "!=")) == []


@pytest.mark.parametrize(
    ("sign", "number", "never"),
    [
        (">", 9, True), (">", 5, True), (">", 4, False), (">=", 6, True), (">=", 5, False),
        ("<", 0, True), ("<", 1, False), ("<=", -1, True), ("<=", 0, False),
        ("=", 6, True), ("=", -1, True), ("=", 5, False), ("!=", 9, False),
    ],
)  # fmt: skip
def test_a_number_beyond_the_ends_is_found(sign: str, number: int, never: bool) -> None:
    assert found(counted(sign, number)) == ([NeverShown("waits", "many", "number")] * never)


def test_of_rules_that_must_all_hold_one_is_enough_and_of_any_it_takes_all() -> None:
    assert found(coded("red"), counted(">", 9)) == [NeverShown("waits", "many", "number")]
    assert found(coded("red"), counted(">", 9), behaviour="any") == []
    assert found(coded("green"), counted(">", 9), behaviour="any") != []


def test_what_waits_for_something_that_never_shows_is_found_too() -> None:
    form = questionnaire(
        choice("colour", "red", "blue"),
        {
            **question("group", "group", enableWhen=[coded("green")]),
            "item": [question("inside", "boolean")],
        },
        question("after", "text", enableWhen=[when("inside", "=", "Boolean", True)]),
        question("without", "text", enableWhen=[when("inside", "exists", "Boolean", False)]),
    )
    definition = load(form).definition
    assert definition is not None
    assert never_shown(definition) == [
        NeverShown("group", "colour", "answer"),
        NeverShown("after", "inside", "unseen"),
    ]


def test_where_nothing_limits_the_answers_nothing_is_told() -> None:
    form = questionnaire(
        question("many", "integer"),
        {**choice("colour", "red"), "type": "open-choice"},
        question("a", "text", enableWhen=[when("many", ">", "Integer", 900)]),
        question("b", "text", enableWhen=[when("colour", "=", "String", "green")]),
    )
    definition = load(form).definition
    assert definition is not None
    assert never_shown(definition) == []


def test_a_blank_is_a_text_to_wait_for_where_comparisons_are_loose() -> None:
    definition = load(questionnaire(choice("colour", "1", "2"), question("q", "text"))).definition
    assert definition is not None

    def ruled(*values: str) -> list[NeverShown]:
        parts = tuple(Compare("=", "loose", Answer("colour"), Constant(one)) for one in values)
        item = replace(definition.by_link_id["q"], show_if=AnyOf(parts))
        return never_shown(replace(definition, items=(definition.items[0], item)))

    assert ruled("") == []
    assert ruled("01") == [], "a number is a number however it is written"
    assert ruled("3") == [NeverShown("q", "colour", "answer")]
