"""Mails that lie in a mailbox elsewhere: fetched over TLS, each once, one broken one stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from forums.actions.by_mail import address_for, choose_by_mail
from forums.models import Post, Topic
from notifications.actions import fetching
from notifications.actions.receiving import MOST_BYTES, receive
from notifications.incoming.mailbox import Later, NoMailbox, Visit, mailbox_at, visit
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin
from tests.notifications.imap_server import Server, serving
from tests.personas import World

pytestmark = pytest.mark.django_db
WORDS = "Ten minutes of patience."


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path) as (server, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        settings.IMAP_URL, settings.MAIL_IN = server.url, "talk@in.example"
        yield server


@pytest.fixture
def topic(world: World) -> Topic:
    """Ruth answers by e-mail."""
    post = begin(world.ruth, a_board())
    answer(world.gerd, post.topic)
    with acting_as(world.ruth.actor()) as actor:
        choose_by_mail(actor=actor, wanted=True)
    return post.topic


def a_mail(world: World, topic: Topic, text: str = WORDS, number: int = 1) -> bytes:
    to = address_for(world.ruth.person.pk, f"{topic.pk}:1")
    head = f"From: R <ruth@example.org>\r\nTo: {to}\r\nMessage-ID: <{number}@home>\r\n"
    return f"{head}Subject: Re: x\r\n\r\n{text}\r\n".encode()


def fetched() -> str:
    out = StringIO()
    call_command("fetch_mail", stdout=out)
    return out.getvalue().strip()


def test_an_answer_in_the_mailbox_is_a_post_and_gone_from_there(
    world: World, mailbox: Server, topic: Topic
) -> None:
    mailbox.put(a_mail(world, topic))
    assert fetched() == "1 taken, 0 left aside"
    assert Post.objects.get(topic=topic, no=3).text == WORDS
    assert mailbox.box == {} and mailbox.said[-1] == "LOGOUT"
    assert fetched() == "0 taken, 0 left aside"


def test_one_that_breaks_is_starred_and_stops_no_other(
    world: World, mailbox: Server, topic: Topic
) -> None:
    """A mail nobody foresaw: the door itself breaks on it."""

    def take(raw: bytes) -> None:
        if b"unforeseen" in raw:
            raise ValueError("unforeseen")
        receive(raw)

    broken = mailbox.put(b"From: a@b.example\r\n\r\nunforeseen")
    mailbox.put(b"\xff\xfe no mail at all")
    mailbox.put(a_mail(world, topic))
    assert visit(mailbox_at(mailbox.url), take, most_bytes=MOST_BYTES) == Visit(2, 1)
    assert mailbox.box[broken].flags == {r"\Seen", r"\Flagged"} and len(mailbox.box) == 1
    assert Post.objects.filter(topic=topic).count() == 3
    assert fetched() == "0 taken, 0 left aside"


def test_while_the_database_is_away_they_wait(world: World, mailbox: Server, topic: Topic) -> None:
    def away(raw: bytes) -> None:
        raise Later

    mailbox.put(a_mail(world, topic))
    assert visit(mailbox_at(mailbox.url), away, most_bytes=MOST_BYTES) == Visit(0, 0)
    assert next(iter(mailbox.box.values())).flags == set()
    assert fetched() == "1 taken, 0 left aside"


def test_taken_again_after_a_lost_connection_it_is_one_post(
    world: World, mailbox: Server, topic: Topic
) -> None:
    mailbox.put(a_mail(world, topic))
    mailbox.silent_after = "STORE"
    with pytest.raises(NoMailbox):
        fetching.fetch_mail()
    mailbox.silent_after = ""
    assert fetched() == "1 taken, 0 left aside"
    assert Post.objects.filter(topic=topic, text=WORDS).count() == 1


def test_no_more_of_a_large_mail_is_fetched_than_is_read(mailbox: Server) -> None:
    mailbox.put(b"From: a@b.example\r\n\r\n" + b"x" * (MOST_BYTES + 500_000))
    assert fetched() == "1 taken, 0 left aside"
    assert any(f"<0.{MOST_BYTES + 1}>" in words for words in mailbox.said)


def test_a_server_nobody_vouches_for_gets_no_password(
    mailbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NoMailbox, match="over TLS"):
        fetching.fetch_mail()
    assert mailbox.said == []


def test_a_wrong_password_or_folder_is_said(mailbox: Server, settings: Any) -> None:
    for wrong in (mailbox.url.replace("talk", "other").replace("a%25b", "b"), mailbox.url + "s"):
        settings.IMAP_URL = wrong
        with pytest.raises(NoMailbox):
            fetching.fetch_mail()
        with pytest.raises(SystemExit) as ended:
            call_command("fetch_mail", stderr=StringIO())
        assert ended.value.code == 75


@pytest.mark.parametrize(
    "url",
    ["imap://a:b@host/in", "imaps://host/in", "imaps://a:b@host:many/in", "imaps://a@host", "host"],
)
def test_an_address_that_makes_no_sense_is_refused(url: str) -> None:
    with pytest.raises(NoMailbox):
        mailbox_at(url)


def test_without_a_mailbox_nothing_is_fetched(settings: Any) -> None:
    settings.IMAP_URL = ""
    assert fetching.fetch_mail().taken == 0
    with pytest.raises(CommandError, match="PO_IMAP_URL"):
        call_command("fetch_mail")
