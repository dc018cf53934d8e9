"""FHIR Questionnaires into our own form: what is run, changed, kept, dropped, refused."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.definition import Coding, Definition, Item, Option, Unit
from questionnaires.fhir import ImportResult
from questionnaires.texts import ItemText, OptionText
from tests.questionnaires.forms import (
    SDC,
    Json,
    choice,
    coding,
    control,
    extension,
    german,
    load,
    question,
    questionnaire,
    walking_day,
    weight,
    when,
)


def form_of(*items: Json, **more: Any) -> Definition:
    """The definition of a form that must be usable."""
    result = load(questionnaire(*items, **more))
    assert result.definition is not None, result.report.to_json()["errors"]
    return result.definition


def item_of(item: Json, **more: Any) -> Item:
    """The first item of a form with this one."""
    return form_of(item, **more).items[0]


def words_of(item: Json) -> ItemText:
    """The words of a form's only item."""
    return load(questionnaire(item)).translations[0].texts.item(item["linkId"])


def refusals(*items: Json, **more: Any) -> list[tuple[str, str]]:
    """(path, sentence) of what was refused."""
    result = load(questionnaire(*items, **more))
    assert result.report.status == "refused"
    assert result.definition is None
    return [(error.path, str(error.message)) for error in result.report.errors]


def told(result: ImportResult, level: str) -> list[str]:
    """Paths of the notes of one level."""
    return [note.path for note in result.report.notes if note.level == level]


def test_a_form_that_is_run_whole_is_imported_without_notes() -> None:
    result = load(questionnaire(question("q", "integer"), title="T"))
    assert result.report.status == "imported"
    assert result.report.items == 1


def test_a_form_with_nearly_everything_becomes_what_it_says() -> None:
    result = load(walking_day())
    definition = result.definition
    assert definition is not None
    pain, aids = definition.by_link_id["pain"], definition.by_link_id["aids"]
    assert (pain.control, pain.min_value, pain.max_value, pain.slider_step) == (
        "slider",
        "0",
        "10",
        "1",
    )
    assert [aid.control for aid in pain.aids] == ["lower", "upper", "help"]
    assert [(o.code, o.weight, o.exclusive) for o in aids.options] == [
        ("stick", "1", False),
        ("frame", "2.5", False),
        ("none", "", True),
    ]
    assert definition.by_link_id["falls"].is_rows
    assert definition.by_link_id["score"].calculated is not None
    assert definition.by_link_id["version-mark"].initial == "b"
    english, deutsch = result.translations
    assert (english.language, deutsch.language) == ("en", "de")
    assert english.texts.item("pain") == ItemText("Question pain", prefix="2.", short="Pain")
    assert deutsch.texts.title == "Ein Tag zu Fuß"
    assert result.metadata is not None
    assert result.metadata.publisher == "Example"


