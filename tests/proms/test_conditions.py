"""Expressions in a spec: a closed grammar, told in words when it is left."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proms.scale_spec.conditions import ExpressionRefused, parse_comparison, parse_expression

NAMES = [f"q{n}" for n in range(1, 10)]


def value_of(text: str, **answers: int) -> Decimal | bool:
    weights = {name: Decimal(answers.get(name, 0)) for name in NAMES}
    return parse_expression(text, NAMES).evaluate(weights)


def test_a_claim_counts_one_where_a_number_is_expected() -> None:
    assert value_of("(q9 >= 1) + count(q1..q8 >= 2)", q9=1, q1=2, q2=3, q3=1) == 3


def test_and_binds_closer_than_or_and_not_closest() -> None:
    assert value_of("q1 = 1 or q2 = 1 and q3 = 1", q1=1) is True
    assert value_of("not q1 = 1 and q2 = 1", q2=1) is True
    assert value_of("not (q1 = 1 or q2 = 1)", q2=1) is False


def test_times_binds_closer_than_plus_and_minus_can_lead() -> None:
    assert value_of("1 + 2 * 3 - -1") == 8
    assert value_of("-(q1 - 1) * (q2 - 1)", q1=3, q2=4) == -6


def test_a_span_follows_the_order_of_the_items_and_is_needed_whole() -> None:
    expression = parse_expression("count(q2..q4, q7 > 0) >= 2", NAMES)
    assert expression.names == {"q2", "q3", "q4", "q7"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q1 >= 2 q2", "“q2” does not fit here"),
        ("(q1 >= 2", "“)” is missing"),
        ("q10 >= 2", "“q10” is not an item or scale"),
        ("q1 and q2", "“and” joins claims"),
        ("count(q1..q3)", "Count needs a comparison"),
        ("count(q3..q1 > 1)", "runs backwards"),
        ("count(q1 > q2)", "A number is needed instead of “q2”"),
        ("q1.__class__", "cannot stand in an expression"),
        ("__import__('os')", "cannot stand in an expression"),
        ("q1 if q2 else q3", "does not fit here"),
        ("", "is not an item or scale"),
        ("(" * 50 + "q1" + ")" * 50, "nested too deep"),
        ("q1 + " * 400 + "q1", "longer than 1,000"),
    ],
)
def test_what_is_not_in_the_grammar_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        parse_expression(text, NAMES)
    assert said in str(refused.value)


@given(st.text(alphabet="q123()>=<+-*., andortcu%$'\"", max_size=60))
def test_any_text_is_parsed_or_refused_and_nothing_else(text: str) -> None:
    with contextlib.suppress(ExpressionRefused):
        parse_expression(text, NAMES)


def test_a_comparison_tests_one_weight() -> None:
    assert parse_comparison(">= 2")(Decimal(2))
    assert not parse_comparison("< 2")(Decimal(2))
    with pytest.raises(ExpressionRefused):
        parse_comparison("about 2")
