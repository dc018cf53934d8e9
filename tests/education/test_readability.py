"""The formulas give the figures others published for them; hints never stop anything."""

from __future__ import annotations

import pytest

from education.hints import figures, hints
from education.readability import lix, measures, reading_ease, wiener

DUCKS = "Alle meine Entchen schwimmen auf dem See, Köpfchen unters Wasser, Schwänzchen in die Höh."
PARTIES = (
    "Alle Parteien widmen dem Thema rein quantitativ betrachtet nennenswerte Aufmerksamkeit, die"
    " Grünen wenig überraschend am meisten."
)
DOGS = "Cool dogs wear da sunglasses."
LONGER = "This is a longer and more complicated sentence including long words."


@pytest.mark.parametrize(("text", "expected"), [(DUCKS, 3.770), (PARTIES, 13.913)])
def test_the_vienna_formula_gives_the_published_figures(text: str, expected: float) -> None:
    of = measures(text, "de")
    assert of is not None
    assert wiener(of, 1) == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize(("text", "expected"), [(DOGS, 25.0), (LONGER, 38.27)])
def test_lix_gives_the_published_figures(text: str, expected: float) -> None:
    of = measures(text, "en")
    assert of is not None
    assert lix(of) == pytest.approx(expected, abs=0.005)


def test_reading_ease_gives_the_published_figure() -> None:
    of = measures(DOGS, "en")
    assert of is not None
    assert reading_ease(of, "en") == pytest.approx(83.32, abs=0.005)


@pytest.mark.parametrize("text", ["", " \n ", "!!!", "3 + 4", "Yes."])
def test_where_there_is_nothing_to_measure_there_is_no_figure(text: str) -> None:
    assert measures(text, "en") is None
    assert figures(text, [], [], "de") == []


def test_hints_name_what_a_writer_may_look_at() -> None:
    words = " ".join(["word"] * 30)
    body = [
        {"id": "a", "kind": "text", "text": f"{words}. See [here](https://example.org)."},
        {"id": "b", "kind": "text", "heading": "Twice", "text": "The COPD is chronic."},
        {"id": "c", "kind": "text", "heading": "Twice", "text": "A CT (a picture in slices)."},
    ]
    found = {(str(one.text).split(".")[0], one.about[:4]) for one in hints("T", [], body, "en")}
    assert found == {
        ("The first section has no heading", ""),
        ("Two sections have the same heading", "Twic"),
        ("The words of a link say where it goes", "here"),
        ("A long sentence", "word"),
        ("A short form nobody explains", "COPD"),
        ("A word of doctors", "chro"),
    }