@pytest.mark.parametrize(
    "kind",
    ["boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "quantity"],
)
def test_every_plain_type_is_asked(kind: str) -> None:
    assert item_of(question("q", kind)).type == kind


@pytest.mark.parametrize("kind", ["attachment", "reference", "url", "question", "Choice", "x" * 99])
def test_types_that_cannot_be_asked_are_refused_with_their_place(kind: str) -> None:
    ((path, sentence),) = refusals(question("q", kind))
    assert path == "item[0].type"
    assert kind[:40] in sentence


def test_a_refused_type_is_told_once_with_what_else_is_wrong_inside() -> None:
    photo = question("photo", "attachment", item=[question("why", "url")])
    waiting = question("z", "string", enableWhen=[when("photo", "exists", "Boolean", True)])
    assert [path for path, _sentence in refusals(photo, waiting)] == [
        "item[0].type",
        "item[0].item[0].type",
    ]


def test_missing_address_version_and_status_are_given_and_told() -> None:
    form = {"resourceType": "Questionnaire", "item": [question("q", "string")]}
    first, second = load(form), load(form)
    assert first.metadata is not None
    assert second.metadata is not None
    assert first.metadata.url.startswith("urn:uuid:")
    assert first.metadata.url == second.metadata.url  # the same file is the same questionnaire
    assert (first.metadata.version, first.metadata.status) == ("1", "draft")
    assert told(first, "changed") == ["language", "status", "url", "version"]


def test_the_language_is_the_files_own_or_the_default() -> None:
    form = {"resourceType": "Questionnaire", "item": [question("q", "string")]}
    assert load(form, default_language="de").translations[0].language == "de"
    assert load({**form, "language": "fr-CH"}).translations[0].language == "fr-CH"
    assert load({**form, "language": "Deutsch!"}).translations[0].language == "en"


# Codes of answers.


def test_codings_keep_their_code_and_system() -> None:
    (option, _other) = item_of(choice("q", "a", "b")).options
    assert option == Option("a", coding=Coding("a", "urn:example:walks"))


def test_plain_values_are_their_own_code() -> None:
    item = question("q", "integer", answerOption=[{"valueInteger": 12}, {"valueInteger": -3}])
    assert item_of(item).type == "choice"
    assert item_of(item).options == (Option("12", "integer"), Option("-3", "integer"))
    days = question("q", "date", answerOption=[{"valueDate": "2022"}, {"valueDate": "2022-09-20"}])
    assert [option.code for option in item_of(days).options] == ["2022", "2022-09-20"]


def test_one_code_in_two_systems_is_told_apart_by_system() -> None:
    options = [coding("1", "Yes", "urn:x"), coding("1", "No", "urn:y"), coding("2", "?", "urn:y")]
    found = item_of(question("q", "choice", answerOption=options)).options
    assert [option.code for option in found] == ["urn:x|1", "urn:y|1", "2"]


def test_one_code_with_two_texts_is_told_apart_by_text() -> None:
    options = [coding("1", "Every day"), coding("1", "Größer!")]
    found = item_of(question("q", "choice", answerOption=options)).options
    assert [option.code for option in found] == [
        "urn:example:walks|1-every-day",
        "urn:example:walks|1-größer",
    ]


def test_the_same_answer_standing_twice_is_taken_once() -> None:
    result = load(questionnaire(choice("q", "a", "a", "b")))
    assert result.definition is not None
    assert [option.code for option in result.definition.items[0].options] == ["a", "b"]
    assert "item[0].answerOption[1]" in told(result, "dropped")


def test_an_answer_with_only_a_text_gets_a_code_from_it() -> None:
    options = [{"valueCoding": {"display": "Not at all"}}, {"valueCoding": {"display": "はい"}}]
    item = question("q", "choice", answerOption=options)
    assert [option.code for option in item_of(item).options] == ["not-at-all", "はい"]
    assert words_of(item).options["not-at-all"] == OptionText("Not at all")


def test_an_answer_with_only_a_code_is_shown_by_it() -> None:
    item = question("q", "choice", answerOption=[{"valueCoding": {"code": "F"}}])
    assert words_of(item).options == {"F": OptionText("F")}


@pytest.mark.parametrize(
    "option",
    [
        {},
        {"valueCoding": {}},
        {"valueReference": {"reference": "Patient/1"}},
        {"valueInteger": "x"},
        {"valueDate": "soon"},
        {"valueTime": "25:00:00"},
    ],
)
def test_an_answer_that_cannot_be_chosen_is_refused(option: Json) -> None:
    ((path, _sentence),) = refusals(
        question("q", "choice", answerOption=[coding("a", "A"), option])
    )
    assert path == "item[0].answerOption[1]"


def test_weights_are_found_on_the_answer_and_on_its_coding() -> None:
    inner = {"valueCoding": {"code": "b", "display": "B", "extension": [weight(3)]}}
    heavy = {"extension": [extension("itemWeight", "Decimal", 0.5)], **coding("c", "C")}
    item = question(
        "q", "choice", answerOption=[coding("a", "A", extension=[weight(0)]), inner, heavy]
    )
    assert [option.weight for option in item_of(item).options] == ["0", "3", "0.5"]


def test_a_chosen_answer_and_an_initial_value_are_what_the_question_starts_with() -> None:
    ticked = coding("b", "B", initialSelected=True)
    item = question("q", "choice", answerOption=[coding("a", "A"), ticked])
    assert item_of(item).initial == "b"
    assert item_of({**item, "repeats": True}).initial == ["b"]
    started = {**choice("q", "a", "b"), "initial": [{"valueCoding": {"code": "a"}}]}
    assert item_of(started).initial == "a"
    assert item_of(question("q", "decimal", initial=[{"valueDecimal": 1.50}])).initial == 1.5


def test_an_initial_value_of_another_kind_is_dropped() -> None:
    result = load(questionnaire(question("q", "integer", initial=[{"valueString": "x"}])))
    assert result.definition is not None
    assert result.definition.items[0].initial is None
    assert told(result, "dropped") == ["item[0].initial[0]"]


# Value sets.


def valueset(**more: Any) -> Json:
    """A contained value set named `yn`."""
    return {
        "resourceType": "ValueSet",
        "id": "yn",
        "url": "urn:example:yn",
        "status": "active",
        **more,
    }


CONCEPTS = {
    "system": "urn:example:s",
    "concept": [
        {"code": "y", "display": "Yes", "designation": [{"language": "de", "value": "Ja"}]},
        {"code": "n", "display": "No", "extension": [weight(2)]},
    ],
}


@pytest.mark.parametrize("name", ["#yn", "urn:example:yn", "urn:example:yn|1.0"])
def test_a_value_set_in_the_file_gives_the_answers(name: str) -> None:
    form = questionnaire(
        question("q", "choice", answerValueSet=name),
        contained=[valueset(compose={"include": [CONCEPTS]})],
    )
    result = load(form)
    assert result.definition is not None
    assert [(o.code, o.weight) for o in result.definition.items[0].options] == [
        ("y", ""),
        ("n", "2"),
    ]
    assert result.translations[1].texts.option("q", "y") == OptionText("Ja")


def test_an_expanded_value_set_is_read_flat_without_its_headings() -> None:
    contains = [
        {
            "abstract": True,
            "display": "All",
            "contains": [{"system": "urn:s", "code": "a", "display": "A"}],
        },
        {"system": "urn:s", "code": "b", "display": "B"},
        {"system": "urn:s", "code": "old", "inactive": True},
    ]
    contained = [valueset(expansion={"contains": contains})]
    item = item_of(question("q", "choice", answerValueSet="#yn"), contained=contained)
    assert [option.code for option in item.options] == ["a", "b"]


def test_a_code_system_in_the_file_completes_a_value_set() -> None:
    contained = [
        valueset(
            compose={
                "include": [{"system": "urn:cs"}],
                "exclude": [{"system": "urn:cs", "concept": [{"code": "c"}]}],
            }
        ),
        {
            "resourceType": "CodeSystem",
            "id": "cs",
            "url": "urn:cs",
            "concept": [{"code": "a", "concept": [{"code": "b"}]}, {"code": "c"}],
        },
    ]
    item = item_of(question("q", "choice", answerValueSet="#yn"), contained=contained)
    assert [option.code for option in item.options] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "compose"),
    [
        ("http://hl7.org/fhir/ValueSet/administrative-gender", {"include": [CONCEPTS]}),
        ("#other", {"include": [CONCEPTS]}),
        ("#yn", {"include": [{"system": "urn:elsewhere"}]}),
        ("#yn", {"include": [{"system": "urn:s", "filter": [{"property": "x"}]}]}),
        ("#yn", {}),
    ],
)
def test_answers_that_would_have_to_be_fetched_are_refused(name: str, compose: Json) -> None:
    item = question("q", "choice", answerValueSet=name)
    ((path, sentence),) = refusals(item, contained=[valueset(compose=compose)])
    assert path == "item[0].answerValueSet"
    assert name in sentence


