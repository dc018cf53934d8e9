"""A check-in of one's own becomes a questionnaire and a rule, or says what it lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from po_platform.demo.areas import six_areas
from proms.attach import attach
from proms.check_in import (
    Answer,
    Band,
    Content,
    Question,
    Scale,
    changes,
    lacking,
    languages_in,
    questionnaire_of,
    read_content,
    spec_of,
)
from proms.fitting import questions_of
from proms.scale_spec import ScaleSpec, load_spec
from proms.scale_spec.document import canonical
from proms.scoring import Scorer
from questionnaires.answers import check
from questionnaires.definition import Definition
from questionnaires.fhir import import_fhir
from questionnaires.plain import to_plain

TODAY = date(2026, 3, 4)


def words(text: str) -> dict[str, str]:
    return {"en": text, "de": f"{text} (deutsch)"}


HOW_OFTEN = (
    Answer("a1", words("never"), "0"),
    Answer("a2", words("sometimes"), "1"),
    Answer("a3", words("often"), "3"),
    Answer("a4", words("does not apply")),
)
CONTENT = Content(
    title=words("Sleep"),
    questions=(
        Question("q1", "choice", words("Woke up early?"), answers=HOW_OFTEN),
        Question("q2", "rating", words("How rested?"), low_words=words("not"), high_words=words("very")),
        Question("q3", "choice", words("How long awake?"), answers=HOW_OFTEN, only_if="q1", at_least=1),
        Question("q4", "text", words("Anything else?")),
    ),
    scales=(
        Scale("s5", words("Trouble"), ("q1", "q3"), "sum", "half",
              bands=(Band("0", words("little")), Band("3", words("much")))),
        Scale("s6", words("Rest"), ("q2",), "mean", direction="higher_better"),
    ),
    given=6,
)  # fmt: skip


def made(content: Content = CONTENT) -> tuple[Definition, ScaleSpec, Scorer]:
    assert lacking(content) == []
    file = questionnaire_of(content, slug="sleep", number=1, rights="© us")
    read = import_fhir(json.dumps(file).encode(), default_language="en")
    assert read.definition is not None, read.report.to_json()
    assert {one.language for one in read.translations} == set(languages_in(content))
    document = spec_of(content, slug="sleep", version="1", source="Agreed here")
    assert document is not None
    spec = load_spec(canonical(document))
    found = attach(spec, questions_of(read.definition))
    assert found.complete, found.problems
    return read.definition, spec, Scorer(spec, found.sources)


def scored(answers: dict[str, Any], content: Content = CONTENT) -> dict[str, Any]:
    return {name: one.value for name, one in made(content)[2].score(answers).scales.items()}


def test_answers_count_what_was_written_whatever_their_order() -> None:
    assert scored({"q1": "a3", "q2": 7, "q3": "a2"}) == {"s5": 4, "s6": 7}


def test_a_missing_answer_is_estimated_where_half_are_enough() -> None:
    assert scored({"q1": "a3"}) == {"s5": 6, "s6": None}
    assert scored({"q1": "a4", "q3": "a2"})["s5"] == 2


def test_every_value_has_its_band() -> None:
    trouble = made()[1].scales[0]
    found = [trouble.band_of(value) for value in map(Decimal, range(7))]
    assert [band and band.label["de"] for band in found] == (
        ["little (deutsch)"] * 3 + ["much (deutsch)"] * 4
    )


def test_a_question_waits_for_an_answer_that_counts_enough() -> None:
    definition = made()[0]
    none = check(definition, {"q1": "a1", "q3": "a3"}, {}, today=TODAY)
    assert "q3" not in none.answers
    found = check(definition, {"q1": "a2", "q3": "a3"}, {}, today=TODAY)
    assert found.answers["q3"] == "a3"


def test_a_language_counts_only_when_all_is_said_in_it() -> None:
    half = CONTENT.with_question(Question("q4", "text", {"en": "Anything else?"}))
    assert languages_in(half) == ["en"]
    neither = replace(half, title={"de": "Schlaf"})
    assert any("not said yet in either language" in told for told in lacking(neither))
    german = replace(CONTENT, title={"de": "Schlaf"})
    assert languages_in(german) == ["de"]
    made(german)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (Content(), "no title"),
        (replace(CONTENT, questions=()), "no question"),
        (CONTENT.with_question(replace(CONTENT.questions[0], answers=HOW_OFTEN[:1])), "two answers"),
        (CONTENT.with_question(replace(CONTENT.questions[0], out=True)), "was taken out"),
        (CONTENT.with_question(replace(CONTENT.questions[0], only_if="q3")), "come before"),
        (CONTENT.with_question(replace(CONTENT.questions[2], at_least=4)), "that much"),
        (CONTENT.with_scale(replace(CONTENT.scales[0], of=())), "choose the questions"),
        (CONTENT.with_scale(replace(CONTENT.scales[0], of=("q4",))), "counts anything"),
        (CONTENT.with_scale(replace(CONTENT.scales[0], bands=(Band("1", words("x")),))), "begin at 0"),
        (CONTENT.with_scale(replace(CONTENT.scales[0],
            bands=(Band("0", words("x")), Band("9", words("y"))))), "highest value is 6"),
        (CONTENT.with_scale(replace(CONTENT.scales[0],
            bands=(Band("0", words("x")), Band("1.5", words("y"))))), "steps of 1"),
    ],
)  # fmt: skip
def test_what_it_lacks_is_said(content: Content, told: str) -> None:
    assert any(told in words for words in lacking(content)), lacking(content)


def test_what_was_taken_out_is_neither_asked_nor_lost() -> None:
    without = CONTENT.with_question(replace(CONTENT.questions[3], out=True))
    assert "q4" not in made(without)[0].by_link_id
    assert without.question("q4") == replace(CONTENT.questions[3], out=True)
    assert without.new_name("q") == "q7"


def test_a_question_moves_before_the_one_asked_before_it() -> None:
    hidden = CONTENT.with_question(replace(CONTENT.questions[2], out=True))
    assert [one.name for one in hidden.moved_up("q4").asked] == ["q1", "q4", "q2"]
    assert hidden.moved_up("q1") == hidden


def test_every_difference_is_named_with_before_and_after() -> None:
    more = replace(HOW_OFTEN[2], counts="2")
    new = CONTENT.with_question(replace(CONTENT.questions[0], answers=(*HOW_OFTEN[:2], more)))
    new = new.with_question(replace(CONTENT.questions[3], out=True)).moved_up("q2")
    new = new.with_question(Question("q7", "text", words("And else?")))
    found = {(one.sort, one.what): (one.before, one.after) for one in changes(CONTENT, new)}
    answers = found["changed", "Woke up early? / Woke up early? (deutsch)"]
    assert "often / often (deutsch) = 3" in answers[0]
    assert "often / often (deutsch) = 2" in answers[1]
    assert ("gone", "Anything else? / Anything else? (deutsch)") in found
    assert ("new", "And else? / And else? (deutsch)") in found
    assert ("changed", "The order of the questions") in found
    assert changes(CONTENT, CONTENT) == []


def test_it_is_kept_as_plain_data_and_nothing_else_is_read() -> None:
    assert read_content(json.loads(json.dumps(to_plain(CONTENT)))) == CONTENT
    with pytest.raises(ValueError, match="kind"):
        read_content({"questions": [{"name": "q1", "kind": "poem", "words": {}}]})


def test_six_areas_ask_more_in_the_same_sitting_only_where_something_is_felt() -> None:
    content = six_areas(Content(title=words("Areas")))
    definition, spec, scorer = made(content)
    felt = [one.name for one in content.asked if one.kind == "rating"]
    assert len(felt) == 6
    assert len(spec.scales) == 12
    nothing = check(definition, dict.fromkeys(felt, 0), {}, today=TODAY)
    assert {link for link, _rows in nothing.shown.places} & {q.name for q in content.asked} == {
        *felt
    }
    pain = check(definition, {felt[0]: 4}, {}, today=TODAY)
    more = [one for one in content.asked if one.only_if == felt[0]]
    assert {(one.name, ()) for one in more} <= pain.shown.places
    most = {one.name: one.answers[-1].code for one in more}
    scores = scorer.score({felt[0]: 4, **most}).scales
    assert [scores[s.id].value for s in spec.scales if scores[s.id].value is not None] == [4, 6]
