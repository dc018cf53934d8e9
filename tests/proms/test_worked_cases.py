"""Cases between the ends, worked by hand from the rule each publication states, sum by sum.

Others published only the ends of these scales. The rule stands in words above each case, its
arithmetic beside it; nothing here was computed by the scorer.
"""

from __future__ import annotations

from typing import Any

import pytest

from proms.line_scoring import LineScorer
from proms.shipped import shipped_specs
from tests.proms.vectors import numbered, q, same

SSS_8 = [
    # Gierk 2014: eight answers from 0 to 4 are added; 0–3 none to minimal, 4–7 low, 8–11 medium,
    # 12–15 high, 16–32 very high. Each pair lies on both sides of a cut.
    ([1, 0, 1, 0, 1, 0, 0, 0], 3, "none to minimal"),  # 1+0+1+0+1+0+0+0
    ([1, 1, 1, 0, 1, 0, 0, 0], 4, "low"),  # 1+1+1+0+1+0+0+0
    ([2, 0, 1, 1, 0, 2, 1, 0], 7, "low"),  # 2+0+1+1+0+2+1+0
    ([2, 1, 1, 1, 0, 2, 1, 0], 8, "medium"),  # 2+1+1+1+0+2+1+0
    ([3, 1, 2, 0, 2, 1, 0, 2], 11, "medium"),  # 3+1+2+0+2+1+0+2
    ([3, 1, 2, 1, 2, 1, 0, 2], 12, "high"),  # 3+1+2+1+2+1+0+2
    ([4, 0, 3, 2, 1, 2, 1, 2], 15, "high"),  # 4+0+3+2+1+2+1+2
    ([4, 1, 3, 2, 1, 2, 1, 2], 16, "very high"),  # 4+1+3+2+1+2+1+2
]
PHQ_15: list[tuple[list[Any], int, str]] = [
    # Kroenke 2002: fifteen answers from 0 to 2 are added, item 4 as 0 where it does not apply;
    # from 5 low, from 10 medium, from 15 high.
    ([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0], 4, "minimal"),  # 1+1+1+1
    ([1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0], 5, "low"),  # 1+1+1+1+1
    ([1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1], 9, "low"),  # nine times 1
    ([1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1], 10, "medium"),  # ten times 1
    # 1+0+2+(does not apply)+1+0+1+2+0+1+0+1+1+2+2
    ([1, 0, 2, "NA", 1, 0, 1, 2, 0, 1, 0, 1, 1, 2, 2], 14, "medium"),
    # 1+0+2+1+1+0+1+2+0+1+0+1+1+2+2
    ([1, 0, 2, 1, 1, 0, 1, 2, 0, 1, 0, 1, 1, 2, 2], 15, "high"),
]
SUMS = [
    # Budtz-Lilly 2015, Petersen 2020: 25 answers from 0 to 4 are added.
    ("bds-checklist", [0, 1, 2, 3, 4] * 5, 50),  # 5 × (0+1+2+3+4)
    ("bds-checklist", [4] * 7 + [1] * 6 + [0] * 12, 34),  # 7×4 + 6×1 + 12×0
    ("bds-checklist", [0] * 12 + [1] * 6 + [4] * 7, 34),  # each counts the same, wherever it stands
    # Farrar 2001: the number chosen.
    ("pain-nrs", [4], 4),
    ("pain-nrs", [7], 7),
    # Krebs 2009: the mean of three answers from 0 to 10, here to two decimals.
    ("peg", [7, 5, 4], 5.33),  # (7+5+4)/3 = 16/3 = 5.333…
    ("peg", [8, 6, 6], 6.67),  # (8+6+6)/3 = 20/3 = 6.666…
    ("peg", [5, 6, 4], 5),  # (5+6+4)/3 = 15/3
    ("peg", [0, 0, 1], 0.33),  # (0+0+1)/3 = 0.333…
    # Irvine 1996: ten answers from 1 to 7 are added.
    ("sibdq", [4, 5, 3, 6, 2, 7, 4, 5, 3, 4], 43),  # 4+5+3+6+2+7+4+5+3+4
    ("sibdq", [1, 2, 3, 4, 5, 6, 7, 1, 2, 3], 34),  # (1+2+3+4+5+6+7) + (1+2+3) = 28+6
]
# Hui 2016: physical is pain, tiredness, drowsiness, nausea, appetite and shortness of breath;
# emotional is depression and anxiety; the total is both and wellbeing.
ESAS = numbered([6, 7, 3, 1, 4, 2, 5, 4, 6])
# physical 6+7+3+1+4+2, emotional 5+4, total 23+9+6
ESAS_SUMS = {"physical": 23, "emotional": 9, "total": 38, "pain": 6}