def test_a_hidden_question_may_lack_its_answers() -> None:
    item = question(
        "q",
        "choice",
        answerValueSet="urn:x",
        extension=[extension("questionnaire-hidden", "Boolean", True)],
    )
    assert item_of(item).options == ()


# What must be refused.


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, "modifierExtension"),
        (
            {"contained": [{"resourceType": "ValueSet", "modifierExtension": [{"url": "u"}]}]},
            "contained[0].modifierExtension",
        ),
        ({"implicitRules": "urn:x"}, "implicitRules"),
        (
            {"extension": [extension("sdc-rendering-criticalExtension", "Uri", "urn:x", SDC)]},
            "extension[0]",
        ),
        (
            {
                "extension": [
                    extension("sdc-questionnaire-questionnaireAdaptive", "Boolean", True, SDC)
                ]
            },
            "extension[0]",
        ),
    ],
)
def test_what_may_not_be_passed_over_is_refused(change: Json, path: str) -> None:
    assert refusals(question("q", "string"), **change)[0][0] == path


def test_a_modifier_extension_deep_inside_is_refused() -> None:
    inner = {"valueCoding": {"code": "a"}, "modifierExtension": [{"url": "urn:x"}]}
    group = {
        "linkId": "g",
        "type": "group",
        "item": [question("q", "choice", answerOption=[inner])],
    }
    assert refusals(group)[0][0] == "item[0].item[0].answerOption[0].modifierExtension"


