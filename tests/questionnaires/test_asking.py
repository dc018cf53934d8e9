"""What stands on a page for each kind of question, and what is read of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from questionnaires import paging
from questionnaires.asking import Asked, told
from questionnaires.checks import read_definition
from questionnaires.fhir import ImportResult
from questionnaires.form_input import answer_page
from questionnaires.no_answer import answered_and_not, reasons_read
from questionnaires.outline import asked_questions
from questionnaires.plain import to_plain
from questionnaires.queries import Form
from questionnaires.sent_rows import rows_closed_up
from questionnaires.shapes import Question, field_id
from questionnaires.visibility import shown
from tests.questionnaires.forms import (
    choice,
    coding,
    control,
    extension,
    load,
    question,
    questionnaire,
)

DAY = date(2024, 3, 7)
REASON = {
    "url": "urn:po-platform:questionnaire:missing-reason",
    "valueCode": "prefer-not-to-say",
}


def form(*items: Any) -> Form:
    """A form ready to be asked, without a database."""
    result: ImportResult = load(questionnaire(*items))
    assert result.definition is not None, [str(e.message) for e in result.report.errors]
    definition, flaws = read_definition(to_plain(result.definition))
    assert definition is not None, flaws
    texts = result.translations[0].texts
    return Form(1, 1, "en", definition, texts, asked_questions(definition))


def asked(made: Form, answers: Any = None, missing: Any = None, **more: Any) -> list[Question]:
    answers = answers or {}
    page = paging.pages(made.definition, "all")[0]
    return Asked(made, answers, missing or {}, shown(made.definition, answers), **more).page(page)


def only(*items: Any, **more: Any) -> Question:
    (found,) = asked(form(*items), **more)
    return found


def slider(low: int, high: int, step: int = 1) -> list[Any]:
    return [
        control("slider"),
        extension("minValue", "Integer", low),
        extension("maxValue", "Integer", high),
        extension("questionnaire-sliderStepValue", "Integer", step),
    ]


# ---------- Kinds ----------


def test_a_short_slider_is_a_row_of_numbers_and_a_long_one_a_field() -> None:
    short = only(question("a", "integer", extension=slider(0, 10)))
    assert (short.kind, [option.value for option in short.options]) == (
        "rate",
        [str(n) for n in range(11)],
    )
    long = only(question("a", "integer", extension=slider(0, 100)))
    assert (long.kind, long.hint) == ("number", "Enter a whole number between 0 and 100.")


def test_few_answers_are_buttons_and_many_a_list_to_open() -> None:
    assert only(choice("a", *"abc")).kind == "choices"
    many = only(choice("a", *[f"o{n}" for n in range(20)]), answers={"a": "o3"})
    assert many.kind == "select"
    assert [code for code, _label, chosen in many.parts[0].choices if chosen] == ["o3"]
    assert many.target == many.key


def test_a_choice_of_several_is_ticked() -> None:
    found = only(choice("a", "x", "y", repeats=True), answers={"a": ["x", "y"]})
    assert {option.type for option in found.options} == {"checkbox"}
    assert all(option.attrs.get("checked") for option in found.options)


@pytest.mark.parametrize(
    ("kind", "value", "shown_as"),
    [
        ("string", "My words", "My words"),
        ("text", "Two\nlines", "Two\nlines"),
        ("integer", 12, "12"),
        ("decimal", 1.5, "1.5"),
        ("time", "14:30", "14:30"),
    ],
)
def test_a_stored_answer_is_shown_as_it_was_typed(kind: str, value: Any, shown_as: str) -> None:
    assert only(question("a", kind), answers={"a": value}).value == shown_as


def test_numbers_are_written_the_readers_way() -> None:
    with translation.override("de"):
        assert only(question("a", "decimal"), answers={"a": 1.5}).value == "1,5"


def test_a_date_has_three_fields_and_a_moment_four() -> None:
    day = only(question("a", "date"), answers={"a": "2024-03-07"})
    assert [part.value for part in day.parts] == ["7", "3", "2024"]
    assert day.hint == "Enter a date, like 27 3 2024."
    moment = only(question("a", "dateTime"), answers={"a": "2024-03-07T14:30"})
    assert [part.css for part in moment.parts] == ["day", "month", "year", "time"]


def test_a_quantity_has_its_unit_beside_it_or_to_choose() -> None:
    unit = extension("questionnaire-unit", "Coding", {"code": "kg", "display": "kilograms"})
    assert only(question("a", "quantity", extension=[unit])).unit == "kilograms"
    options = [
        extension("questionnaire-unitOption", "Coding", {"code": code, "display": code})
        for code in ("kg", "lb")
    ]
    found = only(
        question("a", "quantity", extension=options), answers={"a": {"value": 70, "unit": "lb"}}
    )
    assert (found.value, found.is_grouped) == ("70", True)
    assert [code for code, _label, chosen in found.parts[0].choices if chosen] == ["lb"]


def test_own_words_stand_beside_the_answers() -> None:
    found = only(
        question("a", "open-choice", answerOption=[coding("x", "An answer")]),
        answers={"a": {"other": "Something of mine"}},
    )
    assert found.own is not None
    assert found.own.value == "Something of mine"
    assert found.options[-1].attrs.get("checked")


# ---------- Ids and what describes a field ----------


def test_every_name_has_its_own_id() -> None:
    names = ["a.b", "a-b", "a/b", "a b", "a_b", "a::b", "ä", "/44250-9", "A.b"]
    assert len({field_id(name) for name in names}) == len(names)
    assert all(sign.isascii() for name in names for sign in field_id(name))


def test_a_link_to_a_question_leads_to_its_first_field() -> None:
    assert only(question("a", "string")).target == "q-a"
    assert only(choice("a", "x")).target == "q-a_0"
    assert only(question("a", "date")).target == "q-a_3a__3a_day"


def test_several_questions_name_the_one_to_put_right() -> None:
    made = form(question("a", "integer"), question("b", "integer"))
    page = paging.pages(made.definition, "all")[0]
    checked = answer_page(made.definition, {}, {}, {"a": ["x"]}, page.asks, today=DAY)
    found = Asked(made, {}, {}, shown(made.definition, {}), checked.problems)
    found.page(page)
    (line,) = told(checked.problems, found.targets, made, by_name=True)
    assert line == {"text": "“Question a” Enter a whole number, like 12.", "target": "q-a"}


# ---------- Markup ----------


def rendering(html: str) -> Any:
    return {"extension": [extension("rendering-xhtml", "String", html)]}


def test_emphasis_stays_and_scripts_go() -> None:
    item = question("a", "string", _text=rendering("How <b>strong</b>?<script>x()</script>"))
    found = only(item)
    assert "<b>strong</b>" in found.html
    assert "script" not in found.html


def test_paragraphs_stand_in_texts_to_read_and_not_in_labels() -> None:
    html = "<p>One.</p><p>Two.</p>"
    text = question("a", "display", _text=rendering(html))
    read, label = asked(form(text, question("b", "string", _text=rendering(html))))
    assert "<p>One.</p>" in read.html
    assert label.html == ""


# ---------- No answer, and why ----------


def test_a_reason_beside_single_answers_is_one_more_button() -> None:
    found = only(choice("a", "x", extension=[REASON]), missing={"a": "prefer-not-to-say"})
    (apart,) = found.apart
    assert (apart.name, apart.type, apart.label) == ("a", "radio", "I would rather not say")
    assert apart.attrs.get("checked")
    assert reasons_read({"a": [apart.value]}) == {
        "a": [],
        "a::missing": ["prefer-not-to-say"],
    }


def test_a_reason_beside_a_text_is_a_tick_that_excludes_an_answer() -> None:
    made = form(question("a", "string", extension=[REASON]))
    (apart,) = asked(made)[0].apart
    assert (apart.name, apart.type) == ("a::missing", "checkbox")
    both = {"a": ["My words"], "a::missing": ["prefer-not-to-say"]}
    (problem,) = answered_and_not(made.definition, both, ["a"])
    assert problem.kind == "both"
    for one in ({**both, "a": [" "]}, {**both, "a::missing": [""]}):
        assert answered_and_not(made.definition, one, ["a"]) == []


def test_a_chosen_answer_can_be_taken_back_where_no_reason_is_offered() -> None:
    assert only(choice("a", "x")).apart == ()
    (apart,) = only(choice("a", "x"), answers={"a": "x"}).apart
    assert (apart.value, apart.label) == ("", "Leave this question open")


# ---------- Rows as they are sent ----------

ROWS = form(
    {
        "linkId": "g",
        "type": "group",
        "repeats": True,
        "text": "G",
        "item": [
            question("a", "string"),
            {
                "linkId": "h",
                "type": "group",
                "repeats": True,
                "text": "H",
                "item": [question("b", "string")],
            },
        ],
    }
)


@pytest.mark.parametrize(
    ("sent", "closed_up"),
    [
        ({"g::0::a": ["x"]}, {"g::0::a": ["x"]}),
        ({"g::0::a": [""], "g::1::a": ["x"]}, {"g::0::a": ["x"]}),
        ({"g::7::a": ["x"], "g::9::a": ["y"]}, {"g::0::a": ["x"], "g::1::a": ["y"]}),
        ({"g::0::a": ["x"], "g::1::a": ["y"], "_remove": ["g::0"]}, {"g::0::a": ["y"]}),
        (
            {"g::1::h::2::b": ["y"], "g::1::h::1::b": [""]},
            {"g::0::h::0::b": ["y"]},
        ),
        ({"other": ["z"], "g::x::a": ["x"], "g::-1::a": ["x"]}, {"other": ["z"]}),
        ({"g::99999999999::a": ["x"]}, {}),
    ],
)
def test_rows_are_numbered_without_a_gap(sent: Any, closed_up: Any) -> None:
    found = rows_closed_up(ROWS.definition, sent)
    assert {
        name: values for name, values in found.items() if name.startswith(("g::0", "g::1", "other"))
    } == closed_up
