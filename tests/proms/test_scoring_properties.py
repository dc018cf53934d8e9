"""What holds for every set of answers, whatever they are."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from proms.scoring import ScaleScore, Scorer
from tests.proms.spec_examples import spec

WORDS = ["never", "seldom", "often", "always"]
N = 7

PRORATED = Scorer(spec(N, missing={"rule": "max_missing", "n": 3, "prorate": True}, round=4))
WHOLE = Scorer(spec(N))

weights = st.lists(st.integers(0, 3), min_size=N, max_size=N)
gappy = st.lists(st.none() | st.integers(0, 3), min_size=N, max_size=N)


def scored(scorer: Scorer, found: list[int] | list[int | None]) -> ScaleScore:
    given = {f"q{n}": WORDS[w] for n, w in enumerate(found, 1) if w is not None}
    return scorer.score(given).scales["total"]


@given(weights, st.integers(0, N - 1))
def test_a_sum_never_falls_when_one_answer_rises(found: list[int], place: int) -> None:
    higher = [min(w + 1, 3) if n == place else w for n, w in enumerate(found)]
    before, after = scored(WHOLE, found).value, scored(WHOLE, higher).value
    assert before is not None
    assert after is not None
    assert after - before == higher[place] - found[place]


@given(gappy, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(found: list[int | None], random: object) -> None:
    given = {f"q{n}": WORDS[w] for n, w in enumerate(found, 1) if w is not None}
    shuffled = list(given)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    again = {name: given[name] for name in shuffled}
    assert PRORATED.score(again) == PRORATED.score(given)


@given(weights, st.permutations(range(N)))
def test_a_sum_is_the_same_whichever_question_got_which_answer(
    found: list[int], order: list[int]
) -> None:
    assert scored(WHOLE, [found[n] for n in order]).value == scored(WHOLE, found).value


@given(gappy)
def test_a_prorated_sum_stays_between_all_lowest_and_all_highest(found: list[int | None]) -> None:
    score = scored(PRORATED, found)
    known = [w for w in found if w is not None]
    if score.value is None:
        return
    assert N * min(known) <= score.value <= N * max(known)


@given(gappy)
def test_too_much_missing_is_never_scored_and_enough_always_is(found: list[int | None]) -> None:
    score = scored(PRORATED, found)
    assert (score.state == "not_scorable") == (found.count(None) > 3)
    assert (score.value is None) == (score.state == "not_scorable")
    assert (score.state == "ok") == (None not in found)
    assert score.n_answered == N - found.count(None)


@given(gappy)
def test_the_working_adds_up_to_the_value(found: list[int | None]) -> None:
    score = scored(PRORATED, found)
    steps = [step.weight for step in score.working.steps if step.weight is not None]
    if score.value is None:
        return
    assert abs(score.value - sum(steps, Decimal()) * N / len(steps)) <= Decimal("0.00005")
