"""Rules when an item shows: one tree, one meaning for blanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.expressions import (
    SIGNS,
    AllOf,
    Answer,
    Answered,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Kind,
    Not,
    Sign,
    depth,
    holds,
    number,
    references,
)
from questionnaires.plain import from_plain, to_plain

EVERY_SIGN: list[Sign] = ["=", "!=", "<", "<=", ">", ">="]


def is_true(sign: Sign, kind: Kind, given: Any, value: str, unit: str = "") -> bool:
    """Whether `q <sign> value` holds when q was answered like this."""
    rule = Compare(sign, kind, Answer("q"), Constant(value, unit))
    answers = given if isinstance(given, list) else [given]
    return holds(rule, lambda link_id: answers)


@pytest.mark.parametrize("sign", EVERY_SIGN)
@pytest.mark.parametrize("kind", ["boolean", "code", "date", "number", "quantity", "text", "time"])
def test_a_comparison_with_nothing_is_false_whatever_the_sign(sign: Sign, kind: Kind) -> None:
    assert not is_true(sign, kind, [], "true")


@pytest.mark.parametrize(
    ("sign", "kind", "given", "value", "expected"),
    [
        ("=", "boolean", True, "true", True),
        ("=", "boolean", False, "true", False),
        ("!=", "boolean", False, "true", True),
        ("=", "number", 5.6, "5.6", True),
        (">=", "number", 4, "4", True),
        (">", "number", 10, "9", True),  # as numbers, not as texts
        ("<", "number", -1, "0", True),
        ("=", "code", "a", "a", True),
        ("!=", "code", "a", "b", True),
        (">", "code", "b", "a", False),  # codes have no order
        ("=", "text", "test", "test", True),
        (">", "text", "test", "tes", True),
        ("=", "time", "10:30", "10:30:00", True),
        ("<", "time", "09:59", "10:30", True),
        ("=", "date", "2022-09", "2022-09", True),
        ("=", "date", "2022", "2022-09", False),
        ("<", "date", "2020", "2021-03", True),
        ("<", "date", "2020-03", "2020-03-05", False),  # not known to be before
        (">=", "date", "2020-05-01", "2020-05-01", True),
        (">", "date", "2020-05-01T10:30", "2020-05-01T10:29:00", True),
    ],
)
def test_a_comparison_follows_the_kind_of_the_question(
    sign: Sign, kind: Kind, given: Any, value: str, expected: bool
) -> None:
    assert is_true(sign, kind, given, value) is expected


def test_several_answers_match_when_any_does_and_differ_when_none_does() -> None:
    assert is_true("=", "code", ["a", "b"], "b")
    assert not is_true("!=", "code", ["a", "b"], "b")
    assert is_true("!=", "code", ["a", "c"], "b")
    assert is_true(">", "number", [1, 9], "5")


def test_quantities_compare_only_in_the_same_unit() -> None:
    heavy = {"value": 70.5, "unit": "kg"}
    assert is_true(">", "quantity", heavy, "70", "kg")
    assert not is_true(">", "quantity", heavy, "70", "g")
    assert is_true(">", "quantity", heavy, "70")


def test_own_words_are_no_option_but_can_be_compared_as_text() -> None:
    assert not is_true("=", "code", {"other": "a"}, "a")
    assert is_true("!=", "code", {"other": "a"}, "a")
    assert is_true("=", "text", {"other": "a"}, "a")


def test_exists_counts_no_as_an_answer() -> None:
    assert holds(Answered("q"), lambda link_id: [False])
    assert not holds(Answered("q"), lambda link_id: [])


def test_two_questions_can_be_compared_with_each_other() -> None:
    rule = Compare(">", "number", Answer("last"), Answer("first"))
    assert holds(rule, lambda link_id: [3 if link_id == "first" else 4])


def test_references_are_named_once_each() -> None:
    rule = AllOf((Answered("a"), Not(AnyOf((Answered("b"), Answered("a"))))))
    assert references(rule) == ["a", "b"]
    assert depth(rule) == 4


@pytest.mark.parametrize("text", ["1e999999999", "NaN", "Infinity", "x", "", "9" * 500])
def test_texts_that_would_fill_the_memory_are_no_numbers(text: str) -> None:
    assert number(text) is None


leaves = st.one_of(
    st.builds(Answered, st.sampled_from("abc")),
    st.builds(
        Compare,
        st.sampled_from(EVERY_SIGN),
        st.just("number"),
        st.builds(Answer, st.sampled_from("abc")),
        st.builds(Constant, st.integers(-3, 3).map(str)),
    ),
)
trees: st.SearchStrategy[Expression] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
readings = st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(-3, 3), max_size=2))


@given(trees, readings)
def test_a_tree_and_its_stored_form_say_the_same(
    tree: Expression, answers: dict[str, list[int]]
) -> None:
    def read(link_id: str) -> Sequence[Any]:
        return answers.get(link_id, [])

    found, flaws = from_plain(AllOf, {"node": "all", "of": [to_plain(tree)]})
    assert not flaws
    assert found == AllOf((tree,))
    assert holds(Not(tree), read) is not holds(tree, read)


@given(st.sampled_from(sorted(SIGNS)), st.integers(-3, 3), st.integers(-3, 3))
def test_signs_order_numbers_as_python_does(sign: Sign, left: int, right: int) -> None:
    assert is_true(sign, "number", left, str(right)) is SIGNS[sign](left, right)
