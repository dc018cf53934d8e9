"""enableWhen and simple FHIRPath rules, with FHIR's own meaning of blanks."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.expressions import (
    AllOf,
    Answer,
    Answered,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Not,
)
from questionnaires.visibility import shown
from tests.questionnaires.forms import (
    SDC,
    Json,
    choice,
    coding,
    extension,
    load,
    question,
    questionnaire,
    when,
)

QUESTIONS = [
    question("bool", "boolean"),
    question("int", "integer"),
    question("dec", "decimal"),
    question("day", "date"),
    question("moment", "dateTime"),
    question("clock", "time"),
    question("text", "string"),
    choice("one", "a", "b"),
    choice("many", "a", "b", repeats=True),
    question("open", "open-choice", answerOption=[coding("a", "A")]),
    question("nums", "integer", answerOption=[{"valueInteger": 12}, {"valueInteger": 34}]),
    question("weight", "quantity"),
]


def rule(*whens: Json, **more: Any) -> Expression | None:
    """The rule of an item shown when …"""
    result = load(
        questionnaire(*QUESTIONS, question("z", "string", enableWhen=list(whens), **more))
    )
    assert result.definition is not None, result.report.to_json()["errors"]
    return result.definition.by_link_id["z"].show_if


def shows(answers: dict[str, Any], *whens: Json, **more: Any) -> bool:
    """Whether such an item shows for these answers."""
    result = load(
        questionnaire(*QUESTIONS, question("z", "string", enableWhen=list(whens), **more))
    )
    assert result.definition is not None
    return "z" in shown(result.definition, answers)


@pytest.mark.parametrize(
    ("link_id", "operator", "kind", "value", "answer", "expected"),
    [
        ("bool", "exists", "Boolean", True, False, True),
        ("bool", "exists", "Boolean", False, None, True),
        ("bool", "exists", "Boolean", False, True, False),
        ("bool", "=", "Boolean", True, True, True),
        ("bool", "!=", "Boolean", True, False, True),
        ("bool", "!=", "Boolean", True, None, False),
        ("int", ">=", "Integer", 4, 4, True),
        ("int", "<", "Integer", 4, 4, False),
        ("int", "=", "Integer", "5", 5, True),
        ("dec", "=", "Decimal", 5.6, 5.6, True),
        ("dec", ">", "Decimal", 4.8, 4.9, True),
        ("day", "=", "Date", "2020-05-01", "2020-05-01", True),
        ("day", ">=", "Date", "2020-05-01", "2020-04-30", False),
        ("day", "=", "Integer", "2022-09", "2022-09", True),
        ("moment", "<", "DateTime", "2020-05-01T10:00:00Z", "2020-05-01T09:00", True),
        ("clock", ">", "Time", "13:30:00", "13:31", True),
        ("text", "=", "String", "test", "test", True),
        ("text", "!=", "String", "test", None, False),
        ("one", "=", "Coding", {"system": "urn:example:walks", "code": "b"}, "b", True),
        ("one", "=", "Coding", {"code": "b"}, "b", True),
        ("one", "=", "Coding", {"system": "urn:other", "code": "b"}, "b", True),
        ("one", "=", "String", "b", "b", True),
        ("one", "!=", "Coding", {"code": "b"}, "a", True),
        ("one", "!=", "Coding", {"code": "b"}, None, False),
        ("one", "=", "Coding", {"code": "ghost"}, "a", False),
        ("many", "=", "Coding", {"code": "b"}, ["a", "b"], True),
        ("many", "!=", "Coding", {"code": "b"}, ["a", "b"], False),
        ("open", "=", "String", "dog", {"other": "dog"}, True),
        ("open", "=", "Coding", {"code": "a"}, "a", True),
        ("nums", "=", "Integer", 34, "34", True),
        ("nums", ">", "Integer", 12, "34", True),
        ("weight", ">", "Quantity", {"value": 70, "unit": "kg"}, {"value": 71, "unit": "kg"}, True),
    ],
)  # fmt: skip
def test_every_operator_on_every_type(
    link_id: str, operator: str, kind: str, value: Any, answer: Any, expected: bool
) -> None:
    answers = {} if answer is None else {link_id: answer}
    assert shows(answers, when(link_id, operator, kind, value)) is expected


def test_all_or_any_of_several_rules() -> None:
    both = [when("bool", "=", "Boolean", True), when("int", ">", "Integer", 3)]
    assert not shows({"bool": True}, *both, enableBehavior="all")
    assert shows({"bool": True}, *both, enableBehavior="any")
    assert shows({"bool": True, "int": 4}, *both, enableBehavior="all")


def test_several_rules_without_a_word_are_any_and_told() -> None:
    both = [when("bool", "=", "Boolean", True), when("int", ">", "Integer", 3)]
    assert isinstance(rule(*both), AnyOf)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (when("ghost", "=", "Boolean", True), "ghost, which does not exist"),
        (when("g", "exists", "Boolean", True), "g, which is not a question"),
        (when("int", "~", "Integer", 1), "no comparison"),
        ({"question": "int", "operator": "="}, "no comparison"),
        (when("int", "=", "String", "many"), "another kind"),
        (when("bool", "=", "Coding", {"code": "Y"}), "another kind"),
        (when("one", ">", "Coding", {"code": "a"}), "another kind"),
    ],
)
def test_a_rule_that_cannot_be_run_is_refused(bad: Json, words: str) -> None:
    group = {"linkId": "g", "type": "group", "item": [question("inside", "string")]}
    form = questionnaire(*QUESTIONS, group, question("z", "string", enableWhen=[bad]))
    (error,) = load(form).report.errors
    assert words in str(error.message)
    assert error.path.startswith("item[13].enableWhen[0]")


def test_items_that_wait_for_each_other_are_refused() -> None:
    form = questionnaire(
        question("a", "boolean", enableWhen=[when("b", "!=", "Boolean", True)]),
        question("b", "boolean", enableWhen=[when("a", "!=", "Boolean", True)]),
    )
    (error,) = load(form).report.errors
    assert "a → b → a" in str(error.message)


@pytest.mark.parametrize(
    "source",
    [
        {"readOnly": True},
        {"extension": [extension("questionnaire-hidden", "Boolean", True)]},
        {"extension": [extension("sdc-questionnaire-calculatedExpression", "Expression", {"expression": "1"}, SDC)]},
    ],
)  # fmt: skip
def test_a_question_that_waits_for_what_nobody_answers_is_refused(source: Json) -> None:
    waiting = question("z", "string", enableWhen=[when("s", ">", "Integer", 3)])
    (error,) = load(questionnaire(question("s", "integer", **source), waiting)).report.errors
    assert error.path == "item[1]"
    assert "nobody answers" in str(error.message)
    text = {"linkId": "z", "type": "display", "enableWhen": waiting["enableWhen"]}
    result = load(questionnaire(question("s", "integer", **source), text))
    assert any(note.level == "dropped" for note in result.report.notes)


def by_formula(formula: str, **more: Any) -> Expression | None:
    """The rule read from an enableWhenExpression, None when refused."""
    value = {"language": "text/fhirpath", "expression": formula}
    carried = extension("sdc-questionnaire-enableWhenExpression", "Expression", value, SDC)
    result = load(questionnaire(*QUESTIONS, question("z", "string", extension=[carried]), **more))
    if result.definition is None:
        assert all(error.path == "item[12].extension[0]" for error in result.report.errors)
        return None
    return result.definition.by_link_id["z"].show_if


INT_IS_1 = Compare("=", "number", Answer("int"), Constant("1"))
ONE_IS_A = Compare("=", "code", Answer("one"), Constant("a"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("%resource.item.where(linkId='int').answer.value = 1", INT_IS_1),
        ("%resource.repeat(item).where(linkId = 'int').answer.value = 1", INT_IS_1),
        ("%resource.descendants().where(linkId='int').answer.first().value = 1", INT_IS_1),
        ("1 = %resource.item.where(linkId='g').item.where(linkId='int').answer.valueInteger", INT_IS_1),
        ("%resource.item.where(linkId='one').answer.value.code = 'a'", ONE_IS_A),
        ("%resource.item.where(linkId='one').answer.valueCoding.code = 'a'", ONE_IS_A),
        ("%resource.item.where(linkId='one').answer.where(value.code='a').exists()", ONE_IS_A),
        ("%resource.item.where(linkId='int').answer.value.exists()", Answered("int")),
        ("%resource.item.where(linkId='int').answer.empty()", Not(Answered("int"))),
        ("%resource.item.where(linkId='int').answer.exists().not()", Not(Answered("int"))),
        ("(%resource.item.where(linkId='int').answer.value = 1).not()", Compare("!=", "number", Answer("int"), Constant("1"))),
        ("%resource.item.where(linkId='bool').answer.value = true", Compare("=", "boolean", Answer("bool"), Constant("true"))),
        ("%resource.item.where(linkId='day').answer.value >= @2020-05-01", Compare(">=", "date", Answer("day"), Constant("2020-05-01"))),
        ("%resource.item.where(linkId='int').answer.value = 1 and (%resource.item.where(linkId='one').answer.value.code = 'a' or %resource.item.where(linkId='int').answer.exists())", AllOf((INT_IS_1, AnyOf((ONE_IS_A, Answered("int")))))),
    ],
)  # fmt: skip
def test_simple_formulas_are_read_as_rules(formula: str, expected: Expression) -> None:
    assert by_formula(formula) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "%resource.item.where(linkId='text').answer.value & 'x' = 'y'",
        "%resource.item.where(linkId='many').answer.value.code = 'a'",
        "%resource.item.where(linkId='ghost').answer.value = 1",
        "%patient.gender = 'female'",
        "%resource.item.where(linkId='int').answer.value + 1 = 2",
        "%resource.item.count() > 3",
        "today() > @2020-01-01",
        "(" * 500 + "1" + ")" * 500,
        "%resource.item.where(linkId='int').answer.value = 1 and",
        "'" * 3_000,
    ],
)
def test_formulas_that_say_more_are_refused(formula: str) -> None:
    assert by_formula(formula) is None


def test_a_named_part_stands_for_its_path() -> None:
    part = {"name": "first", "expression": "%resource.item.where(linkId='int').answer.value"}
    found = by_formula("%first = 1", extension=[extension("variable", "Expression", part)])
    assert found == INT_IS_1


def test_a_named_part_that_names_itself_ends() -> None:
    part = {"name": "first", "expression": "%first"}
    assert by_formula("%first = 1", extension=[extension("variable", "Expression", part)]) is None


def test_a_formula_and_plain_rules_together_are_refused() -> None:
    value = {"expression": "%resource.item.where(linkId='int').answer.value = 1"}
    carried = extension("sdc-questionnaire-enableWhenExpression", "Expression", value, SDC)
    item = question(
        "z", "string", extension=[carried], enableWhen=[when("bool", "=", "Boolean", True)]
    )
    assert not load(questionnaire(*QUESTIONS, item)).usable


def test_a_rule_inside_a_repeating_group_looks_at_its_own_row() -> None:
    rows = {
        "linkId": "rows",
        "type": "group",
        "repeats": True,
        "item": [
            question("hurt", "boolean"),
            question("where", "string", enableWhen=[when("hurt", "=", "Boolean", True)]),
        ],
    }
    definition = load(questionnaire(rows)).definition
    assert definition is not None
    visible = shown(definition, {"rows": [{"hurt": True}, {"hurt": False}]})
    assert ("where", (0,)) in visible
    assert ("where", (1,)) not in visible
