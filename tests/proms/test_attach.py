"""Matching a foreign questionnaire to a spec: by codes and weights, never by place or wording."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from proms.attach import attach, sources_from_json, sources_to_json
from proms.scoring import Scorer
from proms.shipped import shipped_specs
from tests.proms.plain_questions import Asked, Choice, Code, questions_in
from tests.proms.shared_data import shared_file

LOINC = "http://loinc.org"
PHQ_9 = shipped_specs()["phq-9"]
WHO_5 = shipped_specs()["who-5"]
STEPS = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def loinc_options() -> tuple[Choice, ...]:
    return tuple(Choice(code, None, (Code(LOINC, code),)) for code in STEPS)


def phq_9_questions() -> list[Asked]:
    """A questionnaire coded with LOINC, its questions in another order than the spec's items."""
    codes = {name: next(iter(PHQ_9.attach.items[name])) for name in PHQ_9.items}
    asked = [Asked(f"/{code}", (Code(LOINC, code),), loinc_options()) for code in codes.values()]
    return asked[::-1]


def weighed_questions(weights: list[int | None]) -> list[Asked]:
    """WHO-5 in its printed order: the best answer first, codes that mean nothing."""
    options = tuple(
        Choice(f"opt{place}", None if weight is None else Decimal(weight))
        for place, weight in enumerate(weights)
    )
    return [Asked(f"q{n}", (), options) for n in range(1, 6)]


def said_about(spec: str, questions: list[Asked], **chosen: str) -> list[str]:
    found = attach(shipped_specs()[spec], questions, chosen)
    assert not found.complete
    return [str(problem) for problem in found.problems]


def test_items_and_answers_are_found_by_their_codes_in_any_order() -> None:
    found = attach(PHQ_9, phq_9_questions())
    assert found.complete
    assert found.sources["q1"].link_id == "/44250-9"
    assert found.sources["q9"].link_id == "/44260-8"
    given: dict[str, object] = {source.link_id: STEPS[2] for source in found.sources.values()}
    assert Scorer(PHQ_9, found.sources).score(given).scales["total"].value == 18


def test_the_real_loinc_phq_9_maps_without_a_hand() -> None:
    resource = json.loads(shared_file("questionnaires/lforms-phq9.json").read_text())
    found = attach(PHQ_9, questions_in(resource))
    assert found.complete, [str(problem) for problem in found.problems]
    given: dict[str, object] = {source.link_id: "LA6569-3" for source in found.sources.values()}
    assert Scorer(PHQ_9, found.sources).score(given).scales["total"].value == 9


def test_answers_without_a_known_code_are_found_by_their_printed_weight() -> None:
    found = attach(WHO_5, weighed_questions([5, 4, 3, 2, 1, 0]))
    assert found.complete
    given: dict[str, object] = {f"q{n}": "opt0" for n in range(1, 6)}
    assert Scorer(WHO_5, found.sources).score(given).scales["percent"].value == 100


def test_nothing_is_guessed_from_the_place_of_an_answer() -> None:
    said = said_about("who-5", weighed_questions([None] * 6))
    assert "q1: The answer “opt0” has no weight in the spec." in said
    assert "q1: No answer counts 5, as the spec needs." in said


def test_a_copy_that_counts_from_one_is_told_apart() -> None:
    said = said_about("who-5", weighed_questions([6, 5, 4, 3, 2, 1]))
    assert "q1: The answer “opt0” has no weight in the spec." in said
    assert "q1: No answer counts 0, as the spec needs." in said


def test_a_weight_that_contradicts_the_code_is_told() -> None:
    asked = phq_9_questions()
    wrong = replace(loinc_options()[3], weight=Decimal(4))
    asked[0] = replace(asked[0], options=(*loinc_options()[:3], wrong))
    assert said_about("phq-9", asked) == [
        "q9: The answer “LA6571-9” counts 4 in the file and 3 in the spec."
    ]


def test_a_missing_question_is_told_and_a_person_can_point_at_it() -> None:
    asked = phq_9_questions()
    asked[0] = replace(asked[0], codes=())
    assert said_about("phq-9", asked) == [
        "q9: No question carries its code. Choose the question yourself."
    ]
    assert attach(PHQ_9, asked, {"q9": "/44260-8"}).complete
    assert said_about("phq-9", asked, q9="/nowhere") == ["q9: There is no question “/nowhere”."]


def test_two_questions_with_one_code_are_not_chosen_between() -> None:
    asked = phq_9_questions()
    asked.append(replace(asked[0], link_id="/again"))
    assert said_about("phq-9", asked) == [
        "q9: More than one question carries its code: /44260-8, /again. Choose one."
    ]


def test_one_question_cannot_answer_two_items() -> None:
    said = said_about("phq-9", phq_9_questions(), q9="/44250-9")
    assert said == ["q9: The question “/44250-9” already answers “q1”."]


def test_a_code_of_another_system_is_not_the_same_code() -> None:
    asked = [
        replace(question, codes=(Code("urn:other", question.codes[0].code),))
        for question in phq_9_questions()
    ]
    assert len(said_about("phq-9", asked)) == 9


def test_a_question_without_choices_cannot_stand_for_choices() -> None:
    asked = [replace(question, options=()) for question in phq_9_questions()]
    assert "has no choices, but the spec needs them" in said_about("phq-9", asked)[0]


@pytest.mark.parametrize("spec_id", ["phq-9", "who-5"])
def test_a_match_survives_being_stored(spec_id: str) -> None:
    asked = phq_9_questions() if spec_id == "phq-9" else weighed_questions([5, 4, 3, 2, 1, 0])
    sources = attach(shipped_specs()[spec_id], asked).sources
    assert sources_from_json(json.loads(json.dumps(sources_to_json(sources)))) == sources
