"""Scoring by rule: every word of the spec's vocabulary, as the published instruments need it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from proms.scale_spec import load_spec
from proms.scoring import AnswerRefused, ScaleScore, Scorer, Source
from tests.proms.spec_examples import Document, document, spec

WORDS = ["never", "seldom", "often", "always"]


def answers(*weights: int | None) -> dict[str, object]:
    return {f"q{n}": WORDS[w] for n, w in enumerate(weights, 1) if w is not None}


def total(content: Document, given: dict[str, object]) -> ScaleScore:
    return Scorer(load_spec(content)).score(given).scales["total"]


def test_all_must_be_answered_when_the_rule_says_all() -> None:
    assert total(document(), answers(1, 2, 3, 0)).value == 6
    score = total(document(), answers(1, 2, 3, None))
    assert (score.value, score.raw, score.state) == (None, None, "not_scorable")
    assert (score.n_answered, score.n_items) == (3, 4)


def test_a_sum_is_prorated_as_facit_does() -> None:
    content = document(missing={"rule": "min_answered", "n": 3, "prorate": True}, round=2)
    score = total(content, answers(1, 2, 2, None))
    assert (score.value, score.state) == (Decimal("6.67"), "prorated")
    assert total(content, answers(1, 2, None, None)).state == "not_scorable"


def test_a_missing_answer_takes_a_value_as_the_dlqi_does() -> None:
    content = document(missing={"rule": "max_missing", "n": 1, "value": 0})
    assert total(content, answers(3, 3, 3, None)).value == 9
    assert total(content, answers(3, 3, None, None)).state == "not_scorable"


def test_treated_as_zero_still_needs_one_answer() -> None:
    content = document(missing={"rule": "treat_as", "value": 0})
    assert total(content, answers(3, None, None, None)).value == 3
    assert total(content, {}).state == "not_scorable"


def test_half_means_at_least_half() -> None:
    content = document(3, combine="mean", missing={"rule": "half"}, range=[0, 3], round=2)
    assert total(content, answers(1, 2, None)).value == Decimal("1.50")
    assert total(content, answers(1, None, None)).state == "not_scorable"


def test_a_mean_becomes_a_percentage_as_in_the_qlq_c30() -> None:
    functional = document(
        3,
        combine="mean",
        missing={"rule": "half"},
        direction="higher_better",
        transform=[{"linear": {"from": [0, 3], "to": [100, 0]}}],
        range=[0, 100],
        round=2,
    )
    score = total(functional, answers(0, 1, 1))
    assert (score.value, score.raw) == (Decimal("77.78"), Decimal(2) / 3)


def test_a_third_times_three_halves_still_rounds_as_a_half() -> None:
    content = document(
        3,
        combine="mean",
        transform=[{"linear": {"from": [0, 3], "to": [0, 4.5]}}],
        range=[0, 5],
        round=0,
    )
    assert total(content, answers(2, 2, 3)).value == 4  # 7/3 · 1.5 = 3.5
    content["rounding"] = "half_even"
    content["scales"][0]["range"] = [0, 4]
    assert total(content, answers(1, 1, 3)).value == 2  # 5/3 · 1.5 = 2.5


def test_a_sum_is_clipped_as_in_the_unhealthy_days() -> None:
    content = document(2, transform=[{"clip": [0, 4]}], range=[0, 4])
    assert total(content, answers(3, 3)).value == 4
    assert total(content, answers(1, 1)).value == 2


@pytest.mark.parametrize(
    ("combine", "expected", "limits"), [("max", 3, [0, 3]), ("min", 1, [0, 3])]
)
def test_the_largest_and_smallest_answer(combine: str, expected: int, limits: list[int]) -> None:
    assert total(document(combine=combine, range=limits), answers(1, 3, 2, 1)).value == expected


def test_answers_are_counted_from_a_limit() -> None:
    content = document(combine="count_if", count_if=">= 2", range=[0, 4])
    assert total(content, answers(1, 3, 2, 1)).value == 2


def test_a_weighted_sum_uses_its_weights() -> None:
    content = document(2, combine="weighted_sum", weights={"q1": 2, "q2": -1}, range=[-3, 6])
    assert total(content, answers(2, 3)).value == 1


def test_reverse_turns_the_weight_within_its_ends() -> None:
    content = document(2)
    content["items"]["q2"] = {"values": "steps", "reverse": {"min": 0, "max": 3}}
    assert total(content, answers(3, 3)).value == 3


def test_a_code_for_not_applicable_counts_as_missing_as_in_the_kccq() -> None:
    content = document(3, combine="mean", missing={"rule": "min_answered", "n": 2}, range=[0, 3])
    for item in content["items"].values():
        item["missing_codes"] = ["not_done"]
    score = total(content, {**answers(2, 2), "q3": "not_done"})
    assert (score.value, score.state, score.n_answered) == (Decimal(2), "prorated", 2)


def test_a_follow_up_answers_for_its_question_as_in_the_dlqi() -> None:
    content = document(2)
    content["items"]["q2"] = {"values": {"yes": 3}, "follow": {"no": "q2a"}}
    content["items"]["q2a"] = {"values": {"a lot": 2, "a little": 1, "not at all": 0}}
    assert total(content, {"q1": "never", "q2": "yes"}).value == 3
    assert total(content, {"q1": "never", "q2": "no", "q2a": "a lot"}).value == 2
    assert total(content, {"q1": "never", "q2": "no"}).state == "not_scorable"


def test_a_recode_table_reads_numbers_as_in_promis_global() -> None:
    content = document(1, combine="single", range=[1, 5])
    recoded = [5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1]
    content["items"]["q1"] = {"values": {str(n): weight for n, weight in enumerate(recoded)}}
    scorer = Scorer(load_spec(content))
    for given, weight in [(0, 5), (3, 4), (7.0, 2), (Decimal(10), 1)]:
        assert scorer.score({"q1": given}).scales["total"].value == weight


def composite_document(missing: Document) -> Document:
    content = document(2, missing={"rule": "half", "prorate": True})
    other = {**content["scales"][0], "id": "other", "from": {"items": ["q3"]}, "range": [0, 3]}
    content["items"]["q3"] = {"values": "steps"}
    content["scales"].append({**other, "missing": {"rule": "all"}})
    composite = {
        **{key: value for key, value in other.items() if key != "from"},
        "id": "both",
        "of": [{"scale": "total"}, {"scale": "other", "invert": 3}],
        "combine": "mean",
        "missing": missing,
        "range": [0, 4.5],
        "round": 1,
    }
    content["composites"] = [composite]
    return content


def test_a_composite_is_made_of_scales_and_can_invert_them() -> None:
    scores = Scorer(load_spec(composite_document({"rule": "all"}))).score(answers(2, 3, 1)).scales
    assert scores["both"].value == Decimal("3.5")  # (5 + (3 − 1)) / 2


def test_a_composite_of_an_estimated_scale_is_estimated() -> None:
    scores = Scorer(load_spec(composite_document({"rule": "all"})))
    assert scores.score(answers(2, None, 1)).scales["both"].state == "prorated"
    assert scores.score(answers(None, None, 1)).scales["both"].state == "not_scorable"


def test_a_composite_may_do_without_a_scale_as_in_the_kccq() -> None:
    scores = Scorer(load_spec(composite_document({"rule": "min_answered", "n": 1})))
    both = scores.score(answers(None, None, 1)).scales["both"]
    assert (both.value, both.state) == (Decimal(2), "prorated")
    assert (both.n_answered, both.n_items) == (1, 3), "questions, not the two scales"


def test_a_required_item_must_be_answered_whatever_else_is_missing() -> None:
    content = document(missing={"rule": "half", "prorate": True}, requires=["q1"])
    assert total(content, answers(None, 1, 1, 1)).state == "not_scorable"
    assert total(content, answers(1, 1, 1, None)).value == 4


def test_an_algorithm_is_told_only_when_everything_it_reads_was_answered() -> None:
    rule = {
        "id": "most",
        "label": {"en": "Most days"},
        "if": "count(q1..q3 >= 2) + (q4 >= 1) >= 3 and (q1 >= 2 or q2 >= 2)",
        "source": "made up",
    }
    scorer = Scorer(load_spec({**document(), "algorithms": [rule]}))
    assert scorer.score(answers(2, 2, 0, 1)).algorithms == {"most": True}
    assert scorer.score(answers(1, 1, 3, 1)).algorithms == {"most": False}
    assert scorer.score(answers(2, 2, 3, None)).algorithms == {"most": None}


@pytest.mark.parametrize("answer", ["sometimes", 2, True, ["often"], {"a": 1}, float("nan")])
def test_an_answer_the_spec_does_not_weigh_is_refused_not_guessed(answer: object) -> None:
    scorer = Scorer(spec())
    with pytest.raises(AnswerRefused) as refused:
        scorer.score({**answers(1, 1, 1, 1), "q2": answer})
    assert refused.value.item == "q2"


def test_a_refusal_names_the_item_but_never_the_answer() -> None:
    with pytest.raises(AnswerRefused) as refused:
        Scorer(spec()).score({"q2": "told in confidence"})
    assert str(refused.value) == "The spec has no weight for an answer to item q2."


@pytest.mark.parametrize(
    "answer", [-1, 11, True, "7", [3], 1e300, float("nan"), 10**400, Decimal("1e999999")]
)
def test_a_number_outside_its_ends_is_refused(answer: object) -> None:
    content = document(1, combine="single", range=[0, 10])
    content["items"]["q1"] = {"number": {"min": 0, "max": 10}}
    scorer = Scorer(load_spec(content))
    assert scorer.score({"q1": 7}).scales["total"].value == 7
    with pytest.raises(AnswerRefused):
        scorer.score({"q1": answer})


@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_answer_is_missing(blank: object) -> None:
    assert total(document(), {**answers(1, 1, 1), "q4": blank}).state == "not_scorable"


def test_yes_and_no_can_weigh_too() -> None:
    content = document(1, combine="single", range=[0, 1])
    content["items"]["q1"] = {"values": {"true": 1, "false": 0}}
    assert total(content, {"q1": True}).value == 1
    assert total(content, {"q1": False}).value == 0


def test_answers_are_read_where_and_how_a_questionnaire_keeps_them() -> None:
    codes = {"A": "always", "N": "never"}
    sources = {f"q{n}": Source(f"/item-{n}", codes) for n in range(1, 5)}
    given: dict[str, Any] = {"/item-1": "A", "/item-2": "A", "/item-3": "N", "/item-4": "N"}
    assert Scorer(spec(), sources).score(given).scales["total"].value == 6
    with pytest.raises(AnswerRefused):
        Scorer(spec(), sources).score({"/item-1": "always"})


def test_the_working_shows_every_step_from_answer_to_value() -> None:
    content = document(
        2, transform=[{"linear": {"from": [0, 6], "to": [0, 100]}}], range=[0, 100], round=1
    )
    score = total(content, answers(1, 1))
    working = score.working
    assert [(step.part, step.answer, step.weight) for step in working.steps] == [
        ("q1", "seldom", Decimal(1)),
        ("q2", "seldom", Decimal(1)),
    ]
    assert (working.combine, working.combined) == ("sum", Decimal(2))
    assert [name for name, _ in working.transforms] == ["linear"]
    assert round(working.transforms[0][1], 3) == Decimal("33.333")
    assert (score.value, working.digits) == (Decimal("33.3"), 1)


def test_scores_say_by_which_spec_they_were_computed() -> None:
    ours = spec()
    scores = Scorer(ours).score(answers(1, 1, 1, 1))
    found = (scores.spec_id, scores.spec_version, scores.spec_sha256)
    assert found == (ours.id, ours.version, ours.sha256)
