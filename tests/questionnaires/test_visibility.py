"""What shows for which answers; an answer that does not show counts for nothing."""

from __future__ import annotations

from typing import Any

from questionnaires.definition import Calculation, Definition, Item
from questionnaires.expressions import Answer, Answered, Compare, Constant, Expression, Not
from questionnaires.visibility import shown


def equals(link_id: str, value: str) -> Expression:
    """`link_id = value` as text."""
    return Compare("=", "text", Answer(link_id), Constant(value))


def seen(definition: Definition, answers: dict[str, Any]) -> set[str]:
    """linkIds that show in any row."""
    return {link_id for link_id, _rows in shown(definition, answers).places}


CHAIN = Definition(
    (
        Item("a", "string"),
        Item("b", "string", show_if=equals("a", "yes")),
        Item("c", "string", show_if=equals("b", "yes")),
    )
)


def test_a_hidden_answer_does_not_show_what_depends_on_it() -> None:
    assert seen(CHAIN, {"a": "yes", "b": "yes"}) == {"a", "b", "c"}
    assert seen(CHAIN, {"a": "no", "b": "yes"}) == {"a"}


def test_a_rule_may_look_at_a_later_question() -> None:
    form = Definition((Item("a", "string", show_if=Answered("z")), Item("z", "string")))
    assert seen(form, {}) == {"z"}
    assert seen(form, {"z": "x"}) == {"a", "z"}


def test_an_item_that_does_not_show_takes_everything_inside_with_it() -> None:
    inner = Item("inner", "string")
    form = Definition(
        (Item("a", "string"), Item("g", "group", (inner,), show_if=equals("a", "yes")))
    )
    assert seen(form, {"a": "no"}) == {"a"}
    assert seen(form, {"a": "yes"}) == {"a", "g", "inner"}


def test_items_inside_a_question_show_with_it() -> None:
    form = Definition(
        (Item("q", "boolean", (Item("more", "text"),), show_if=Answered("z")), Item("z", "string"))
    )
    assert seen(form, {}) == {"z"}
    assert seen(form, {"z": "x"}) == {"q", "more", "z"}


def test_hidden_and_calculated_items_never_show() -> None:
    form = Definition(
        (
            Item("hidden", "group", (Item("inside", "string"),), hidden=True),
            Item("sum", "decimal", calculated=Calculation("1+1")),
            Item("a", "string"),
        )
    )
    assert seen(form, {"inside": "x", "sum": 2}) == {"a"}


def test_a_hidden_constant_counts_and_what_a_person_sends_for_it_does_not() -> None:
    form = Definition(
        (
            Item("mark", "string", hidden=True, initial="b"),
            Item("only-b", "string", show_if=equals("mark", "b")),
            Item("only-c", "string", show_if=equals("mark", "c")),
        )
    )
    assert seen(form, {"mark": "c"}) == {"only-b"}


ROWS = Definition(
    (
        Item(
            "falls",
            "group",
            (
                Item("hurt", "string"),
                Item("where", "string", show_if=equals("hurt", "yes")),
            ),
            repeats=True,
        ),
        Item("any-hurt", "string", show_if=equals("hurt", "yes")),
        Item("none", "string", show_if=Not(Answered("hurt"))),
    )
)


def test_inside_a_row_a_rule_looks_at_the_same_row() -> None:
    visible = shown(ROWS, {"falls": [{"hurt": "no"}, {"hurt": "yes"}]})
    assert ("where", (0,)) not in visible
    assert ("where", (1,)) in visible


def test_from_outside_a_rule_looks_at_all_rows() -> None:
    assert "any-hurt" in seen(ROWS, {"falls": [{"hurt": "no"}, {"hurt": "yes"}]})
    assert "any-hurt" not in seen(ROWS, {"falls": [{"hurt": "no"}]})
    assert "none" in seen(ROWS, {"falls": []})


def test_rows_inside_rows_keep_apart() -> None:
    inner = Item(
        "drugs",
        "group",
        (Item("dose", "string"), Item("why", "string", show_if=equals("dose", "high"))),
        repeats=True,
    )
    form = Definition((Item("visits", "group", (inner,), repeats=True),))
    visible = shown(
        form, {"visits": [{"drugs": [{"dose": "low"}]}, {"drugs": [{}, {"dose": "high"}]}]}
    )
    assert {place for place in visible.places if place[0] == "why"} == {("why", (1, 1))}
