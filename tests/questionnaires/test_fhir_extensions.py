"""Each extension treated as the report says: run, kept, dropped."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.definition import Calculation, Item
from questionnaires.fhir import ImportResult
from tests.questionnaires.forms import (
    SDC,
    Json,
    choice,
    control,
    extension,
    load,
    question,
    questionnaire,
)


def imported(kind: str, *extensions: Json, **more: Any) -> ImportResult:
    """A form with one question that carries these extensions."""
    result = load(questionnaire(question("q", kind, extension=list(extensions), **more)))
    assert result.usable, result.report.to_json()["errors"]
    return result


def item(kind: str, *extensions: Json, **more: Any) -> Item:
    """Its item."""
    definition = imported(kind, *extensions, **more).definition
    assert definition is not None
    return definition.items[0]


@pytest.mark.parametrize(
    ("kind", "carried", "field", "value"),
    [
        ("boolean", control("radio-button"), "control", "radio-button"),
        ("text", control("text-box"), "control", "text-box"),
        ("boolean", extension("questionnaire-choiceOrientation", "Code", "horizontal"), "orientation", "horizontal"),
        ("string", extension("questionnaire-hidden", "Boolean", True), "hidden", True),
        ("string", extension("questionnaire-hidden", "Boolean", False), "hidden", False),
        ("string", extension("questionnaire-hidden", "String", "true"), "hidden", True),
        ("string", extension("minLength", "Integer", 3), "min_length", 3),
        ("string", extension("regex", "String", r"\d+"), "pattern", r"\d+"),
        ("decimal", extension("maxDecimalPlaces", "Integer", 2), "max_decimals", 2),
        ("integer", extension("minValue", "Integer", 0), "min_value", "0"),
        ("integer", extension("maxValue", "Decimal", 10.0), "max_value", "10"),
        ("decimal", extension("minValue", "String", "0.50"), "min_value", "0.5"),
        ("date", extension("minValue", "Date", "2020-01-01"), "min_value", "2020-01-01"),
        ("time", extension("maxValue", "Time", "12:00:00"), "max_value", "12:00:00"),
        ("quantity", extension("maxValue", "Quantity", {"value": 5}), "max_value", "5"),
        ("integer", extension("questionnaire-minOccurs", "Integer", 1), "required", True),
        ("string", extension("questionnaire-supportLink", "Uri", "https://example.org/a"), "support_links", ("https://example.org/a",)),
        ("string", extension("questionnaire-supportLink", "Uri", "javascript:alert(1)"), "support_links", ()),
        ("boolean", extension("questionnaire-displayCategory", "CodeableConcept", {"coding": [{"code": "security"}]}), "category", "security"),
    ],
)  # fmt: skip
def test_what_is_run(kind: str, carried: Json, field: str, value: Any) -> None:
    assert getattr(item(kind, carried), field) == value


def test_today_is_a_bound() -> None:
    formula = {"language": "text/fhirpath", "expression": "today()"}
    shadow = {"extension": [extension("cqf-calculatedValue", "Expression", formula)]}
    assert (
        item(
            "date",
            {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "_valueDate": shadow},
        ).max_value
        == "today"
    )


def test_how_often_is_run_for_what_repeats() -> None:
    counts = [
        extension("questionnaire-minOccurs", "Integer", 1),
        extension("questionnaire-maxOccurs", "Integer", 2),
    ]
    result = load(questionnaire(choice("q", "a", "b", "c", repeats=True, extension=counts)))
    assert result.definition is not None
    found = result.definition.items[0]
    assert (found.min_occurs, found.max_occurs, found.required) == (1, 2, True)


@pytest.mark.parametrize(
    "url",
    [
        "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden|4.0.1",
        "https://hl7.org/fhir/StructureDefinition/questionnaire-hidden",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-hidden",
    ],
)
def test_an_extension_is_known_under_the_addresses_it_had_over_the_years(url: str) -> None:
    assert item("string", {"url": url, "valueBoolean": True}).hidden


def test_another_houses_extension_of_the_same_name_is_not_taken_for_ours() -> None:
    assert not item(
        "string", {"url": "https://example.org/questionnaire-hidden", "valueBoolean": True}
    ).hidden


@pytest.mark.parametrize(
    ("kind", "carried"),
    [
        ("string", control("autocomplete")),
        ("string", extension("regex", "String", "[")),
        ("date", extension("minValue", "Date", "soon")),
        ("string", extension("targetConstraint", "String", "x")),
        ("string", extension("sdc-questionnaire-candidateExpression", "Expression", {"expression": "x"}, SDC)),
        ("string", extension("sdc-questionnaire-observationExtract", "Boolean", True, SDC)),
        ("string", extension("variable", "Expression", {"name": "a", "expression": "1"})),
        ("string", extension("questionnaire-displayCategory", "CodeableConcept", {"text": "words only"})),
        ("string", {"url": "urn:example:unknown", "valueString": "x"}),
    ],
)  # fmt: skip
def test_what_is_kept_stands_in_the_side_bag_and_is_told_once(kind: str, carried: Json) -> None:
    result = imported(kind, carried)
    assert result.definition is not None
    assert result.definition.items[0].kept == {"extension": [carried]}
    kept = [note for note in result.report.notes if note.level == "kept"]
    assert [note.path for note in kept] == ["item[0].extension[0]"]
    assert result.report.status == "imported_with_notes"


@pytest.mark.parametrize(
    "carried",
    [
        extension("sdc-questionnaire-initialExpression", "Expression", {"expression": "x"}, SDC),
        extension("sdc-questionnaire-launchContext", "String", "x", SDC),
        extension("rendering-style", "String", "color: red"),
        {"url": "", "valueString": "x"},
        {"url": "urn:x"},
        {"url": "urn:x", "valueString": "a", "valueCode": "b"},
    ],
)
def test_what_is_dropped_leaves_nothing_behind(carried: Json) -> None:
    result = imported("string", carried)
    assert result.definition is not None
    assert result.definition.items[0].kept == {}
    assert [note.level for note in result.report.notes if note.level != "run"] == ["dropped"]


def test_a_control_that_does_not_fit_is_dropped() -> None:
    assert item("string", control("slider")).control is None
    assert item("integer", control("page")).control is None


def test_a_slider_without_both_ends_is_asked_as_a_number() -> None:
    assert item("integer", control("slider"), extension("minValue", "Integer", 0)).control is None


def test_a_formula_is_kept_and_its_question_not_asked() -> None:
    formula = {"language": "text/fhirpath", "expression": "%a + %b"}
    result = imported(
        "decimal", extension("sdc-questionnaire-calculatedExpression", "Expression", formula, SDC)
    )
    assert result.definition is not None
    assert result.definition.items[0].calculated == Calculation("%a + %b")
    assert any("scale spec" in str(note.message) for note in result.report.notes)


def test_names_of_formula_parts_become_ones_fhir_allows_everywhere() -> None:
    parts = [
        extension("variable", "Expression", {"name": "q1_value", "expression": "1"}),
        extension(
            "sdc-questionnaire-calculatedExpression",
            "Expression",
            {"expression": "%q1_value + %other"},
            SDC,
        ),
    ]
    found = item("decimal", *parts)
    assert found.kept["extension"][0]["valueExpression"]["name"] == "q1value"
    assert found.calculated is not None
    assert found.calculated.expression == "%q1value + %other"


@pytest.mark.parametrize(("length", "kind"), [(0, "string"), (-1, "text"), (5, "integer")])
def test_a_length_that_means_nothing_is_dropped(length: int, kind: str) -> None:
    assert item(kind, maxLength=length).max_length is None


def test_the_way_to_go_through_the_form_is_run() -> None:
    mode = extension("sdc-questionnaire-entryMode", "Code", "sequential", SDC)
    result = load(questionnaire(question("q", "string"), extension=[mode]))
    assert result.definition is not None
    assert result.definition.entry_mode == "sequential"


def test_small_words_are_run() -> None:
    result = imported(
        "string",
        extension("sdc-questionnaire-shortText", "String", "Short", SDC),
        extension("entryFormat", "String", "nnnn"),
        extension("sdc-questionnaire-openLabel", "String", "Something else", SDC),
    )
    words = result.translations[0].texts.item("q")
    assert (words.short, words.entry_format, words.open_label) == (
        "Short",
        "nnnn",
        "Something else",
    )
