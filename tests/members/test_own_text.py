"""The organisation's own words: safe on a page, readable in a mail, and telling nothing in a subject."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.neutral_words import telling_words
from members.own_text import as_html, as_paragraphs, as_text


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("# One", "<h2>One</h2>"),
        ("### Three", "<h3>Three</h3>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("**b**", "<p><strong>b</strong></p>"),
        ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("![i](https://x.org/i.png)", "<p>!<a"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
    ],
)
def test_plain_signs_become_safe_html(typed: str, html: str) -> None:
    assert as_html(typed).strip().startswith(html)


def test_in_a_mail_lists_and_links_can_be_read() -> None:
    typed = (
        "# Hello\n\nSee [us](https://example.org) or write to <mailto:a@example.org>.\n\n1. A\n2. B"
    )
    assert as_text(typed) == (
        "Hello\n\nSee us (https://example.org) or write to a@example.org.\n\n– A\n– B"
    )
    assert as_paragraphs(typed)[0] == "Hello"


@given(st.text(max_size=300))
def test_whatever_is_typed_no_tag_of_another_kind_comes_out(typed: str) -> None:
    html = as_html(typed).casefold()
    assert not any(f"<{tag}" in html for tag in ("script", "img", "iframe", "style", "form", "svg"))
    as_text(typed)


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Our summer meeting", []),
        ("New therapies", ["therapies"]),
        ("For all with LUPUS", ["LUPUS"]),
        ("Leben mit Rheuma", ["Rheuma"]),
        ("Einladung zur Mitgliederversammlung", []),
        ("People before the meeting", []),
        ("Painting together", []),
        ("Sickle of the moon, a patient donkey", ["patient"]),
    ],
)
def test_a_subject_that_tells_is_found_and_another_is_not(subject: str, found: list[str]) -> None:
    assert telling_words(subject, ["Lupus", "People before diagnosis"]) == found