def test_a_link_id_that_stands_twice_is_refused_where_it_stands_again() -> None:
    group = {"linkId": "g", "type": "group", "item": [question("q", "string")]}
    found = refusals(question("q", "string"), group)
    assert found == [("item[1].item[0]", "The linkId q stands 2 times. Each may stand once.")]


@pytest.mark.parametrize("link_id", [None, "", "  "])
def test_an_item_without_a_link_id_is_refused(link_id: Any) -> None:
    assert refusals({**question("q", "string"), "linkId": link_id})[0][0] == "item[0]"


def test_an_item_without_a_type_is_refused() -> None:
    assert refusals({"linkId": "q", "text": "?"}) == [("item[0]", "This item has no type.")]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {
                "extension": [
                    extension(
                        "sdc-questionnaire-answerExpression", "Expression", {"expression": "x"}, SDC
                    )
                ]
            },
            "never fetch",
        ),
        ({}, "no answers to choose"),
    ],
)
def test_a_choice_without_answers_is_refused(more: Json, words: str) -> None:
    assert words in refusals(question("q", "choice", **more))[0][1]


def test_answers_written_as_in_an_older_fhir_are_refused_by_its_name() -> None:
    item = question("q", "choice", option=[{"valueCoding": {"code": "a"}}])
    assert "STU3" in refusals(item)[0][1]


def test_a_questionnaire_that_belongs_elsewhere_is_refused() -> None:
    part = extension("sdc-questionnaire-subQuestionnaire", "Canonical", "urn:other", SDC)
    assert (
        "not in the file" in refusals({"linkId": "d", "type": "display", "extension": [part]})[0][1]
    )


# What is tolerated.


def test_numbers_and_spaces_in_link_ids_are_read() -> None:
    result = load(
        questionnaire(
            {"linkId": 7, "type": "string"},
            question(" a ", "string", enableWhen=[when("7 ", "exists", "Boolean", True)]),
        )
    )
    assert result.definition is not None
    assert [item.link_id for item in result.definition.items] == ["7", "a"]


def test_words_for_truth_single_things_and_nulls_are_read() -> None:
    item = {**choice("q", "a", "b"), "repeats": "true", "required": None, "extension": [None]}
    item["answerOption"] = [*item["answerOption"], None]
    form = questionnaire()
    form["item"] = item  # one thing where a list should stand
    result = load(form)
    assert result.definition is not None
    assert result.definition.items[0].repeats
    assert not result.definition.items[0].required


def test_r5_codings_are_read_by_what_they_allow() -> None:
    options = choice("q", "a")["answerOption"]
    for constraint, kind in (("optionsOnly", "choice"), ("optionsOrString", "open-choice")):
        item = {
            "linkId": "q",
            "type": "coding",
            "answerConstraint": constraint,
            "answerOption": options,
        }
        assert item_of(item).type == kind
    free = {
        "linkId": "q",
        "type": "coding",
        "answerConstraint": "optionsOrType",
        "answerOption": options,
    }
    assert "any type" in refusals(free)[0][1]


