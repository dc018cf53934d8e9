"""What is left of a mail for others to read: words of its author, and nothing her program added."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.incoming.mail import Unreadable, read_mail
from notifications.incoming.quotes import part
from po_platform.kit.foreign_html import as_written, markdown_of, text_of
from tests.notifications.corpus import MAILS, plain


@pytest.mark.parametrize(
    ("raw", "said", "cut"), [row[1:] for row in MAILS], ids=[m[0] for m in MAILS]
)
def test_quotations_and_signatures_of_mail_programs_are_cut(
    raw: bytes, said: str, cut: list[str]
) -> None:
    parted = part(read_mail(raw).text)
    assert parted.said == said
    assert [words for words in cut if words not in parted.cut] == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("Auto-Submitted: auto-replied\r\n", "auto-submitted"),
        ("Auto-Submitted: no\r\n", ""),
        ("Precedence: bulk\r\n", "precedence"),
        ("X-Autoreply: yes\r\n", "list or program"),
        ("List-Id: <a.example>\r\n", "list or program"),
        ("Return-Path: <>\r\n", "no sender"),
        ("Subject: =?utf-8?q?Automatische_Antwort=3A_Urlaub?=\r\n", "subject"),
        ("Subject: Re: Out of Office until Monday\r\n", "subject"),
        ("Subject: =?utf-8?q?R=C3=A9ponse_automatique?=\r\n", "subject"),
        ("Subject: My office is cold\r\n", ""),
        ("Received: from a by b\r\n" * 61, "circle"),
        ("", ""),
    ],
)
def test_mails_of_programs_are_known(more: str, why: str) -> None:
    assert read_mail(plain("auto", "I am away", more=more)).automatic == why


def test_attachments_are_named_and_left_out() -> None:
    raw = (
        b"From: ruth@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nLook at this\r\n"
        b'--x\r\nContent-Type: image/jpeg; name="=?utf-8?q?H=C3=A4nde.jpg?="\r\n'
        b"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nsecret words\r\n"
        b"--x\r\nContent-Type: application/pgp-signature\r\n\r\nxx\r\n--x--\r\n"
    )
    mail = read_mail(raw)
    assert mail.text.strip() == "Look at this"
    assert mail.left_out == ("Hände.jpg", "message/rfc822")


@pytest.mark.parametrize(
    "sender",
    ["", "From: a@b.example\r\nFrom: c@d.example\r\n", "From: a@b.example, c@d.example\r\n",
     "From: nobody\r\n", "From: <a@b>c@d.example>\r\n"],
)  # fmt: skip
def test_a_sender_that_is_not_just_one_is_none(sender: str) -> None:
    assert read_mail(f"{sender}To: x@y.example\r\n\r\nWords".encode()).sender == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 5000,
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: text/plain; charset=no-such\r\n\r\n\xc3\xa4",
        b'Content-Type: text/plain; charset="\xff"\r\n\r\nwords',
        b"Content-Disposition: attachment; filename*=x'y'%ff\r\n\r\nwords",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Subject: =?utf-8?b?////?= =?x?q?y?=\r\n\r\nwords",
        b"From: " + b"(" * 50_000 + b"\r\n\r\nwords",
        b"To: " + b"<a@b.example>, " * 20_000 + b"\r\n\r\nwords",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(900)
        ),
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        b"Content-Type: text/html\r\n\r\n" + b"<b><a><blockquote>" * 3_000 + b"words",
        b"Content-Type: text/plain\r\n\r\n" + b"On 3 Mar 2026 <a@b.example>\n" * 20_000,
        b"Content-Type: text/plain\r\n\r\n" + b"x" * 100_000 + b" " + b">" * 100_000,
        b"Content-Type: text/plain\r\n\r\n" + b"From: a\n\n" * 20_000,
    ],
)
def test_whatever_the_bytes_are_it_ends_soon(raw: bytes) -> None:
    begun = time.process_time()
    with suppress(Unreadable):
        part(read_mail(raw).text)
    assert time.process_time() - begun < 3


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_every_word_stands_in_what_was_said_or_in_what_was_cut(text: str) -> None:
    parted = part(text)
    together = f"{parted.said} {parted.cut}".split()
    assert sorted(together) == sorted(text.replace("\r\n", "\n").replace("\r", "\n").split())


@pytest.mark.parametrize(
    ("html", "text", "marked"),
    [
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc", "a\n\nb\nc"),
        ("<ul><li>a<li>b<ol><li>c</ol></ul>", "- a\n- b\n1. c", "- a\n- b\n  1. c"),
        ("<b>bold </b>x<i>y</i>", "bold xy", "**bold** x*y*"),
        ("<a href='https://a.example/(1)'>here</a>", "here (https://a.example/(1))",
         "[here](https://a.example/%281%29)"),
        ("<a href='javascript:x'>here</a>", "here", "here"),
        ("<blockquote>q<blockquote>r</blockquote></blockquote>s", "> q\n>\n> > r\n\ns", "> q\n>\n> > r\n\ns"),
        ("<script>x</script><style>y</style>a<img src=x onerror=z alt=w>", "a", "a"),
        ("1 * 2 _x_ [y] &lt;b&gt;", "1 * 2 _x_ [y] <b>", "1 \\* 2 \\_x\\_ \\[y\\] \\<b>"),
        ("- no list", "- no list", "\\- no list"),
    ],
)  # fmt: skip
def test_foreign_html_becomes_text_or_our_marks(html: str, text: str, marked: str) -> None:
    assert text_of(html) == text
    assert markdown_of(html) == marked


def test_plain_text_is_shown_as_it_stands() -> None:
    from forums.markup import bake, plain

    text = "*a* _b_ [c](https://x.example) 1. <d> &amp; https://x.example/a_b_c\n- e\n2. f\n> g"
    assert plain(bake(as_written(text))) == text.replace("\n", " ")
