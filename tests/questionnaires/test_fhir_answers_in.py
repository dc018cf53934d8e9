"""Answers somebody else wrote as FHIR: whatever stands where something else belongs is a flaw, no crash."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from questionnaires.answers import check
from questionnaires.definition import Definition, Item, Option, Unit
from questionnaires.fhir.ours import MISSING_REASON
from questionnaires.fhir.response_in import read_response
from questionnaires.values import OTHER

OPTIONS = (Option("yes"), Option("no"))
FORM = Definition(
    items=(
        Item("flag", "boolean"), Item("whole", "integer"), Item("part", "decimal"),
        Item("day", "date"), Item("moment", "dateTime"), Item("hour", "time"),
        Item("line", "string"), Item("lines", "text", missing_reasons=("dont-know",)),
        Item("one", "choice", options=OPTIONS), Item("many", "choice", options=OPTIONS, repeats=True),
        Item("own", "open-choice", options=OPTIONS),
        Item("weight", "quantity", units=(Unit("kg"), Unit("g"))),
        Item("visits", "group", repeats=True, items=(Item("when", "date"),)),
    )
)  # fmt: skip


def answered(link_id: str, **value: Any) -> dict[str, Any]:
    return {"linkId": link_id, "answer": [value]}


GOOD: dict[str, Any] = {
    "item": [
        answered("flag", valueBoolean=True), answered("whole", valueInteger=3),
        answered("part", valueDecimal=1.5), answered("day", valueDate="2026-01-02"),
        answered("moment", valueDateTime="2026-01-02T03:04:00Z"),
        answered("hour", valueTime="03:04:00"), answered("line", valueString="x"),
        {"linkId": "lines", "extension": [{"url": MISSING_REASON, "valueCode": "dont-know"}]},
        answered("one", valueCoding={"system": "urn:x", "code": "yes"}),
        {"linkId": "many", "answer": [{"valueCoding": {"code": "yes"}}, {"valueString": "no"}]},
        answered("own", valueString="something else"),
        answered("weight", valueQuantity={"value": 70, "unit": "kg", "code": "kg"}),
        {"linkId": "visits", "item": [answered("when", valueDate="2026-01-02")]},
    ]
}  # fmt: skip
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "x", "9" * 30, [], [[]], [1], [None], {}, {"a": 1},
    {"code": []}, [{"value": {}}], {"value": [], "unit": {}, "code": []},
)  # fmt: skip


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in it."""
    if path:
        yield path
    steps = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for step, inside in steps:
        yield from places(inside, (*path, step))


def test_what_is_in_order_is_read() -> None:
    found = read_response(FORM, GOOD)
    assert found.flaws == []
    checked = check(FORM, found.answers, found.missing, today=date(2026, 3, 4))
    assert checked.problems == ()
    assert checked.answers["weight"] == {"value": 70, "unit": "kg"}
    assert checked.answers["own"] == {OTHER: "something else"}
    assert checked.missing == {"lines": "dont-know"}


@pytest.mark.parametrize("listed", [7, "x", {}, [7], [{"valueInteger": 3}, None]])
def test_what_is_no_list_of_answers_is_said_and_not_passed_over(listed: Any) -> None:
    found = read_response(FORM, {"item": [{"linkId": "whole", "answer": listed}]})
    assert [flaw.path for flaw in found.flaws] == ["item[0].answer"]
    assert found.answers == {}


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_nothing_that_stands_in_the_wrong_place_breaks_the_reader(junk: Any) -> None:
    for path in places(GOOD):
        tree = deepcopy(GOOD)
        parent = tree
        for step in path[:-1]:
            parent = parent[step]
        parent[path[-1]] = junk
        found = read_response(FORM, tree)
        check(FORM, found.answers, found.missing, today=date(2026, 3, 4))