def test_elements_fhir_does_not_have_are_dropped_and_told() -> None:
    result = load(questionnaire({**question("q", "string"), "fhir_comments": ["x"]}, comment="x"))
    assert told(result, "dropped") == ["item[0].fhir_comments", "comment"]


def test_flags_that_mean_nothing_are_dropped() -> None:
    result = load(
        questionnaire(
            {"linkId": "d", "type": "display", "required": True, "readOnly": True, "repeats": True}
        )
    )
    assert result.definition is not None
    assert result.definition.items[0] == Item("d", "display")


def test_a_text_with_items_inside_is_followed_by_them() -> None:
    inside = {"linkId": "e", "type": "display", "text": "Inside"}
    form = form_of(
        {"linkId": "d", "type": "display", "text": "Outside", "item": [inside]},
        question("q", "string"),
    )
    assert [item.link_id for item in form.items] == ["d", "e", "q"]


def test_an_empty_group_becomes_a_text() -> None:
    assert item_of({"linkId": "g", "type": "group", "text": "Only words"}).type == "display"


def test_a_help_text_with_its_own_rule_stays_an_item() -> None:
    helper = {
        "linkId": "h",
        "type": "display",
        "extension": [control("help")],
        "enableWhen": [when("q", "exists", "Boolean", True)],
    }
    item = item_of(question("q", "boolean", item=[helper]))
    assert (item.aids, [child.link_id for child in item.items]) == ((), ["h"])


def test_what_must_be_answered_but_is_not_asked_is_told() -> None:
    result = load(questionnaire(question("q", "string", required=True, readOnly=True)))
    assert any("is not asked" in str(note.message) for note in result.report.notes)


# Words.


def test_markup_is_cleaned_and_the_plain_text_kept() -> None:
    shadow = {
        "extension": [
            extension("rendering-xhtml", "String", "<p onclick='x'>Walk <b>slowly</b></p>")
        ]
    }
    words = words_of(question("q", "string", text="Walk slowly", _text=shadow))
    assert (words.text, words.html) == ("Walk slowly", "<p>Walk <b>slowly</b></p>")


def test_markup_alone_gives_the_plain_text() -> None:
    shadow = {"extension": [extension("rendering-xhtml", "String", "<b>Only</b> markup")]}
    assert words_of({"linkId": "q", "type": "string", "_text": shadow}).text == "Only markup"


def test_translations_on_texts_and_answers_become_a_language() -> None:
    option = {"valueCoding": {"code": "y", "display": "Yes", "_display": german("Ja")}}
    plain = {"valueString": "No", "_valueString": german("Nein")}
    item = question("q", "choice", _text=german("Frage"), answerOption=[option, plain])
    _english, deutsch = load(questionnaire(item)).translations
    assert deutsch.texts.item("q").text == "Frage"
    assert deutsch.texts.option("q", "y").text == "Ja"
    assert deutsch.texts.option("q", "No").text == "Nein"


def test_a_text_without_end_is_refused() -> None:
    assert "20000 fit" in refusals(question("q", "string", text="x" * 20_001))[0][1]


def test_units_keep_code_and_label() -> None:
    kilo = {"system": "http://unitsofmeasure.org", "code": "kg", "display": "kilogram"}
    item = question("q", "decimal", extension=[extension("questionnaire-unit", "Coding", kilo)])
    assert item_of(item).units == (Unit("kg", Coding("kg", "http://unitsofmeasure.org")),)
    assert words_of(item).units == {"kg": "kilogram"}
    bare = question(
        "q", "decimal", extension=[extension("questionnaire-unit", "Coding", {"display": "steps"})]
    )
    assert item_of(bare).units == (Unit("steps"),)


def test_the_address_of_a_kept_extension_stands_in_the_report() -> None:
    result = load(
        questionnaire(
            question("q", "string", extension=[{"url": "urn:example:mark", "valueCode": "x"}])
        )
    )
    assert any("urn:example:mark" in str(note.message) for note in result.report.notes)
