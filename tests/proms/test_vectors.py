"""Every shipped instrument computes what others published, and keeps to what its spec says."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from proms.line_scoring import LineScorer
from proms.scale_spec import ScaleSpec, load_spec
from proms.scale_spec.spec import Item, Scale
from proms.scoring import Scorer, Scores
from proms.shipped import shipped_specs
from proms.value_sets import DIMENSIONS
from tests.proms.vectors import EQ_5D, PROMIS_4A, VECTORS, Answers

SPECS = sorted(shipped_specs())


def values(slug: str, answers: Answers) -> dict[str, Any]:
    given = LineScorer(shipped_specs()[slug])._scored(answers)["scales"]
    return {name: score["value"] for name, score in given.items()}


@pytest.mark.parametrize(("slug", "source", "answers", "expected"), VECTORS)
def test_values_are_the_published_ones(
    slug: str, source: str, answers: Answers, expected: dict[str, float | None]
) -> None:
    found = values(slug, answers)
    assert {name: found[name] for name in expected} == expected, source


@pytest.mark.parametrize(("domain", "row"), PROMIS_4A.items())
def test_each_row_of_a_promis_table_is_the_published_one(domain: str, row: str) -> None:
    for raw, t_score in enumerate(row.split(), 4):
        ups, more = divmod(raw - 4, 4)
        answers = {f"q{n}": 1 + ups + (n <= more) for n in range(1, 5)}
        found = values(f"promis-{domain}-4a", answers)
        assert found == {"t_score": float(t_score), "raw": raw}


def test_indexes_are_those_of_the_r_package() -> None:
    scorer = Scorer(shipped_specs()["eq-5d-5l"])
    cases = [case.split() for line in EQ_5D.split("\n") for case in line.split(";") if case.strip()]
    assert len(cases) > 60
    for name, profile, index in cases:
        given = scorer.score(dict(zip(DIMENSIONS, profile, strict=True))).scales
        assert given[f"index_{name}"].value == Decimal(index), (name, profile)
        assert given["profile"].value == int(profile)


def test_all_49_value_sets_are_there_each_with_its_publication() -> None:
    scales = [s for s in shipped_specs()["eq-5d-5l"].scales if s.id.startswith("index_")]
    assert len(scales) == 49
    assert all("doi:10." in scale.source for scale in scales)
    assert all(scale.aside for scale in scales)


def test_no_index_without_every_dimension_but_the_vas_stands_alone() -> None:
    found = values("eq-5d-5l", {"MO": 1, "SC": 1, "UA": 1, "PD": 1, "VAS": 70})
    assert found.pop("vas") == 70
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("slug", "answers", "scale", "state"),
    [
        ("facit-fatigue", dict.fromkeys(["q1", "q2", "q3", "q4", "q5", "q6"], 0), "total", "no"),
        ("facit-fatigue", dict.fromkeys([f"q{n}" for n in range(1, 7)] + ["q9"], 0), "total", "52"),
        ("qlq-c30", {"q1": 1, "q2": 1}, "PF2", "no"),
        ("qlq-c30", {"q1": 1, "q2": 1, "q3": 1}, "PF2", "100"),
        ("kccq-12", {"q1a": 5, "q1b": 6, "q1c": 6}, "physical_limitation", "no"),
        ("kccq-12", {"q2": 5, "q3": 7}, "symptom_frequency", "100"),
        ("promis-global-10", {"global02": 3, "global04": 3, "global05": 3}, "gmh_t", "no"),
    ],
)
def test_missing_rules_are_those_of_the_manuals(
    slug: str, answers: Answers, scale: str, state: str
) -> None:
    score = LineScorer(shipped_specs()[slug])._scored(answers)["scales"][scale]
    if state == "no":
        assert (score["value"], score["state"]) == (None, "not_scorable")
    else:
        assert (score["value"], score["state"]) == (int(state), "prorated")


def test_after_no_the_second_part_of_dlqi_7_counts() -> None:
    # awell-score, dlqi: its random response; 3+2+1+1+3+3+1+0+1+2.
    others = {"q1": 3, "q2": 2, "q3": 1, "q4": 1, "q5": 3, "q6": 3, "q8": 0, "q9": 1, "q10": 2}
    assert values("dlqi", {**others, "q7": 0, "q7a": 1}) == {"total": 17}
    assert values("dlqi", {**others, "q7": 3, "q7a": 1}) == {"total": 19}
    assert values("dlqi", {**others, "q7": 1}) == {"total": 17}


# ---------- What holds for every spec, whatever the answers ----------


def codes_of(item: Item) -> list[Any]:
    """Its answers, least weight first."""
    if item.takes_numbers:
        return list(range(int(item.low), int(item.high) + 1))
    return sorted(item.values, key=lambda code: item.weighed(item.values[code]))


def answered(spec: ScaleSpec, random: Random, *, gaps: float = 0) -> Answers:
    """Random answers; `gaps` is the share of missing ones."""
    return {
        name: random.choice(codes_of(item))
        for name, item in spec.items.items()
        if random.random() >= gaps
    }


def sets(spec: ScaleSpec) -> list[Answers]:
    random = Random(spec.id)  # noqa: S311  (answers, not secrets)
    return [answered(spec, random, gaps=gaps) for gaps in (0, 0, 0.1, 0.3, 0.6, 1)]


def needed(scale: Scale, scores: Scores, answers: Answers, spec: ScaleSpec) -> bool:
    """Whether its own missing rule allows a value, counted from the answers alone."""
    if scale.of_scales:
        there = [scores.scales[p.name].value is not None for p in scale.parts]
    else:
        missing = {n: spec.items[n].missing_codes for n in spec.items}
        there = [p.name in answers and answers[p.name] not in missing[p.name] for p in scale.parts]
    required = all(name in answers for name in scale.requires)
    return sum(there) >= scale.missing.needs and required


@pytest.mark.parametrize("slug", SPECS)
def test_values_keep_to_the_range_and_to_the_missing_rule(slug: str) -> None:
    spec = shipped_specs()[slug]
    scorer = Scorer(spec)
    for answers in sets(spec):
        scores = scorer.score(answers)
        for scale in spec.scales:
            score = scores.scales[scale.id]
            assert (score.value is not None) == needed(scale, scores, answers, spec), scale.id
            if score.value is None:
                assert score.state == "not_scorable"
                continue
            assert scale.low <= score.value <= scale.high
            assert not scale.bands or scale.band_of(score.value) is not None
            assert score.n_answered <= score.n_items


@pytest.mark.parametrize("slug", SPECS)
def test_a_worse_answer_never_makes_a_scale_of_items_better(slug: str) -> None:
    spec = shipped_specs()[slug]
    if slug == "eq-5d-5l":
        return  # published value sets need not fall with every level
    scorer, random = Scorer(spec), Random(slug)  # noqa: S311  (answers, not secrets)
    answers = answered(spec, random)
    for name, item in random.sample(list(spec.items.items()), min(6, len(spec.items))):
        if item.follow:
            continue
        results = [scorer.score({**answers, name: code}).scales for code in codes_of(item)]
        for scale in (s for s in spec.scales if not s.of_scales):
            along = [r[scale.id].value for r in results]
            up = sorted(along, key=lambda v: v or Decimal(0))
            assert along in (up, up[::-1]), (name, scale.id)


@pytest.mark.parametrize("slug", SPECS)
def test_lowest_and_highest_answers_reach_the_ends_of_each_scale(slug: str) -> None:
    spec = shipped_specs()[slug]
    ends = [{n: codes_of(i)[place] for n, i in spec.items.items()} for place in (0, -1)]
    found = [Scorer(spec).score(answers).scales for answers in ends]
    for scale in (s for s in spec.scales if not s.of_scales and s.combine != "additive_by_level"):
        reached = {scores[scale.id].value for scores in found}
        assert reached == {scale.low, scale.high}, scale.id


@pytest.mark.parametrize("slug", SPECS)
def test_a_stored_spec_scores_as_the_shipped_one(slug: str) -> None:
    spec = shipped_specs()[slug]
    stored = load_spec(spec.canonical)
    assert stored.sha256 == spec.sha256
    answers = sets(spec)[0]
    assert Scorer(stored).score(answers) == Scorer(spec).score(answers)
