"""Our own check-ins: complete in both languages, and scored by the specs beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from proms.attach import attach
from proms.scoring import Scorer, Scores
from proms.shipped import check_in_questionnaires, shipped_specs
from tests.proms.plain_questions import questions_in

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
CHECK_INS = check_in_questionnaires()


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    if isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def german(element: dict[str, Any]) -> str:
    for extension in element["extension"]:
        parts = {part["url"]: part for part in extension["extension"]}
        if extension["url"] == TRANSLATION and parts["lang"]["valueCode"] == "de":
            return str(parts["content"]["valueString"])
    raise AssertionError(f"no German in {element}")


def scores(name: str, given: dict[str, object]) -> Scores:
    questions = questions_in(CHECK_INS[name])
    spec = shipped_specs()[name]
    found = attach(spec, questions)
    assert found.complete, [str(problem) for problem in found.problems]
    return Scorer(spec, found.sources).score(given)


def test_there_are_two_and_each_has_its_spec() -> None:
    assert set(CHECK_INS) == {"weekly-check-in", "daily-life"} <= set(shipped_specs())


@pytest.mark.parametrize("name", CHECK_INS)
def test_everything_to_read_is_there_in_german_too(name: str) -> None:
    read = 0
    for element in objects(CHECK_INS[name]):
        for key in ("title", "description", "copyright", "text", "display"):
            if key in element:
                assert german(element[f"_{key}"]).strip()
                read += 1
    assert read > 20


@pytest.mark.parametrize("name", CHECK_INS)
def test_no_question_uses_a_word_of_diagnosis(name: str) -> None:
    words = " ".join(
        str(element.get(key, "")) for element in objects(CHECK_INS[name]) for key in ("text",)
    )
    assert not re.search(r"depress|anxi|disorder|symptom|diagnos|disabilit|patholog", words, re.I)


@pytest.mark.parametrize("name", CHECK_INS)
def test_link_ids_are_unique_and_questions_are_q1_onwards(name: str) -> None:
    questions = [question.link_id for question in questions_in(CHECK_INS[name])]
    assert len(questions) == len(set(questions))
    asked = [item["linkId"] for item in CHECK_INS[name]["item"]]
    assert asked == [f"q{n}" for n in range(1, len(asked) + 1)]


def test_a_week_is_scored_in_five_scales() -> None:
    given: dict[str, object] = {
        "q1": 8, "q2": 5, "q3": 3, "q4": "so_so", "q5": "rather_good", "q6": "little",
        "q7": "same", "q8": "My garden",
    }  # fmt: skip
    found = scores("weekly-check-in", given).scales
    assert {name: score.value for name, score in found.items()} == {
        "pain": 8,
        "tiredness": 5,
        "sleep": 3,
        "daily_tasks": 5,
        "well_being": Decimal("7.5"),
    }


def test_a_week_with_one_answer_open_is_scored_for_the_rest() -> None:
    found = scores("weekly-check-in", {"q1": 8, "q5": "mixed"}).scales
    assert found["pain"].state == "ok"
    assert found["well_being"].state == "not_scorable"


def test_everyday_tasks_run_from_0_to_100_and_higher_is_better() -> None:
    assert (
        scores("daily-life", {f"q{n}": "none" for n in range(1, 10)}).scales["daily_tasks"].value
        == 100
    )
    assert (
        scores("daily-life", {f"q{n}": "unable" for n in range(1, 10)}).scales["daily_tasks"].value
        == 0
    )


def test_what_somebody_had_no_reason_to_do_does_not_count_against_her() -> None:
    given: dict[str, object] = {f"q{n}": "little" for n in range(1, 10)}
    found = scores("daily-life", {**given, "q1": "not_done", "q4": "not_done"})
    score = found.scales["daily_tasks"]
    assert (score.value, score.state, score.n_answered) == (Decimal(75), "prorated", 7)


def test_the_last_question_is_only_for_those_who_had_help() -> None:
    helped, follow_up = CHECK_INS["daily-life"]["item"][-2:]
    assert helped["type"] == "boolean"
    condition = {"question": helped["linkId"], "operator": "=", "answerBoolean": True}
    assert follow_up["enableWhen"] == [condition]
