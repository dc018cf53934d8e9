"""What needs no database: baking, what looks personal, and whether a post comes out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.markup import BAKE, bake, has_links, plain
from forums.publishing import DANGER_WORDS, Act, Facts, Outcome, Policy, Reason, decide
from po_platform.kit.personal import (
    Kind,
    is_german_insurance_number,
    is_nhs_number,
    personal_in,
)


@pytest.mark.parametrize(
    ("typed", "baked"),
    [
        ("a\nb", "<p>a<br>\nb</p>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("# a", "<p># a</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("![a](https://x.org/y.png)", '<p>!<a href="https://x.org/y.png" '
         'rel="nofollow noopener noreferrer ugc">a</a></p>'),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)  # fmt: skip
def test_a_little_markdown_becomes_clean_html(typed: str, baked: str) -> None:
    assert bake(typed) == baked
    assert BAKE == 1, "What is baked has changed? Then count BAKE up, and this test with it."


def test_a_bare_address_becomes_a_link_without_the_full_stop() -> None:
    assert 'href="https://example.org/a_b?c=1"' in bake("See https://example.org/a_b?c=1.")
    assert has_links(bake("https://example.org")) and not has_links(bake("example"))


@given(st.text(max_size=300))
def test_whatever_is_typed_no_tag_but_ours_comes_out(typed: str) -> None:
    made = bake(typed)
    opened = {part.split(">")[0].split()[0].strip("/") for part in made.split("<")[1:]}
    assert opened <= {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
    assert bake(typed) == made
    assert plain(made) == " ".join(plain(made).split())


@pytest.mark.parametrize("spiteful", ["![`" * 7000, "[" * 20_000, "*a" * 10_000, "> " * 10_000])
def test_spiteful_text_is_baked_in_time(spiteful: str) -> None:
    begun = time.process_time()
    bake(spiteful)
    assert time.process_time() - begun < 5  # generous: it would be minutes if it grew by squares


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Write to ruth.e@example.org", [Kind.EMAIL]),
        ("Call 01632 960 118 or +49 30 901820", [Kind.PHONE, Kind.PHONE]),
        ("Meine Nummer: 0171/2345678", [Kind.PHONE]),
        ("Versichertennummer A123456780", [Kind.INSURANCE]),
        ("my number is 943 476 5919", [Kind.INSURANCE]),
        ("I live at 4 Linden Row, HA1 2AB", [Kind.ADDRESS, Kind.ADDRESS]),
        ("Ich wohne Lindenstraße 12, 12345 Berlin", [Kind.ADDRESS, Kind.ADDRESS]),
        ("Since 12.03.2019 I take 15 mg, 2 x 10 a day, from 2019-2024", []),
        ("A123456789 is no card, nor is 943 476 5918", []),
        ("See https://example.org/0163296011822", []),
        ("1000000 steps", []),
        ("Prof. Dr. med. Anna Weber operated, then Nurse Mary O’Hara came", [Kind.STAFF] * 2),
        ("Oberärztin Dr. A. Weiß-Lang war da", [Kind.STAFF]),
        ("Dr. Weber was kind, my sister too; meine Schwester Maria kam", []),
        ("Dr. " * 50_000 + "Anna", []),
    ],
)
def test_what_looks_personal_is_found(text: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in personal_in(text)] == kinds


def test_check_digits_are_computed_as_published() -> None:
    assert is_nhs_number("9434765919") and not is_nhs_number("9434765918")
    assert is_german_insurance_number("A123456780")
    assert not is_german_insurance_number("A123456781")


def test_at_most_ten_passages_are_shown() -> None:
    assert len(personal_in(" ".join(f"a{n}@example.org" for n in range(50)))) == 10


SPAM = Policy(holds_new_links=True)
METHODS = Policy(in_danger="folded", holds_methods=True)
CAREFUL = Policy(first_posts_held=2, holds_links=True, holds_pictures=True, holds_off_duty=True)


@pytest.mark.parametrize(
    ("facts", "outcome", "reasons"),
    [
        (Facts(Act.REPLY, Policy()), Outcome.PUBLISH, ()),
        (Facts(Act.REPLY, CAREFUL, 1), Outcome.HOLD, (Reason.FIRST_POSTS,)),
        (Facts(Act.TOPIC, CAREFUL, 2), Outcome.PUBLISH, ()),
        (Facts(Act.EDIT, CAREFUL, 0), Outcome.PUBLISH, ()),
        (Facts(Act.EDIT, CAREFUL, 0, links=True), Outcome.HOLD, (Reason.LINKS,)),
        (Facts(Act.REPLY, CAREFUL, 9, pictures=True), Outcome.HOLD, (Reason.PICTURES,)),
        (Facts(Act.REPLY, CAREFUL, 9, on_duty=False), Outcome.HOLD, (Reason.NOBODY_THERE,)),
        (Facts(Act.REPLY, CAREFUL, 9, on_duty=None), Outcome.PUBLISH, ()),
        (Facts(Act.REPLY, Policy(holds_all=True), 99), Outcome.HOLD, (Reason.BOARD,)),
        (Facts(Act.REPLY, Policy(), noticed=["crisis"]), Outcome.WITH_CASE, (Reason.NOTICED,)),
        (
            Facts(Act.REPLY, CAREFUL, 0, noticed=["crisis"]),
            Outcome.HOLD,
            (Reason.FIRST_POSTS, Reason.NOTICED),
        ),
        (Facts(Act.TOPIC, Policy(holds_all=True), of_the_team=True), Outcome.PUBLISH, ()),
        (
            Facts(Act.REPLY, CAREFUL, 0, links=True, on_duty=False, noticed=[DANGER_WORDS]),
            Outcome.WITH_CASE,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.EDIT, Policy(holds_all=True, in_danger="folded"), noticed=[DANGER_WORDS]),
            Outcome.FOLD,
            (Reason.NOTICED, Reason.DANGER, Reason.FOLDED_FIRST),
        ),
        (
            Facts(Act.REPLY, Policy(in_danger="held"), 9, on_duty=False, noticed=[DANGER_WORDS]),
            Outcome.HOLD,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.REPLY, Policy(), 99, noticed=[DANGER_WORDS], member_holds=True),
            Outcome.HOLD,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.EDIT, Policy(in_danger="folded"), noticed=[DANGER_WORDS], member_holds=True),
            Outcome.HOLD,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.REPLY, Policy(), noticed=[DANGER_WORDS], topic_holds=True, held_words=True),
            Outcome.WITH_CASE,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.REPLY, METHODS, 99, noticed=[DANGER_WORDS], names_method=True),
            Outcome.HOLD,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.REPLY, METHODS, 99, noticed=[DANGER_WORDS]),
            Outcome.FOLD,
            (Reason.NOTICED, Reason.DANGER, Reason.FOLDED_FIRST),
        ),
        (
            Facts(Act.EDIT, Policy(), 99, noticed=[DANGER_WORDS], names_method=True),
            Outcome.WITH_CASE,
            (Reason.NOTICED, Reason.DANGER),
        ),
        (
            Facts(Act.REPLY, METHODS, of_the_team=True, noticed=[DANGER_WORDS], names_method=True),
            Outcome.WITH_CASE,
            (Reason.NOTICED,),
        ),
        (
            Facts(Act.REPLY, Policy(in_danger="held"), of_the_team=True, noticed=[DANGER_WORDS]),
            Outcome.WITH_CASE,
            (Reason.NOTICED,),
        ),
        (Facts(Act.REPLY, Policy(), 99, topic_holds=True), Outcome.HOLD, (Reason.TOPIC,)),
        (Facts(Act.EDIT, Policy(), 99, member_holds=True), Outcome.HOLD, (Reason.MEMBER,)),
        (Facts(Act.EDIT, Policy(), 99, held_words=True), Outcome.HOLD, (Reason.WORDS,)),
        (Facts(Act.EDIT, SPAM, 9, links=True), Outcome.HOLD, (Reason.NEW_LINKS,)),
        (Facts(Act.REPLY, SPAM, 0, pictures=True), Outcome.HOLD, (Reason.NEW_LINKS,)),
        (Facts(Act.REPLY, SPAM, 10, links=True, pictures=True), Outcome.PUBLISH, ()),
        (Facts(Act.REPLY, SPAM, 0), Outcome.PUBLISH, ()),
        (
            Facts(Act.REPLY, SPAM, 0, links=True, topic_holds=True, of_the_team=True),
            Outcome.PUBLISH,
            (),
        ),
    ],
)
def test_a_post_comes_out_or_waits(
    facts: Facts, outcome: Outcome, reasons: tuple[Reason, ...]
) -> None:
    verdict = decide(facts)
    assert (verdict.outcome, verdict.reasons) == (outcome, reasons)


@given(
    st.builds(
        Facts,
        act=st.sampled_from(Act),
        policy=st.builds(Policy, first_posts_held=st.just(0), holds_links=st.booleans()),
        links=st.booleans(),
        noticed=st.lists(st.just("crisis")),
    )
)
def test_what_a_detector_notices_never_holds_a_post_back(facts: Facts) -> None:
    verdict = decide(facts)
    assert verdict.held == (facts.policy.holds_links and facts.links)
    assert (Reason.NOTICED in verdict.reasons) == bool(facts.noticed)
