"""Names for files made of words, answers typed a line each, and rows that stay what they were."""

from __future__ import annotations

import pytest

from questionnaires.redcap.field import NAME
from registry.question_rows import (
    propose_name,
    put_away,
    question_of,
    read_lines,
    renamed,
    row_of,
)
from registry.question_tags import names_tagged, retagged, untagged
from tests.questionnaires.dictionaries import field, walk


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Größe in cm", "groesse_in_cm"),
        ("Straße & Hausnummer", "strasse_hausnummer"),
        ("Ménière?", "meniere"),
        ("6-minute walk", "q_6_minute_walk"),
        ("你好", "question"),
        ("", "question"),
        ("__x__1", "x_1"),
        ("redcap event name", "redcap_event_name_2"),
        ("Wie oft haben Sie in den letzten vier Wochen Schmerzen gehabt", "wie_oft_haben_sie_in_den_letzten_vier"),
    ],
)  # fmt: skip
def test_a_name_is_made_of_the_words(words: str, name: str) -> None:
    assert propose_name(words, ()) == name
    assert NAME.fullmatch(name)


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert propose_name("Pain", {"pain", "pain_2"}) == "pain_3"


def test_lines_without_a_number_get_the_next_free_one() -> None:
    assert read_lines("1, Mild\nSevere\n\n -9 , not said") == (
        ("1", "Mild"),
        ("2", "Severe"),
        ("-9", "not said"),
    )
    assert read_lines("Yes, often\nNo, never") == (("1", "Yes, often"), ("2", "No, never"))
    assert read_lines("m, Male\nf, Female") == (("m", "Male"), ("f", "Female"))
    assert read_lines("yes, often\nNo", known={"yes", "1"}) == (("yes", "often"), ("2", "No"))


def test_every_row_of_a_dictionary_stays_what_it_was_when_nothing_was_changed() -> None:
    more = [
        field("a", "dropdown", choices="1,one|2, two <b>x</b>", required="Y"),
        field("b", validation="date_dmy", validation_min="1950-01-01", annotation="@PARTIAL-DATE"),
        field("c", annotation="@TERMS='hpo, orpha' @X", field_note="a < b"),
        field("d", "notes", annotation='@TERMS="hpo"'),
        field("e", "file"),
        field("f", validation="email", matrix_group="m"),
        field("g", validation="number", validation_min="0", annotation="@FORCE-MINMAX"),
    ]
    for row in [*walk(), *more]:
        assert row_of(question_of(row), "visit", row) == row


def test_rules_follow_another_name_and_nothing_else_does() -> None:
    rule = "[pain] = '1' and [pain(2)]='1' or [painful] = '[pain]x'"
    assert renamed(rule, {"pain": "ache"}) == (
        "[ache] = '1' and [ache(2)]='1' or [painful] = '[pain]x'"
    )


def test_only_a_whole_tag_puts_a_question_away() -> None:
    row = field("a", annotation="@HIDDEN-PDF @PARTIAL-DATES")
    assert not question_of(row).away and question_of(row).kind == "short"
    away = put_away(row, away=True)
    assert away["annotation"] == "@HIDDEN-PDF @PARTIAL-DATES @HIDDEN"
    assert question_of(away).away
    assert put_away(away, away=False) == row


def test_names_in_an_annotation_follow_and_go() -> None:
    notes = "@TERMS='hpo,[by]' @SIGN-STATE=\"state\" @SIGN-AGE='by' @X"
    assert names_tagged(notes) == {"by", "state"}
    assert retagged(notes, {"by": "by_2"}) == (
        "@TERMS='hpo,[by_2]' @SIGN-STATE=\"state\" @SIGN-AGE='by_2' @X"
    )
    assert retagged(notes, {"X": "y"}) == notes
    assert untagged(notes, {"by"}) == '@SIGN-STATE="state" @X'
