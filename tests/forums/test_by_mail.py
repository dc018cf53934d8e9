"""Answering by e-mail: from the question to the post, and everything that is not one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox

from forums.actions.by_mail import address_for, choose_by_mail
from forums.actions.drafts import save_draft
from forums.actions.merging import merge_topics
from forums.actions.telling import tell_readers
from forums.models import Draft, MailedPost, Post, Topic, Writer
from forums.moderating import Moderation, connect_moderation, moderation
from forums.reply_marks import ReplyMark, read_mark, today, written
from members.models import Account, RoleHolding
from notifications.actions.receiving import Taken, receive
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, earlier
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db

OURS = "talk@in.example"
WORDS = "Ten minutes of patience."


@pytest.fixture(autouse=True)
def _mail_comes_in(settings: Any) -> None:
    settings.MAIL_IN = OURS


def wants(who: Persona, *, wanted: bool = True) -> None:
    with acting_as(who.actor()) as actor:
        choose_by_mail(actor=actor, wanted=wanted)


def mailed(
    to: str, text: str = WORDS, *, sender: str = "ruth@example.org", number: int = 1, more: str = ""
) -> Taken:
    head = f"From: R <{sender}>\nTo: {to}\nMessage-ID: <{number}@home>\nSubject: Re: x\n{more}\n"
    return receive((head + text).encode())


@pytest.fixture
def topic(world: World) -> Topic:
    """Ruth answers by e-mail, and Gerd answered her."""
    post = begin(world.ruth, a_board())
    answer(world.gerd, post.topic)
    wants(world.ruth)
    return post.topic


def address(world: World, topic: Topic) -> str:
    return address_for(world.ruth.person.pk, f"{topic.pk}:1")


def told() -> list[str]:
    """What a mail about an answer said, in the words of its third paragraph."""
    mails = deliver()
    for one in mails:
        assert_neutral(one, also=["Buttons", WORDS])
    return [str(one.body).split("\n\n")[1] for one in mails]


def test_she_is_asked_once_on_her_first_answer(world: World, sign_in: Any) -> None:
    topic = begin(world.gerd, a_board()).topic
    client, page = sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply"
    sent = client.post(page, {"text": "One"})
    assert sent.headers["Location"].startswith("/talk/by-mail?next=")
    asked = client.get(sent.headers["Location"]).content.decode()
    assert "Do you share it with somebody?" in asked and "ruth@example.org" in asked
    again = client.post(page, {"text": "Two"})
    assert "by-mail" not in again.headers["Location"]
    onward = client.post("/talk/by-mail", {"act": "yes", "next": again.headers["Location"]})
    assert onward.headers["Location"] == again.headers["Location"]
    assert Writer.objects.get(person=world.ruth.person).by_mail == "yes"


def test_where_no_mail_comes_in_nobody_is_asked(world: World, sign_in: Any, settings: Any) -> None:
    settings.MAIL_IN = ""
    topic = begin(world.gerd, a_board()).topic
    client = sign_in(world.ruth)
    sent = client.post(f"/talk/topics/{topic.ref}/reply", {"text": "One"})
    assert "by-mail" not in sent.headers["Location"]
    assert client.get("/talk/by-mail").status_code == 404


def test_who_shares_a_mailbox_reads_what_that_means(world: World, sign_in: Any) -> None:
    Account.objects.filter(pk=world.gerd.account.pk).update(email="Ruth@example.org")
    page = sign_in(world.ruth).get("/talk/by-mail").content.decode()
    assert "writes under your name" in page


def test_an_answer_to_our_mail_is_a_post(world: World, sign_in: Any, topic: Topic) -> None:
    earlier(6)
    tell_readers()
    (ours,) = deliver()
    to = ours.extra_headers["Reply-To"]
    assert "answering this e-mail" in str(ours.body)
    with acting_as(world.ruth.actor()) as ruth:
        save_draft(actor=ruth, kind="topic", ref=topic.ref, text="Begun on the page")
    text = f"{WORDS}\n\n-- \nRuth, 14 Canary Street\n\nOn 3 Mar 2026, M <p@x.example> wrote:\n> so"
    assert mailed(to, text) is Taken.ANSWER
    assert mailed(to, text) is Taken.ANSWER  # the mail server was not sure and came again
    post = Post.objects.get(topic=topic, no=3)
    assert (post.text, post.author_id) == (WORDS, world.ruth.person.pk)
    assert told() == []
    own = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert "14 Canary Street" in own
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    assert WORDS in page and "Canary" not in page
    with acting_as(world.ruth.actor()) as ruth:
        assert Draft.objects.visible_to(ruth).get().text == "Begun on the page"
    with acting_as(world.moderator.actor()) as other:
        assert not MailedPost.objects.visible_to(other).exists()


def test_it_waits_for_a_moderator_in_the_same_cases(world: World, topic: Topic) -> None:
    topic.board.holds_links = True
    topic.board.save()
    mailed(address(world, topic), "Read https://example.org")
    assert Post.objects.get(topic=topic, author=world.ruth.person, no=None).state == "held"
    assert "A moderator reads it first" in told()[0]


def test_something_personal_is_kept_and_asked_about(world: World, topic: Topic) -> None:
    with acting_as(world.ruth.actor()) as ruth:
        save_draft(actor=ruth, kind="topic", ref=topic.ref, text="Begun")
    mailed(address(world, topic), "Call me, 01632 960 118")
    assert not Post.objects.filter(topic=topic, text__contains="Call").exists()
    with acting_as(world.ruth.actor()) as ruth:
        assert Draft.objects.visible_to(ruth).get().text == "Begun\n\nCall me, 01632 960 118"
    assert "it is kept for you" in told()[0]


@pytest.fixture
def _notices_danger() -> Any:
    before = moderation()
    opened: list[Post] = []
    connect_moderation(
        Moderation(
            notice=lambda text: ["danger"] if "goodbye" in text else [],
            open_case=lambda actor, post, noticed: opened.append(post),
        )
    )
    yield opened
    connect_moderation(before)


def test_who_may_be_in_danger_is_seen_whatever_else_stands_there(
    world: World, topic: Topic, _notices_danger: list[Post]
) -> None:
    mailed(address(world, topic), "goodbye, 01632 960 118")
    assert [post.state for post in _notices_danger] == ["published"]


def test_files_are_left_out_and_named_to_her_alone(
    world: World, topic: Topic, sign_in: Any
) -> None:
    more = "Content-Type: multipart/mixed; boundary=x\n"
    text = f"--x\n\n{WORDS}\n--x\nContent-Type: image/png; name=hand.png\n\nx\n--x--\n"
    mailed(address(world, topic), text, more=more)
    assert told() == ["we got your answer by e-mail, and others can read it."]
    assert "One file in your e-mail was left out." in str(outbox.outbox[-1].body)
    post = Post.objects.get(topic=topic, no=3)
    assert "hand.png" in sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("> only quoted", "no words in it"),
        ("y" * 20_001, "longer than 20,000"),
    ],
)
def test_what_is_no_answer_is_told(world: World, topic: Topic, text: str, why: str) -> None:
    mailed(address(world, topic), text)
    assert topic.written.count() == 2
    assert why in told()[0]


def test_a_refusal_keeps_her_words(world: World, topic: Topic) -> None:
    Topic.objects.update(locked=True)
    mailed(address(world, topic))
    assert topic.written.count() == 2
    assert "This topic is closed." in told()[0]
    with acting_as(world.ruth.actor()) as ruth:
        assert Draft.objects.visible_to(ruth).get().text == WORDS


def test_a_refusal_keeps_what_she_had_begun_in_the_topic_it_became_part_of(
    world: World, topic: Topic
) -> None:
    into = begin(world.gerd, topic.board).topic
    with acting_as(world.ruth.actor()) as ruth:
        save_draft(actor=ruth, kind="topic", ref=into.ref, text="Begun there")
    with acting_as(world.moderator.actor()) as actor:
        merge_topics(actor=actor, topic=topic.ref, into=into.ref, told="The same.")
    Topic.objects.update(locked=True)
    mailed(address(world, topic))
    with acting_as(world.ruth.actor()) as ruth:
        assert Draft.objects.visible_to(ruth).get().text == f"Begun there\n\n{WORDS}"


def test_whoever_left_the_group_answers_there_no_more(world: World) -> None:
    from members.actions.groups import leave_group
    from members.models import Group

    board = a_group_board(world.ruth, world.gerd)
    topic = begin(world.gerd, board).topic
    wants(world.ruth)
    to = address(world, topic)
    with acting_as(world.ruth.actor()) as ruth:
        leave_group(actor=ruth, ref=Group.objects.get().ref)
    assert mailed(to) is Taken.ANSWER
    assert topic.written.count() == 1 and "cannot read any more" in told()[0]


def _changed(to: str) -> str:
    place = to.index("+") + 20
    return to[:place] + ("a" if to[place] != "a" else "b") + to[place + 1 :]


@pytest.mark.parametrize(
    "why", ["forged", "stranger", "other_mailbox", "stopped", "void", "old", "left", "closed"]
)
def test_nobody_else_answers_in_her_name(
    world: World, topic: Topic, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, sender = address(world, topic), "ruth@example.org"
    if why == "forged":
        to = _changed(to)
    if why == "stranger":
        sender = "stranger@example.com"
    if why == "other_mailbox":
        Account.objects.filter(pk=world.ruth.account.pk).update(email="new@example.org")
    if why in ("stopped", "void"):
        wants(world.ruth, wanted=why == "void")
    if why == "old":
        monkeypatch.setattr("forums.actions.by_mail.today", lambda: today() + timedelta(days=61))
    if why == "left":
        RoleHolding.objects.filter(account=world.ruth.account).delete()
        type(world.ruth.person).objects.filter(pk=world.ruth.person.pk).update(state="left")
    if why == "closed":
        Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    assert mailed(to, sender=sender) is Taken.TOLD
    assert topic.written.count() == 2
    assert [(one.to, "was not read" in one.subject) for one in deliver()] == [([sender], True)]
    assert mailed(to, sender=sender) is Taken.IGNORED  # once a day is enough


@pytest.mark.parametrize("people", [1, 500])
def test_the_address_is_found_among_many(world: World, topic: Topic, people: int) -> None:
    others = ", ".join(f"a{n}@b.example" for n in range(people))
    assert mailed(f"{others}, {address(world, topic).upper()}") is Taken.ANSWER
    assert Post.objects.filter(topic=topic, no=3).exists()


def test_a_mark_is_for_one_member_and_one_topic_and_short_enough() -> None:
    mark = ReplyMark(2**40, 2**40, 9999, today())
    text = written(mark)
    assert read_mark(text) == mark and len(text) <= 56
    for changed in range(len(text) - 1):  # the last letter is part padding
        letter = "b" if text[changed] == "a" else "a"
        assert read_mark(text[:changed] + letter + text[changed + 1 :]) is None
    for junk in ("", "a" * 16, "ä", "0189", "a" * 56):
        assert read_mark(junk) is None
