"""What was typed, taken apart; slips and compounds; when help stands above; marks that stay marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from po_platform.kit.danger_words import may_be_in_danger
from search.rules import may_be_noted
from search.snippets import BEGIN, END, as_marks
from search.words import Term, distance, factors, groups_of, is_near, parts_of, terms, tidy


def test_words_phrases_and_what_is_left_out() -> None:
    assert terms(tidy('cold  „side effects“ -flu -"bad days" - "" !')) == [
        Term("cold"), Term("side effects", phrase=True), Term("flu", without=True),
        Term("bad days", phrase=True, without=True),
    ]  # fmt: skip


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_a_few_terms(typed: str) -> None:
    text = tidy(typed)
    found = terms(text)
    assert len(text) <= 200
    assert len(found) <= 10
    assert all("\x00" not in term.text and '"' not in term.text for term in found)


def test_the_longest_group_of_words_has_its_synonyms() -> None:
    found = terms("energy management tips")
    assert {"energy", "energy management", "management tips"} <= groups_of(found)
    made = factors(found, {"energy management": ["pacing"], "energy": ["strength"]})
    assert [one.options for one in made] == [("energy management", "pacing"), ("tips",)]
    made = factors(terms("-energy"), {"energy": ["strength"]})
    assert [(one.options, one.without) for one in made] == [(("energy",), True)]


@pytest.mark.parametrize(
    ("word", "other", "steps"),
    [("humria", "humira", 1), ("kolitis", "colitis", 1), ("", "abc", 3), ("same", "same", 0),
     ("metotrexat", "methotrexat", 1), ("ca", "abc", 3)],
)  # fmt: skip
def test_a_slip_is_counted_once(word: str, other: str, steps: int) -> None:
    assert distance(word, other) == steps == distance(other, word)


def test_a_short_word_may_hold_one_slip_only() -> None:
    assert is_near("humria", "humira")
    assert not is_near("pain", "rein")
    assert not is_near("a" * 200, "b")


def test_a_compound_is_two_words_with_or_without_a_joint() -> None:
    ways = parts_of("schmerzensgeld")
    assert ("schmerz", "geld") in ways
    assert ("darm", "entzund") in parts_of("darmentzund")
    assert parts_of("kurz") == []


@pytest.mark.parametrize(
    "words",
    ["suicide", "I want to die", "how to kill myself", "Ich will nicht mehr leben",
     "mich umbringen", "Selbstmordgedanken", "don’t want to wake up", "SUIZID", "end it all",
     "je veux mourir", "self-harm"],
)  # fmt: skip
def test_help_stands_above_what_may_mean_danger(words: str) -> None:
    assert may_be_in_danger(words)


@pytest.mark.parametrize(
    "words",
    ["suicide gene therapy", "dead tired", "kill time", "overdose vitamin D", "die Schmerzen",
     "lebensmittel", "sterbegeld", "to die for recipes", "500 kms walk", "cut my tablets", ""],
)  # fmt: skip
def test_and_not_above_everyday_words(words: str) -> None:
    assert not may_be_in_danger(words)


def test_what_may_be_a_number_or_an_address_is_not_noted() -> None:
    for words in ("01632 960118", "ruth@example.org", "A123456780", "x" * 61):
        assert not may_be_noted(words), words
    for words in ("vitamin b12", "crohn’s in teenagers"):
        assert may_be_noted(words), words


@given(st.text(alphabet=f"{BEGIN}{END}<>&ab\"'", max_size=40))
def test_marks_are_balanced_and_nothing_else_is_html(found: str) -> None:
    html = str(as_marks(found))
    assert html.count("<mark>") == html.count("</mark>")
    assert "<" not in html.replace("<mark>", "").replace("</mark>", "")
    assert "<mark><mark>" not in html
