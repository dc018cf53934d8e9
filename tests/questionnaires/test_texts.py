"""Words apart from structure: languages, markup, patterns, sentences."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.definition import Definition, Item, Option
from questionnaires.markup import TAGS, as_xhtml, clean, from_markdown, plain_text
from questionnaires.messages import Message
from questionnaires.patterns import fits, runs
from questionnaires.plain import to_plain
from questionnaires.texts import (
    ItemText,
    OptionText,
    Texts,
    Translation,
    read_translation,
    untranslated,
)

FORM = Definition((Item("q", "choice", options=(Option("a"),)),))
ENGLISH = Texts(
    "Form",
    items={
        "q": ItemText("Question", html="<b>Question</b>", options={"a": OptionText("Yes", "1")})
    },
)


def test_a_translation_survives_storing_with_its_hash() -> None:
    words = Translation("en", ENGLISH)
    found, flaws = read_translation(json.loads(json.dumps(to_plain(words))), FORM)
    assert flaws == []
    assert found == words
    assert found.sha256 == words.sha256
    assert Translation("de", ENGLISH).sha256 != words.sha256


@pytest.mark.parametrize(
    ("texts", "path"),
    [
        (Texts(items={"ghost": ItemText("x")}), "texts.items['ghost']"),
        (Texts(items={"q": ItemText(options={"z": OptionText("x")})}), "texts.items['q']"),
        (Texts(items={"q": ItemText(html="<b onclick='x()'>x</b>")}), "texts.items['q'].html"),
        (Texts(items={"q": ItemText(html="<script>x</script>")}), "texts.items['q'].html"),
    ],
)
def test_words_that_do_not_belong_are_refused(texts: Texts, path: str) -> None:
    found, flaws = read_translation(to_plain(Translation("en", texts)), FORM)
    assert found is None
    assert [flaw.path for flaw in flaws] == [path]


def test_a_translation_with_gaps_falls_back_to_the_base_language() -> None:
    german = Texts(items={"q": ItemText("Frage")})
    both = german.over(ENGLISH)
    assert both.title == "Form"
    assert both.item("q").text == "Frage"
    assert both.item("q").html == ""  # the English markup must not hide the German text
    assert both.option("q", "a") == OptionText("Yes", "1")
    assert untranslated(german, ENGLISH) == ["q"]


def test_a_question_without_words_is_called_by_its_hint() -> None:
    hint = Item("h", "display", control="flyover")
    item = Item("q", "string", aids=(hint,))
    assert Texts(items={"h": ItemText("First name")}).label(item) == "First name"


def test_markup_keeps_little_and_never_script_link_or_style() -> None:
    dirty = (
        '<div style="color:red"><p>Walk <b onclick="x()">slowly</b></p>'
        '<script>alert(1)</script><a href="https://example.org">more</a><img src="x"></div>'
    )
    assert clean(dirty) == "<p>Walk <b>slowly</b></p>more"
    assert plain_text(dirty) == "Walk slowlymore"
    assert clean("no tags at all") == ""


def test_markdown_becomes_the_same_little_markup() -> None:
    assert from_markdown("Walk **slowly** <script>x</script>").startswith("<p>Walk <strong>slowly")
    assert "<script" not in from_markdown("<script>x</script> **b**")


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<br>", "&nbsp;", "&", "<", "ä", "<p", "<ul><li>"]))
)
def test_cleaning_twice_changes_nothing_and_leaves_only_allowed_tags(pieces: list[str]) -> None:
    once = clean("".join(pieces))
    assert clean(once) == once
    assert clean(as_xhtml(once)) == once
    names = {part.split(">")[0].strip("/ ") for part in once.split("<")[1:]}
    assert names <= TAGS


@pytest.mark.parametrize(
    "pattern", ["(" * 400 + ")" * 400, "(a{1000}){1000}", "[", r"(?<y>a)\k<y>"]
)
def test_a_pattern_that_cannot_be_run_keeps_nobody_from_answering(pattern: str) -> None:
    assert not runs(pattern)
    assert fits(pattern, "x")


def test_a_pattern_that_would_run_for_years_is_given_up() -> None:
    assert fits(r"(a|aa)+$", "a" * 100 + "b")


def test_a_pattern_holds_for_the_whole_answer() -> None:
    assert runs(r"\d{5}")
    assert fits(r"\d{5}", "12345")
    assert not fits(r"\d{5}", "123456")
    assert fits(r"^[\p{L}\s\-]+$", "Müller-Lüdenscheidt")


def test_sentences_write_numbers_and_dates_as_the_reader_does() -> None:
    sentence = Message("%(low)s, %(day)s", {"low": Decimal("0.5"), "day": date(2024, 3, 1)})
    assert str(sentence) == "0.5, 1 March 2024"
    with translation.override("de"):
        assert str(sentence).startswith("0,5, 1")
        assert "März" in str(sentence)


def test_a_sentence_without_places_may_hold_a_percent_sign() -> None:
    assert str(Message("100 % sure")) == "100 % sure"
