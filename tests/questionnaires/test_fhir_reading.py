"""Any bytes at all: a report in plain words, never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.fhir import import_fhir
from tests.questionnaires.forms import choice, load, question, questionnaire, walking_day

FORM = json.dumps(walking_day())


def errors_of(raw: bytes) -> list[tuple[str, str]]:
    """(path, sentence) of every refusal."""
    report = import_fhir(raw).report
    assert report.status == "refused"
    return [(error.path, str(error.message)) for error in report.errors]


def test_a_byte_order_mark_is_tolerated() -> None:
    assert import_fhir(b"\xef\xbb\xbf" + FORM.encode()).usable


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b'{"resourceType": "Questionnaire",\n  "item": [}', "line 2, column 12"),
        (b'{"resourceType": "Questionnaire"', "line 1, column 33"),
        (FORM.encode("utf-16"), "UTF-16"),
        (FORM.encode("utf-16-le"), "UTF-16"),
        (FORM.encode("utf-32"), "UTF-16 or UTF-32"),
        ('{\n"title": "Größe"}'.encode("latin-1"), "UTF-8 (line 2)"),
        (b"<html><body>Log in</body></html>", "web page"),
        (b'<?xml version="1.0"?><Questionnaire/>', "XML"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08rest", "compressed"),
        (b"[" * 100_000, "more than 64 deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "more than 64 deep"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "These keys stand twice in one object: c."),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1e400}', "too long or too big"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "too long or too big"),
        (b'{"a": "x\\u0000y"}', "a NUL"),
        (b'{"a": "\\ud83d"}', "half a character"),
        (b'{"\\ud83d": 1}', "half a character"),
        (b'{"a": "x\x00y"}', "line 1"),
        (b"42", "no FHIR Questionnaire"),
        (b"null", "no FHIR Questionnaire"),
        (b'"Questionnaire"', "no FHIR Questionnaire"),
        (b'{"item": []}', "resourceType is missing"),
        (b'{"lformsVersion": "30.0.0", "items": []}', "LHC-Forms"),
        (b'{"resourceType": "Patient"}', "another kind (Patient)"),
        (b'{"resourceType": ["Questionnaire"]}', "another kind"),
        (b'{"resourceType": "QuestionnaireResponse"}', "These are answers"),
        (b'{"resourceType": "Bundle"}', "without a questionnaire"),
        (b'{"resourceType": "Questionnaire"}', "no items"),
        (b'{"resourceType": "Questionnaire", "item": "x"}', "no items"),
    ],
)
def test_what_is_no_questionnaire_is_refused_and_says_what_it_is(raw: bytes, words: str) -> None:
    assert any(words in sentence for _path, sentence in errors_of(raw))


def test_a_flaw_deep_inside_is_told_with_its_path() -> None:
    form = questionnaire(question("a", "string"), question("b", "string", text="\ud800"))
    assert [path for path, _sentence in errors_of(json.dumps(form).encode())] == ["item[1].text"]


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    assert errors_of(b"[" + b" " * 5_000_000) == [("", "The file is larger than 5 MB.")]


def test_more_items_or_answers_than_can_be_asked_are_refused() -> None:
    many = questionnaire(*[question(str(n), "string") for n in range(2_001)])
    assert "2000 items" in errors_of(json.dumps(many).encode())[0][1]
    long = questionnaire(*[choice(str(n), *map(str, range(30))) for n in range(700)])
    assert "20000 answers" in errors_of(json.dumps(long).encode())[0][1]


def test_a_quote_that_never_closes_takes_no_time() -> None:
    assert "line 1" in errors_of(b'"\\' * 1_000_000)[0][1]


def test_a_bundle_with_one_questionnaire_is_imported() -> None:
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "ValueSet"}}, {"resource": walking_day()}, None],
    }
    result = load(bundle)
    assert result.definition == load(walking_day()).definition
    assert "Bundle with one questionnaire" in str(result.report.notes[0].message)


def test_a_list_by_name_with_one_questionnaire_is_imported() -> None:
    assert load({"walking": walking_day()}).usable
    assert load([walking_day()]).usable


@pytest.mark.parametrize(
    "several",
    [
        {"a": walking_day(), "b": {**walking_day(), "title": "Another"}},
        [walking_day(), {**walking_day(), "title": "Another"}],
        {
            "resourceType": "Bundle",
            "entry": [
                {"resource": walking_day()},
                {"resource": {**walking_day(), "title": "Another"}},
            ],
        },
    ],
)
def test_several_questionnaires_are_named_and_none_is_taken(several: Any) -> None:
    ((_path, sentence),) = errors_of(json.dumps(several).encode())
    assert "A day's walk, Another" in sentence


def test_a_bundle_without_one_says_what_is_in_it() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}]}
    assert "1 Patient" in errors_of(json.dumps(bundle).encode())[0][1]


def test_the_report_is_plain_json() -> None:
    report = load(questionnaire(question("a", "attachment"))).report.to_json()
    assert json.loads(json.dumps(report)) == report
    assert report["status"] == "refused"
    assert report["errors"] == [
        {"path": "item[0].type", "message": "Items of type attachment cannot be asked here."}
    ]


def test_notes_that_say_the_same_are_grouped() -> None:
    unknown = [{"url": "urn:example:x", "valueString": "y"}]
    form = questionnaire(*[question(str(n), "string", extension=unknown) for n in range(5)])
    grouped = load(form).report.grouped()
    assert [(note.path, count) for note, count in grouped if note.level == "kept"] == [
        ("item[0].extension[0]", 5)
    ]


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes) -> None:
    assert import_fhir(raw).report.to_json()["status"] == "refused"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["item", "extension", "url", "code", "value", "valueString", "linkId"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a JSON tree."""
    found, stack = [], [tree]
    while stack:
        value = stack.pop()
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        for key in list(keys):
            found.append((value, key))
            if isinstance(value[key], dict | list):
                stack.append(value[key])
    return found


@settings(max_examples=200)
@given(st.data())
def test_no_damage_to_a_real_form_raises(data: st.DataObject) -> None:
    form = json.loads(FORM)
    for _change in range(data.draw(st.integers(1, 3))):
        spots = places(form)
        container, key = spots[data.draw(st.integers(0, len(spots) - 1))]
        container[key] = data.draw(anything)
        if not isinstance(form, dict):
            break
    result = load(form)
    assert result.usable is (result.report.status != "refused")
    json.dumps(result.report.to_json())
