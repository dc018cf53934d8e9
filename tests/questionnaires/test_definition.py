"""The stored truth: a closed form, one hash, and nothing in it that could not be asked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from questionnaires.canonical import canonical, sha256
from questionnaires.checks import check_definition, read_definition
from questionnaires.definition import Definition, Item, Option
from questionnaires.expressions import Answered
from questionnaires.outline import arrange
from questionnaires.plain import to_plain
from tests.questionnaires.forms import load, walking_day


def definition(*items: Item) -> Definition:
    """A definition of these items."""
    return Definition(items)


def flaws_of(*items: Item) -> list[tuple[str, str]]:
    """(linkId, sentence) of everything wrong."""
    return [(flaw.link_id, str(flaw.message)) for flaw in check_definition(definition(*items))]


def sound(**more: Any) -> Item:
    """A question nothing is wrong with, changed by `more`."""
    return replace(Item("q", "integer"), **more)


def test_a_definition_survives_storing_with_its_hash() -> None:
    imported = load(walking_day()).definition
    assert imported is not None
    stored = json.loads(json.dumps(to_plain(imported)))
    found, flaws = read_definition(stored)
    assert flaws == []
    assert found == imported
    assert found.sha256 == imported.sha256


def test_defaults_are_left_out_so_that_new_fields_change_no_hash() -> None:
    assert to_plain(definition(sound())) == {"items": [{"link_id": "q", "type": "integer"}]}


def test_the_hash_does_not_depend_on_how_a_database_writes_a_number() -> None:
    assert sha256({"b": 1e16, "a": 5.0}) == sha256({"a": 5, "b": 10_000_000_000_000_000})
    assert canonical({"b": [0.5], "a": "ä"}) == '{"a":"ä","b":[0.5]}'.encode()


def test_any_change_of_structure_changes_the_hash() -> None:
    base = definition(sound())
    others = [sound(required=True), sound(max_value="10"), replace(sound(), link_id="p")]
    hashes = {base.sha256, *(definition(item).sha256 for item in others)}
    assert len(hashes) == 4


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "red"}, "items[0].colour"),
        ({"type": "colour"}, "items[0].type"),
        ({"required": "yes"}, "items[0].required"),
        ({"max_length": True}, "items[0].max_length"),
        ({"options": [{}]}, "items[0].options[0].code"),
        ({"options": {"a": 1}}, "items[0].options"),
        ({"show_if": {"node": "eval", "of": []}}, "items[0].show_if.node"),
        ({"kept": {"a": float("nan")}}, "items[0].kept['a']"),
        ({"min_value": "\x00"}, "items[0].min_value"),
        ({"pattern": "\ud800"}, "items[0].pattern"),
    ],
)
def test_the_stored_form_is_closed_and_says_where_it_breaks(
    change: dict[str, Any], path: str
) -> None:
    stored = to_plain(definition(sound()))
    stored["items"][0].update(change)
    found, flaws = read_definition(stored)
    assert found is None
    assert [flaw.path for flaw in flaws] == [path]


def test_a_definition_nested_without_end_is_a_flaw_and_no_crash() -> None:
    value: Any = []
    for _level in range(5_000):
        value = [{"link_id": "q", "type": "group", "items": value}]
    found, flaws = read_definition({"items": value})
    assert found is None
    assert flaws


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item("q", "choice"), "no answers to choose"),
        (sound(link_id=" "), "needs a linkId"),
        (sound(min_value="x"), "another kind"),
        (sound(min_value="9", max_value="1"), "more than the most"),
        (sound(pattern="a"), "pattern does not fit"),
        (replace(sound(pattern="["), type="string"), "cannot be run"),
        (sound(initial="five"), "Enter a whole number"),
        (sound(support_links=("javascript:alert(1)",)), "begins with http"),
        (sound(missing_reasons=("rather not",)), "no spaces"),
        (sound(show_if=Answered("r")), "which the form does not have"),
        (Item("g", "group"), "empty"),
        (Item("d", "display", (sound(),)), "cannot have items inside"),
        (Item("d", "display", required=True), "required does not fit"),
        (Item("q", "choice", options=(Option("a"), Option("a"))), "stands twice"),
        (Item("q", "choice", options=(Option("a", weight="much"),)), "weight is a number"),
    ],
)
def test_what_could_not_be_asked_is_a_flaw(item: Item, words: str) -> None:
    assert any(words in sentence for _link_id, sentence in flaws_of(item))


def test_a_sound_definition_has_no_flaws() -> None:
    assert flaws_of(sound(min_value="0", max_value="10", initial=3)) == []


def test_a_link_id_may_stand_once_also_inside_help_texts() -> None:
    helped = sound(aids=(Item("q", "display", control="help"),))
    assert flaws_of(helped) == [("q", "The linkId q stands 2 times. Each may stand once.")]


def test_items_lie_in_four_others_and_no_deeper() -> None:
    nested = Item("q", "string")
    for level in range(4):
        nested = Item(f"g{level}", "group", (nested,))
    assert flaws_of(nested) == []
    assert flaws_of(Item("g4", "group", (nested,))) == [
        ("q", "Items can lie in each other 4 deep.")
    ]


def test_items_that_wait_for_each_other_are_named() -> None:
    circle = (
        Item("a", "string", show_if=Answered("c")),
        Item("b", "string", show_if=Answered("a")),
        Item("c", "string", show_if=Answered("b")),
    )
    ((_link_id, sentence),) = flaws_of(*circle)
    assert "a → c → b → a" in sentence


def test_a_group_cannot_wait_for_a_question_inside_it() -> None:
    inside = Item("g", "group", (Item("q", "string"),), show_if=Answered("q"))
    assert "wait for each other" in flaws_of(inside)[0][1]


def test_a_question_cannot_wait_for_itself() -> None:
    assert "q → q" in flaws_of(sound(show_if=Answered("q")))[0][1]


def test_two_thousand_items_in_a_chain_are_put_in_order_without_recursion() -> None:
    needs = {str(n): [str(n + 1)] for n in range(2_000)} | {"2000": []}
    order, loop = arrange(needs)
    assert order == [str(n) for n in range(2_000, -1, -1)]
    assert loop == []


def test_more_items_than_a_form_can_have_are_a_flaw() -> None:
    many = tuple(Item(str(n), "string") for n in range(2_001))
    assert flaws_of(*many) == [("", "A form can have 2000 items. This one has 2001.")]
