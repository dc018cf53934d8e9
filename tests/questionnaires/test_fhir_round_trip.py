"""What we export reads back the same, and is FHIR."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.answers import check
from questionnaires.checks import check_definition
from questionnaires.definition import Definition, Item, ItemType, Option, Unit
from questionnaires.expressions import AllOf, Answered, AnyOf, Expression, Not
from questionnaires.fhir import (
    Header,
    ImportResult,
    Metadata,
    export_fhir,
    fhir_response,
    import_fhir,
)
from questionnaires.texts import ItemText, OptionText, Texts, Translation
from tests.questionnaires.forms import Json, load, question, questionnaire, walking_day

NAMED = Metadata(url="urn:example:form", version="1")


def exported(result: ImportResult) -> Json:
    """The FHIR JSON of an import."""
    assert result.definition is not None
    assert result.metadata is not None
    return export_fhir(result.definition, result.translations, result.metadata)


def back(form: Json) -> ImportResult:
    """The form read again."""
    result = import_fhir(json.dumps(form).encode())
    assert result.usable, result.report.to_json()["errors"]
    return result


def test_a_form_with_nearly_everything_comes_back_the_same() -> None:
    first = load(walking_day())
    again = back(exported(first))
    assert again.definition == first.definition
    assert again.translations == first.translations
    assert again.metadata == first.metadata
    assert exported(again) == exported(first)


def test_what_means_nothing_here_goes_out_as_it_came() -> None:
    unknown: list[Any] = [{"url": "urn:example:x", "valueDecimal": 0.5}]
    form = questionnaire(
        question(
            "q", "string", extension=unknown, definition="urn:d", _text={"extension": unknown}
        ),
        identifier=[{"value": "7"}],
        extension=unknown,
    )
    out = exported(load(form))
    assert out["identifier"] == [{"value": "7"}]
    assert out["extension"] == unknown
    assert out["item"][0]["definition"] == "urn:d"
    assert out["item"][0]["extension"] == unknown
    assert out["item"][0]["_text"] == {"extension": unknown}


def test_codes_and_weights_go_out_in_both_ways_of_writing_them() -> None:
    aids = next(
        part
        for part in exported(load(walking_day()))["item"][2]["item"]
        if part["linkId"] == "aids"
    )
    names = [part["url"].rsplit("/", 1)[-1] for part in aids["answerOption"][0]["extension"]]
    assert names == ["ordinalValue", "itemWeight"]


def test_the_export_holds_no_null_and_nothing_empty() -> None:
    def blanks(value: Any) -> bool:
        parts = (
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        )
        return value in (None, "", [], {}) or any(blanks(part) for part in parts)

    assert not blanks(exported(load(walking_day())))


def test_fhirs_own_rules_for_questionnaires_are_kept() -> None:
    """Constraints que-1 to que-13 of FHIR R4 that concern what we write."""
    stack = exported(load(walking_day()))["item"]
    while stack:
        item = stack.pop()
        stack += item.get("item", [])
        if item["type"] == "group":
            assert item["item"]
        if item["type"] == "display":
            assert not item.keys() & {"item", "required", "repeats", "readOnly", "initial"}
        if len(item.get("enableWhen", [])) > 1:
            assert item["enableBehavior"] in ("all", "any")
        assert not ("answerOption" in item and "initial" in item)


def test_a_rule_too_rich_for_enable_when_comes_back_and_others_can_read_it() -> None:
    rich: Expression = AllOf((Answered("a"), Not(AnyOf((Answered("b"), Answered("a"))))))
    form = Definition((Item("a", "string"), Item("b", "string"), Item("c", "string", show_if=rich)))
    out = export_fhir(form, [Translation("en", Texts())], NAMED)
    assert "enableWhen" not in out["item"][2]
    assert back(out).definition == form
    simple: Expression = AllOf((Answered("a"), AnyOf((Answered("b"), Answered("a")))))
    form = Definition((*form.items[:2], Item("c", "string", show_if=simple)))
    urls = [part["url"] for part in export_fhir(form, [], NAMED)["item"][2]["extension"]]
    assert any(url.endswith("enableWhenExpression") for url in urls)


def test_what_fhir_cannot_say_travels_in_our_own_extensions() -> None:
    item = Item(
        "q", "date", partial_dates=True, missing_reasons=("prefer-not-to-say",), max_value="today"
    )
    texts = Texts(
        items={"q": ItemText("When?")}, missing_reasons={"prefer-not-to-say": "Rather not"}
    )
    again = back(export_fhir(Definition((item,)), [Translation("en", texts)], NAMED))
    assert again.definition == Definition((item,))
    assert again.translations == (Translation("en", texts),)


KINDS: list[ItemType] = ["boolean", "integer", "decimal", "date", "string", "choice", "quantity"]
LINKS = ["q1", "q2", "q3"]
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)
options = st.lists(
    st.builds(Option, words, weight=st.sampled_from(["", "0", "2.5", "-1"]), exclusive=st.booleans()),
    min_size=1, max_size=3, unique_by=lambda option: option.code,
).map(tuple)  # fmt: skip
rules = st.recursive(
    st.sampled_from(LINKS).map(Answered),
    lambda inner: st.builds(Not, inner) | st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(tuple(p))),
    max_leaves=4,
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn, link_id: str) -> Item:
    """A sound question."""
    kind = draw(st.sampled_from(KINDS))
    item = Item(link_id, kind, required=draw(st.booleans()), hidden=draw(st.booleans()))
    if kind == "choice":
        found = draw(options)
        start = draw(st.none() | st.sampled_from(found).map(lambda option: option.code))
        return replace(item, options=found, repeats=False, initial=start)
    if kind in ("integer", "decimal"):
        low = draw(st.integers(-5, 0))
        return replace(
            item,
            min_value=str(low),
            max_value=str(low + 9),
            control=draw(st.sampled_from([None, "slider"])),
        )
    if kind == "quantity":
        return replace(item, units=(Unit("kg"), Unit(draw(st.sampled_from(["g", "lb"])))))
    if kind == "string":
        return replace(
            item,
            max_length=draw(st.none() | st.integers(1, 99)),
            pattern=draw(st.sampled_from(["", "a+"])),
        )
    return item


@st.composite
def forms(draw: st.DrawFn) -> Definition:
    """A sound form of three questions and a ruled group."""
    ruled = Item("r", "text", show_if=draw(rules))
    group = Item("g", "group", (ruled,), repeats=draw(st.booleans()))
    return Definition((*[draw(questions(link_id)) for link_id in LINKS], group))


@settings(max_examples=100)
@given(forms(), words)
def test_any_sound_form_comes_back_the_same(form: Definition, word: str) -> None:
    if check_definition(form):
        return
    items = {
        item.link_id: ItemText(
            word,
            options={
                option.code: OptionText(f"{word}{n}") for n, option in enumerate(item.options)
            },
            units={unit.code: word for unit in item.units},
        )
        for item in form.walk()
    }
    translation = Translation("en", Texts("Form", items=items))
    result = import_fhir(json.dumps(export_fhir(form, [translation], NAMED)).encode())
    waits = any("nobody answers" in str(error.message) for error in result.report.errors)
    assert waits or (result.definition, result.translations) == (form, (translation,))


AUTHORED = datetime(2024, 4, 1, 10, tzinfo=timezone(timedelta(hours=2)))


def response(answers: Json, missing: Json | None = None, **header: Any) -> Json:
    """The response of the walking form."""
    result = load(walking_day())
    assert result.definition is not None
    assert result.metadata is not None
    today = AUTHORED.date()
    checked = check(result.definition, answers, missing or {}, today=today)
    return fhir_response(
        result.definition,
        result.translations[0],
        result.metadata,
        checked.answers,
        checked.missing,
        Header(AUTHORED, **header),
    )


def test_answers_go_out_nested_as_the_form_is() -> None:
    found = response(
        {
            "walked": True,
            "pain": 8,
            "distance": {"value": 2.5, "unit": "km"},
            "aids": ["stick", {"other": "my dog"}],
            "started": "14:30",
            "falls": [{"fall-day": "2024-03-01"}, {"fall-day": "2024-03-02", "fall-hurt": "no"}],
            "seen": "2024-03-27T14:30",
        },
        mode="WRITTEN",
        subject="urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
    )
    assert found["questionnaire"] == "urn:example:form|1"
    assert found["authored"] == "2024-04-01T10:00:00+02:00"
    walked, walk, first, second, seen, mark = found["item"]
    assert walked["answer"] == [{"valueBoolean": True}]
    assert [part["answer"][0] for part in walk["item"]] == [
        {"valueInteger": 8},
        {"valueQuantity": {"value": 2.5, "unit": "kilometres", "system": "http://unitsofmeasure.org", "code": "km"}},
        {"valueCoding": {"system": "urn:example:walks", "code": "stick", "display": "A stick"}},
        {"valueTime": "14:30:00"},
    ]  # fmt: skip
    assert walk["item"][2]["answer"][1] == {"valueString": "my dog"}
    assert [first["linkId"], second["linkId"]] == ["falls", "falls"]
    assert len(second["item"]) == 2
    assert seen["answer"] == [{"valueDateTime": "2024-03-27T14:30:00+02:00"}]
    assert mark["answer"] == [{"valueString": "b"}]  # what the form itself gives goes out too
    assert found["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "WRITTEN"


def test_no_weight_and_no_hidden_answer_goes_out() -> None:
    text = json.dumps(response({"walked": False, "pain": 8, "aids": ["stick"]}))
    assert "ordinalValue" not in text
    assert "pain" not in text


def test_a_reason_for_not_answering_goes_out_in_hl7s_words_and_ours() -> None:
    item = Item("q", "integer", missing_reasons=("dont-know",))
    form = Definition((item,))
    found = fhir_response(
        form, Translation("en", Texts()), NAMED, {}, {"q": "dont-know"}, Header(datetime(2024, 1, 1, tzinfo=UTC))
    )  # fmt: skip
    codes = [part["valueCode"] for part in found["item"][0]["extension"]]
    assert codes == ["asked-unknown", "dont-know"]
    assert "answer" not in found["item"][0]


def test_items_inside_a_question_hang_under_its_answer() -> None:
    form = Definition((Item("q", "boolean", (Item("more", "text"),)),))
    found = fhir_response(
        form, Translation("en", Texts()), NAMED, {"q": True, "more": "x"}, {}, Header(AUTHORED)
    )
    assert found["item"][0]["answer"][0]["item"][0]["linkId"] == "more"
