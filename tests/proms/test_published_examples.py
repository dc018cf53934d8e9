"""Shipped specs against examples computed by others, and every number with its source."""

from __future__ import annotations

from decimal import Decimal

import pytest

from proms.scoring import Scorer
from proms.shipped import shipped_specs

# LOINC answer codes and scores as in HL7's example resources QuestionnaireResponse and Observation
# “phq9” and “gad7” (github HL7/personal-health-record-format-ig, input/fsh/pghd/examples/Mind).
NOT, SEVERAL, MORE, NEARLY = "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"
HL7_PHQ_9 = [NOT, NOT, SEVERAL, SEVERAL, SEVERAL, NOT, NOT, NOT, NOT]
HL7_GAD_7 = [NOT, NOT, SEVERAL, SEVERAL, NOT, SEVERAL, NOT]

# Item scores, raw and percentage as in awell-score, src/scores/who_5 (test data and test).
AWELL_WHO_5 = [
    ([0, 0, 0, 0, 0], 0, 0),
    ([3, 3, 3, 3, 3], 15, 60),
    ([5, 5, 5, 5, 5], 25, 100),
    ([4, 1, 0, 2, 3], 10, 40),
]


def numbered(codes: list[str]) -> dict[str, object]:
    return {f"q{n}": code for n, code in enumerate(codes, 1)}


@pytest.mark.parametrize(
    ("spec_id", "codes", "value", "word"),
    [
        ("phq-9", HL7_PHQ_9, 3, "minimal"),
        ("gad-7", HL7_GAD_7, 3, "minimal"),
        # awell-score, src/scores/phq_9: its best and worst response with their words.
        ("phq-9", [NOT] * 9, 0, "minimal"),
        ("phq-9", [NEARLY] * 9, 27, "severe"),
        ("gad-7", [NEARLY] * 7, 21, "severe"),
    ],
)
def test_totals_equal_the_examples_of_others(
    spec_id: str, codes: list[str], value: int, word: str
) -> None:
    spec = shipped_specs()[spec_id]
    score = Scorer(spec).score(numbered(codes)).scales["total"]
    assert score.value == value
    band = spec.scale("total").band_of(score.value)
    assert band is not None
    assert band.label["en"] == word


@pytest.mark.parametrize(("weights", "raw", "percent"), AWELL_WHO_5)
def test_who_5_gives_raw_and_percent(weights: list[int], raw: int, percent: int) -> None:
    score = Scorer(shipped_specs()["who-5"]).score(numbered([str(w) for w in weights]))
    assert score.scales["percent"].raw == raw
    assert score.scales["percent"].value == percent


@pytest.mark.parametrize(
    ("spec_id", "edges"),
    [
        # Kroenke 2001: 5, 10, 15, 20; Spitzer 2006: 5, 10, 15.
        ("phq-9", [0, 5, 10, 15, 20]),
        ("gad-7", [0, 5, 10, 15]),
    ],
)
def test_bands_begin_at_the_published_cut_points(spec_id: str, edges: list[int]) -> None:
    assert [band.low for band in shipped_specs()[spec_id].scale("total").bands] == edges


def test_who_5_is_low_below_50() -> None:
    low, rest = shipped_specs()["who-5"].scale("percent").bands
    assert (low.high, rest.low) == (Decimal(49), Decimal(50))


@pytest.mark.parametrize("spec_id", ["phq-9", "gad-7", "who-5"])
def test_a_half_empty_form_is_not_scored_low(spec_id: str) -> None:
    spec = shipped_specs()[spec_id]
    first = next(iter(spec.items.values()))
    lowest = min(first.values, key=lambda code: first.values[code])
    score = Scorer(spec).score({"q1": lowest}).scales[spec.scales[0].id]
    assert (score.value, score.state) == (None, "not_scorable")


def test_every_shipped_number_carries_its_source_and_both_languages() -> None:
    scales = [scale for spec in shipped_specs().values() for scale in spec.scales]
    assert len(scales) >= 100
    for scale in scales:
        assert scale.source
        assert set(scale.label) == {"en", "de"}
        for band in scale.bands:
            assert band.source
            assert set(band.label) == {"en", "de"}


def test_every_change_value_says_what_it_is_and_where_it_was_read() -> None:
    changes = [s.change for spec in shipped_specs().values() for s in spec.scales if s.change]
    assert len(changes) >= 15
    assert all(change.kind and change.source for change in changes)
