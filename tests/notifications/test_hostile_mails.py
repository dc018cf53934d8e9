"""Mails made to keep us busy: what is done for them is counted, and stays in measure."""

from __future__ import annotations

import email.feedparser
import email.message
from typing import Any

import pytest

from notifications.incoming import quotes
from notifications.incoming.mail import read_mail

HEAD = b"From: a@b.example\nMIME-Version: 1.0\n"
SLOW = b'; "' * 30_000


class Work:
    """Squares of the signs of which parameters were read, and parts made."""

    def __init__(self) -> None:
        self.squares = 0
        self.parts = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()
    parse: Any = email.message._parseparam  # type: ignore[attr-defined]  # what takes the time
    begin: Any = email.feedparser.FeedParser._new_message  # type: ignore[attr-defined]

    def counted(text: Any) -> Any:
        done.squares += len(str(text)) ** 2
        return [] if len(str(text)) > 10_000 else parse(text)

    def made(self: Any) -> None:
        done.parts += 1
        if done.parts < 10_000:
            begin(self)
        else:
            raise ValueError("far too many")

    monkeypatch.setattr(email.message, "_parseparam", counted)
    monkeypatch.setattr(email.feedparser.FeedParser, "_new_message", made)
    return done


def read(raw: bytes) -> None:
    try:
        read_mail(raw)
    except ValueError:
        return


def leaf(head: bytes) -> bytes:
    return b"--x\n" + head + b"\n\nwords\n"


PARAMETERS = {
    "of the mail": HEAD + b"Content-Type: text/plain" + SLOW + b"\n\nwords",
    "of a mail of parts": HEAD + b"Content-Type: multipart/mixed" + SLOW + b"\n\nwords",
    "folded": HEAD + b"Content-Type: text/plain" + b';\n "' * 30_000 + b"\n\nwords",
    "of how it is shown": HEAD + b"Content-Disposition: attachment" + SLOW + b"\n\nwords",
    "of a leaf": HEAD
    + b"Content-Type: multipart/mixed; boundary=x\n\n"
    + leaf(b"Content-Disposition: inline" + SLOW)
    + leaf(b"Content-Type: text/plain" + SLOW),
    "of a mail in it": HEAD
    + b"Content-Type: message/rfc822\n\nContent-Type: multipart/mixed"
    + SLOW
    + b"\n\nwords",
}
PARTS = {
    "many": HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + leaf(b"A: b") * 20_000,
    "ended by one sign": HEAD
    + b"Content-Type: multipart/mixed; boundary=x\r\r"
    + b"--x\r\r" * 20_000,
    "in each other": b"Content-Type: message/rfc822\n\n" * 5_000,
    "of a report": HEAD + b"Content-Type: message/delivery-status\n\n" + b"A: b\n\n" * 20_000,
    "of an empty report": HEAD + b"Content-Type: message/delivery-status\n\n" + b"\n" * 50_000,
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_long_parameters_are_never_read_whole(name: str, work: Work) -> None:
    read(PARAMETERS[name])
    assert 0 < work.squares < 40 * 2_000**2


@pytest.mark.parametrize("name", PARTS)
def test_a_mail_of_thousands_of_parts_is_not_taken_apart(name: str, work: Work) -> None:
    read(PARTS[name])
    assert work.parts < 3_000


def test_thousands_of_signatures_are_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: Any = quotes._words
    looked: list[str] = []

    def words(line: str) -> int:
        looked.append(line)
        return int(counted(line))

    monkeypatch.setattr(quotes, "_words", words)
    lines = ["Sent from a"] * 4_000 + ["and then I said more"]
    assert "and then I said more" in quotes.part("\n".join(lines)).said
    assert 0 < len(looked) < 20_000


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode-escape", "IDNA"])
def test_charsets_no_mail_program_writes_are_not_decoded(charset: str) -> None:
    head = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode()
    assert read_mail(head + b"xn--maana-pta \\u0041").text == "xn--maana-pta \\u0041"


def test_flowed_lines_are_put_together() -> None:
    head = HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\n\n"
    assert read_mail(head + b"a \nb \n c\n> d \ne\n-- \nf").text == "abc\n> d \ne\n-- \nf"