def scores(slug: str, answers: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = LineScorer(shipped_specs()[slug])._scored(answers)["scales"]
    return found


def total(slug: str, answers: dict[str, Any]) -> Any:
    return scores(slug, answers)["total"]["value"]


@pytest.mark.parametrize(
    ("slug", "answers", "by_hand", "word"),
    [("sss-8", *case) for case in SSS_8] + [("phq-15", *case) for case in PHQ_15],
)
def test_sums_and_words_are_those_worked_by_hand(
    slug: str, answers: list[Any], by_hand: int, word: str
) -> None:
    assert total(slug, numbered(answers)) == by_hand
    band = shipped_specs()[slug].scale("total").band_of(by_hand)  # type: ignore[arg-type]  # a whole number
    assert band is not None and band.label["en"] == word


@pytest.mark.parametrize(("slug", "answers", "by_hand"), SUMS)
def test_values_are_those_worked_by_hand(slug: str, answers: list[int], by_hand: float) -> None:
    assert total(slug, numbered(answers)) == by_hand


def test_the_three_sums_of_esas_are_those_worked_by_hand() -> None:
    found = scores("esas-r", ESAS)
    assert {name: found[name]["value"] for name in ESAS_SUMS} == ESAS_SUMS
    # Wellbeing is in the total alone: 9 instead of 6 there, and nothing else moves.
    more = scores("esas-r", ESAS | {"q9": 9})
    assert [more[name]["value"] for name in ("physical", "emotional", "total")] == [23, 9, 41]


def test_of_esas_one_answer_open_takes_away_only_the_sums_it_is_in() -> None:
    found = scores("esas-r", {name: value for name, value in ESAS.items() if name != "q4"})
    assert [found[name]["value"] for name in ("physical", "emotional", "total")] == [None, 9, None]
    found = scores("esas-r", {name: value for name, value in ESAS.items() if name != "q8"})
    assert [found[name]["value"] for name in ("physical", "emotional", "total")] == [23, None, None]


@pytest.mark.parametrize(
    ("slug", "items"),
    [("sss-8", 8), ("bds-checklist", 25), ("pain-nrs", 1), ("peg", 3), ("sibdq", 10)],
)
def test_no_publication_lets_an_answer_be_missing_so_none_is_made_up(slug: str, items: int) -> None:
    whole = same(2, q(1, items))
    assert total(slug, whole) is not None
    for name in whole:
        left = {other: value for other, value in whole.items() if other != name}
        assert total(slug, left) is None, name


def test_of_phq_15_only_item_4_may_be_open() -> None:
    whole = same(1, q(1, 15))
    assert total("phq-15", whole) == 15
    for name in whole:
        left = {other: value for other, value in whole.items() if other != name}
        assert total("phq-15", left) == (14 if name == "q4" else None), name
    open_twice = {name: value for name, value in whole.items() if name not in ("q4", "q5")}
    assert total("phq-15", open_twice) is None


@pytest.mark.parametrize("slug", ["sss-8", "bds-checklist", "peg", "sibdq", "esas-r", "phq-15"])
def test_one_step_of_any_answer_moves_the_total_by_what_it_counts(slug: str) -> None:
    spec = shipped_specs()[slug]
    items = [part.name for part in spec.scale("total").parts]
    step = 1 / len(items) if spec.scale("total").combine == "mean" else 1
    before = dict.fromkeys(items, 1)
    for name in items:
        moved = total(slug, {**before, name: 2}) - total(slug, before)
        assert moved == pytest.approx(step, abs=0.005), name


@pytest.mark.parametrize(
    ("slug", "wrong"),
    [("sss-8", 5), ("bds-checklist", 5), ("pain-nrs", 11), ("peg", 11), ("sibdq", 0),
     ("sibdq", 8), ("esas-r", 11), ("phq-15", 3)],
)  # fmt: skip
def test_an_answer_beyond_the_published_ones_is_refused(slug: str, wrong: int) -> None:
    answered = LineScorer(shipped_specs()[slug]).answer(
        f'{{"id": 1, "answers": {{"q1": {wrong}}}}}'.encode()
    )
    assert "error" in answered and "scales" not in answered


def test_a_mean_change_of_a_group_is_never_called_meaningful() -> None:
    """Bodger 2014, table 6, gives means of those who changed; nobody published IBD-Control's MCID."""
    ibd = shipped_specs()["ibd-control"]
    assert [scale.change for scale in ibd.scales] == [None, None]
    kinds = {
        scale.change.kind
        for spec in shipped_specs().values()
        for scale in spec.scales
        if scale.change
    }
    assert kinds and not any("mean" in kind.casefold().split() for kind in kinds)
