"""A word of a hundred thousand signs is answered kindly wherever somebody can write one."""

from __future__ import annotations

from typing import Any

import pytest

from forums.actions.by_mail import address_for, choose_by_mail
from forums.models import Post, Topic
from moderation.models import Rule
from notifications.actions.receiving import Taken, receive
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = pytest.mark.django_db
WORD = "w" * 100_000


def test_no_page_breaks_on_it_and_nothing_is_half_written(world: World, sign_in: Any) -> None:
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Kind"}})
    topic = begin(world.ruth, a_board()).topic
    post, board = Post.objects.get(), topic.board
    sent = {
        f"/talk/topics/{topic.ref}/reply": {"act": "send", "text": WORD},
        f"/talk/boards/{board.ref}/begin": {"act": "send", "title": WORD, "text": WORD},
        f"/talk/posts/{post.ref}/change": {"act": "send", "text": WORD, "version": 1},
        f"/tell-us/post/{post.ref}": {"reason": "other", "text": WORD},
    }
    gerd, ruth = sign_in(world.gerd), sign_in(world.ruth)
    for address, fields in sent.items():
        client = ruth if "change" in address else gerd
        answered = client.post(address, fields)
        assert answered.status_code == 422, address
    assert (Post.objects.count(), Topic.objects.count()) == (1, 1)
    for place in ("/search?q=", "/talk/new?before=", f"/talk/topics/{topic.ref}?page="):
        assert gerd.get(place + WORD[:30_000]).status_code < 500


def test_who_sends_it_by_mail_is_told(world: World, settings: Any) -> None:
    settings.MAIL_IN = "talk@in.example"
    topic = begin(world.gerd, a_board()).topic
    with acting_as(world.ruth.actor()) as ruth:
        choose_by_mail(actor=ruth, wanted=True)
    to = address_for(world.ruth.person.pk, f"{topic.pk}:1")
    head = f"From: <ruth@example.org>\nTo: {to}\nMessage-ID: <1@home>\nSubject: Re: x\n\n"
    assert receive((head + WORD).encode()) is Taken.ANSWER
    assert Post.objects.filter(topic=topic).count() == 1
    assert "longer than 20,000 signs" in str(deliver()[0].body)
