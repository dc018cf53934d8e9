"""Trends in words: what changed and since when, and a verdict only where a source gives one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from po_platform.kit.charts import Meaningful, Point, change_words, trend_sentence
from tests.kit.chart_examples import BANDS, series

MARCH, AUGUST = date(2026, 3, 4), date(2026, 8, 19)
LIMITS = Meaningful(better=Decimal(-2), worse=Decimal(3), source="made up for a test")


def since_march(before: str, now: str) -> tuple[Point, Point]:
    return Point(MARCH, Decimal(before)), Point(AUGUST, Decimal(now))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("8", "2"), "Pain went down from 8 to 2 since March. Lower is better."),
        (("2", "7.5"), "Pain went up from 2 to 7.5 since March. Lower is better."),
        (("5", "5"), "Pain: 5, the same as in March. Lower is better."),
    ],
)
def test_the_sentence_says_from_where_to_where_since_when(
    values: tuple[str, str], said: str
) -> None:
    assert trend_sentence(series(points=since_march(*values))) == said


def test_one_answer_has_its_day_and_none_says_so() -> None:
    one = series(points=(Point(MARCH, Decimal(6)),))
    assert trend_sentence(one) == "Pain: 6 on 4 March 2026. Lower is better."
    assert trend_sentence(series(points=(Point(MARCH, None, "not_returned"),))) == (
        "Pain: no answers yet."
    )


def test_the_better_direction_is_the_scales_own() -> None:
    told = series(points=since_march("2", "8"), direction="higher_better", name="Sleep")
    assert trend_sentence(told) == "Sleep went up from 2 to 8 since March. Higher is better."


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (date(2026, 8, 3), "since 3 August."),
        (date(2026, 3, 4), "since March."),
        (date(2025, 8, 3), "since August 2025."),
    ],
)
def test_the_beginning_is_as_exact_as_it_needs_to_be(before: date, said: str) -> None:
    told = series(points=(Point(before, Decimal(1)), Point(AUGUST, Decimal(2))))
    assert said in trend_sentence(told)


@pytest.mark.parametrize(
    ("now", "words", "note", "arrow", "meaningful"),
    [
        ("8", "3 higher, worse", "meaningful: 3", "↑", True),
        ("7", "No meaningful change", "", "", False),
        ("4", "No meaningful change", "", "", False),
        ("3", "2 lower, better", "meaningful: 2", "↓", True),
        ("5", "No meaningful change", "", "", False),
    ],
)
def test_each_direction_has_its_own_limit(
    now: str, words: str, note: str, arrow: str, meaningful: bool
) -> None:
    said = change_words(*since_march("5", now), "higher_worse", LIMITS)
    assert (said.words, said.note, said.arrow, said.meaningful) == (words, note, arrow, meaningful)


@pytest.mark.parametrize(
    ("before", "now", "limits", "words", "note", "meaningful"),
    [
        ("3", "4", LIMITS, "1 higher, from mild to moderate", "meaningful: 3", False),
        ("4", "3", LIMITS, "1 lower, from moderate to mild", "meaningful: 2", False),
        ("3", "7", LIMITS, "4 higher, worse, from mild to severe", "meaningful: 3", True),
        ("3", "4", None, "1 higher, from mild to moderate", "", None),
        ("4", "5", LIMITS, "No meaningful change", "", False),
    ],
)
def test_another_band_is_told_and_makes_no_verdict(
    before: str, now: str, limits: Meaningful | None, words: str, note: str, meaningful: bool | None
) -> None:
    said = change_words(*since_march(before, now), "higher_worse", limits, BANDS)
    assert (said.words, said.note, said.meaningful) == (words, note, meaningful)
    assert said.crossed is ("from" in words)
    assert bool(said.arrow) is bool(meaningful)


def test_without_a_source_a_change_is_only_a_number() -> None:
    said = change_words(*since_march("1", "9"), "higher_worse", None)
    assert (said.words, said.short) == ("8 higher", "Up 8 since March")
    assert (said.note, said.arrow, said.meaningful) == ("", "", None)


def test_a_source_for_one_side_says_nothing_about_the_other() -> None:
    only_worse = Meaningful(better=None, worse=Decimal(3), source="made up for a test")
    assert change_words(*since_march("9", "1"), "higher_worse", only_worse).meaningful is None
    assert change_words(*since_march("1", "9"), "higher_worse", only_worse).meaningful is True


def test_going_up_is_better_where_higher_is_better() -> None:
    limits = Meaningful(better=Decimal(10), worse=Decimal(-10), source="made up for a test")
    said = change_words(*since_march("64", "44"), "higher_better", limits)
    assert (said.words, said.arrow) == ("20 lower, worse", "↓")


def test_a_change_needs_two_scores() -> None:
    before, _now = since_march("1", "2")
    with pytest.raises(ValueError, match="no score"):
        change_words(before, Point(AUGUST, None, "not_returned"), "higher_worse", None)


def test_german_has_its_own_words_numbers_and_months() -> None:
    with override("de"):
        told = series(points=since_march("8", "2.5"), name="Schmerzen")
        sentence = trend_sentence(told)
        for words in ("Schmerzen", "seit März", "von 8 auf 2,5", "Niedriger ist besser."):
            assert words in sentence
        said = change_words(*since_march("5", "8"), "higher_worse", LIMITS)
        assert said.words == "3 höher, schlechter"
