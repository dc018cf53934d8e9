"""REDCap's branching logic and calculations: every rule for blanks, and nothing that runs code."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.expressions import AllOf, Compare, holds
from questionnaires.loose_values import CannotCompute, Setting, written
from questionnaires.management.commands.evaluate_expression import (
    MAX_LINE,
    answer,
    lines_of,
    reader,
)
from questionnaires.operands import Answer, Constant, value_of
from questionnaires.plain import from_plain, to_plain
from questionnaires.redcap.grammar import Unreadable, read_logic, read_operand

NOON = Setting(now=lambda: datetime(2024, 6, 1, 12), missing_codes=("-99",))  # noqa: DTZ001


def worked_out(text: str, **values: Any) -> str:
    return written(value_of(read_operand(text), reader(values), NOON))


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("[age] >= 18 and [consent] = '1'", {"age": "20", "consent": 1}, "1"),
        ("[a]='1' or [b]='1' and [c]='1'", {"a": "1"}, "1"),
        ("([c(1)]='1' or [c(3)]='1') and [s]='0'", {"c": {"1": "0", "3": "1"}, "s": "0"}, "1"),
        ("[c(-2)] + [c(1)]", {"c": {"-2": "1"}}, "1"),
        ("[a] = '2'", {"a": "02"}, "1"),
        ("[blank] = ''", {}, "1"),
        ("[blank] <> '1'", {}, "1"),
        ("[blank] < 5", {}, "0"),
        ("[blank] = 0", {}, "0"),
        ("[blank] + 1", {}, ""),
        ("sum([blank], 1, 2)", {}, "3"),
        ("mean([blank])", {}, ""),
        ("1 - 2 - 3", {}, "-4"),
        ("8 / 2 / 2 * 3", {}, "6"),
        ("2 ^ 3 ^ 2", {}, "512"),
        ("(4)^(3)", {}, "64"),
        ("NOT ([a] = '1') And 1 = 1", {"a": "2"}, "1"),
        ("[a]=1 // the rest is a comment\n and 1=1 # so is this", {"a": "1"}, "1"),
        ("if([a] > 1, 'much', 'little')", {"a": "2"}, "much"),
        ("if([a] > 1, 1/0, 7)", {"a": "1"}, "7"),
        ("round(2.345, 2)", {}, "2.35"),
        ("rounddown(-1.5)", {}, "-2"),
        ("roundup(14.384, 1)", {}, "14.4"),
        ("median(3, 1, 2, 10)", {}, "2.5"),
        ("stdev(2, 4, 4, 4, 5, 5, 7, 9) > 2.138", {}, "1"),
        ("mod(7, 3) + abs(-2) + sqrt(16)", {}, "7"),
        ("datediff('2010-10-14', '2019-10-14', 'y') > 8.999", {}, "1"),
        ("datediff('2020-03-01', '2020-02-01', 'd')", {}, "29"),
        ("datediff('2020-03-01', '2020-02-01', 'd', true)", {}, "-29"),
        ("datediff('01-02-2020', '01-03-2020', 'd', 'dmy')", {}, "29"),
        ("datediff('today', 'now', 'h')", {}, "12"),
        ("datediff('2024-02-30', 'today', 'd')", {}, ""),
        ("age_at_date('2000-06-02')", {}, "23"),
        ("year('2021-05-04') + month('2021-05-04') + day('2021-05-04')", {}, "2030"),
        ("isblankormissingcode([a])", {"a": "-99"}, "1"),
        ("isnumber([a]) or isinteger(2.5)", {"a": "x"}, "0"),
        ("concat_ws('-', left('abc', 1), right('abc', 1), mid('abc', 2, 1))", {}, "a-c-b"),
        ("contains('Walking', 'KING') and not_contain('a', 'b')", {}, "1"),
        ("find('b', 'abc') + length(trim(' x '))", {}, "3"),
        ("[first_arm_1][weight] <> ''", {"first_arm_1": {"weight": "70"}}, "1"),
        ("[dose][2] = '5'", {"[dose][2]": "5"}, "1"),
    ],
)
def test_an_expression_comes_to_what_redcap_says(
    text: str, values: dict[str, Any], result: str
) -> None:
    assert worked_out(text, **values) == result


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 and",
        "[a",
        "'open",
        "[a] = 1 = 1",
        "__import__('os')",
        "round()",
        "(1, 2)",
        "[a][b][c]",
        "not [a]",
        "[a:label] = 'x'",
        "(" * 20_000,
        "1" + "/1" * 9_000,
        "if(" * 101 + "1" + ",2,3)" * 101,
    ],
)
def test_what_is_no_expression_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable):
        read_operand(text)


@pytest.mark.parametrize("text", ["1/0", "mod(1, 0)", "9^9^9^9", "sqrt(-1)", "log(0)"])
def test_what_has_no_value_says_so_instead_of_guessing(text: str) -> None:
    with pytest.raises(CannotCompute):
        worked_out(text)
    assert holds(read_logic(f"{text} = 1"), reader({})) is False


def test_it_is_the_one_tree_and_can_be_stored() -> None:
    rule = read_logic("[a] = '1' and not([b] > round([c] / 2, 0))")
    assert isinstance(rule, AllOf)
    assert rule.of[0] == Compare("=", "loose", Answer("a"), Constant("1"))
    assert from_plain(AllOf, to_plain(rule)) == (rule, [])


def told(*lines: object) -> list[dict[str, Any]]:
    raw = b"".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines
    )
    return [answer(line) for line in lines_of(io.BytesIO(raw))]


def test_each_line_gets_its_answer_and_none_stops_the_others() -> None:
    assert told(
        {"id": 1, "expr": "[a] + 0.5", "values": {"a": 1}},
        b"no json\n",
        {"id": 2, "expr": "1/0"},
        b'{"id": 3, "expr": "' + b"1" * MAX_LINE + b'"}\n',
        {"id": 4, "expr": "[a] = ''", "values": {}},
        {"id": 5, "expr": "[a] + 1", "values": {}},
        [1],
    ) == [
        {"id": 1, "result": 1.5},
        {"id": None, "error": "This line is not JSON."},
        {"id": 2, "error": "It divides by zero."},
        {"id": None, "error": "This line is longer than a million bytes."},
        {"id": 4, "result": True},
        {"id": 5, "result": ""},
        {"id": None, "error": "This line is not a JSON object."},
    ]


PIECES = st.sampled_from(
    ["[a]", "[b(1)]", "'x'", "1.5", "(", ")", ",", "and", "or", "not(", "=", "<>", "+", "^", "/"]
    + ["round(", "datediff(", "if(", "sum(", "left("]
)


@given(st.lists(PIECES, max_size=12), st.text(max_size=8))
def test_whatever_is_written_either_has_a_value_or_a_reason(pieces: list[str], a: str) -> None:
    line = json.dumps({"id": 1, "expr": " ".join(pieces), "values": {"a": a}}).encode()
    assert len(answer(line).keys() & {"result", "error"}) == 1
