"""What an editor types becomes safe HTML, whatever it is, with words explained where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.page_text import Explained, as_html, line_as_html

FLARE = {"flare": "a time in which an illness is more active"}


def html(text: str) -> str:
    return str(as_html(text, Explained(FLARE)))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "<img src=x onerror=alert(1)>",
        "[[<b onclick=x>]]",
        "[x](data:text/html,<script>)",
    ],
)
def test_nothing_typed_becomes_a_script_or_a_picture(text: str) -> None:
    found = html(text)
    assert "<script" not in found
    assert "<img" not in found
    assert 'href="javascript' not in found
    assert 'href="data' not in found
    assert "<b " not in found


@given(st.text(alphabet="<>[]()*_`&\"' abjs:/#-\n=!", max_size=120))
def test_only_our_own_tags_come_out(text: str) -> None:
    allowed = {"a", "blockquote", "br", "em", "li", "ol", "p", "strong", "ul", "dfn"}
    tags = {part.split(">")[0].split()[0].strip("/") for part in html(text).split("<")[1:]}
    assert tags <= allowed


def test_a_word_is_explained_where_it_first_stands_and_only_there() -> None:
    found = html("A [[flare]] came. The [[flare]] went.")
    assert found.count("(a time in which an illness is more active)") == 1
    assert "<dfn>flare</dfn> (a time" in found
    assert "The flare went." in found


def test_an_explanation_cannot_bring_a_tag_in() -> None:
    found = str(as_html("[[x]]", Explained({"x": "<b>bold</b>"})))
    assert "&lt;b&gt;bold&lt;/b&gt;" in found


def test_a_step_has_no_paragraph_around_it() -> None:
    assert str(line_as_html("Rest **early**.", Explained({}))) == "Rest <strong>early</strong>."
