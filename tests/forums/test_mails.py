"""Who hears of a post by e-mail: once, after the grace, only if it is still there to read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from forums.actions.arranging import split_topic
from forums.actions.changing import take_back_post
from forums.actions.deciding import decide_post
from forums.actions.reading import follow_board, follow_topic, ignore, mark_board_read
from forums.actions.telling import tell_readers
from forums.models import Topic
from members.actions.groups import leave_group
from members.models import Account, Group
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, earlier
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def mails(minutes: int = 6) -> list[str]:
    """Addresses that get a mail now, when this many minutes have passed; each is neutral."""
    earlier(minutes)
    tell_readers()
    found = deliver()
    for mail in found:
        assert_neutral(mail, also=["Buttons", "Warm water", "Hello there", "Harrowmere"])
    return sorted(mail.to[0] for mail in found)


def follow(who: Persona, post: Any, level: str, *, board: bool = False) -> None:
    with acting_as(who.actor()) as actor:
        if board:
            follow_board(actor=actor, ref=post.ref, level=level)
        else:
            follow_topic(actor=actor, ref=post.topic.ref, level=level)


RUTH, GERD, HELPER = "ruth@example.org", "gerd@example.org", "helper@example.org"


def test_an_answer_is_told_once_until_it_is_read(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), "Hello there")
    answer(world.gerd, post.topic)
    assert mails(minutes=1) == []  # five minutes to change one's mind
    assert mails() == [RUTH]
    answer(world.gerd, post.topic)
    assert mails() == []
    sign_in(world.ruth).get(f"/talk/topics/{post.topic.ref}")
    answer(world.gerd, post.topic)
    assert mails() == [RUTH]
    answer(world.ruth, post.topic)
    assert mails() == []


def test_who_has_read_it_before_the_mail_hears_of_the_next_answer(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(), "Hello there")
    answer(world.gerd, post.topic)
    sign_in(world.ruth).get(f"/talk/topics/{post.topic.ref}")
    assert mails() == []
    answer(world.gerd, post.topic)
    assert mails() == [RUTH]


def test_whoever_follows_hears_and_whoever_wants_nothing_does_not(
    world: World, sign_in: Any
) -> None:
    board = a_board()
    first = begin(world.ruth, board)
    follow(world.gerd, first, "all")
    follow(world.helper, board, "topics", board=True)
    follow(world.ruth, first, "nothing")
    assert mails() == [GERD, HELPER]
    sign_in(world.gerd).get(f"/talk/topics/{first.topic.ref}")
    answer(world.proxy, first.topic)
    assert mails() == [GERD]
    begin(world.proxy, board, title="Another")
    assert mails() == [HELPER]
    follow(world.helper, board, "", board=True)
    begin(world.proxy, board, title="One more")
    assert mails() == []


def test_an_answer_that_was_moved_is_still_told_until_it_is_read(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(), "Hello there")
    answer(world.gerd, post.topic)
    earlier(6)
    tell_readers()
    with acting_as(world.moderator.actor()) as actor:
        new = split_topic(actor=actor, topic=post.topic.ref, numbers=[2], title="x", told="y")
    assert sorted(mail.to[0] for mail in deliver()) == [GERD, RUTH]  # his: that it was moved
    answer(world.helper, new)
    earlier(6)
    tell_readers()
    sign_in(world.gerd).get(f"/talk/topics/{new.ref}")
    assert deliver() == []


def test_of_a_topic_in_no_list_only_hear_those_it_answers(world: World) -> None:
    post = begin(world.ruth, a_board(), "Hello there")
    follow(world.helper, post.topic.board, "all", board=True)
    mails()
    Topic.objects.update(unlisted=True)
    answer(world.gerd, post.topic)
    assert mails() == [RUTH]


@pytest.mark.parametrize("end", ["taken_back", "removed", "folded", "held", "read", "ignored"])
def test_what_is_no_longer_there_to_read_is_not_told(world: World, sign_in: Any, end: str) -> None:
    board = a_board(holds_links=True)
    first = begin(world.ruth, board)
    text = "https://example.org" if end == "held" else "Warm water"
    post = answer(world.gerd, first.topic, text)
    earlier(6)
    tell_readers()  # queued, and about to go out
    with acting_as(world.gerd.actor()) as gerd:
        if end == "taken_back":
            take_back_post(actor=gerd, ref=post.ref)
    with acting_as(world.moderator.actor()) as moderator:
        if end in ("removed", "folded"):
            decide_post(actor=moderator, ref=post.ref, version=1, state=end, why="because")
    with acting_as(world.ruth.actor()) as ruth:
        if end == "read":
            mark_board_read(actor=ruth, ref=board.ref)
        if end == "ignored":
            ignore(actor=ruth, person=world.gerd.person.ref)
    assert RUTH not in mails()


def test_whoever_left_the_group_hears_no_more_of_it(world: World) -> None:
    board = a_group_board(world.ruth, world.gerd)
    first = begin(world.ruth, board)
    follow(world.gerd, first, "all")
    answer(world.ruth, first.topic)
    earlier(6)
    tell_readers()
    with acting_as(world.gerd.actor()) as actor:
        leave_group(actor=actor, ref=Group.objects.get().ref)
    assert mails() == []


def test_somebody_new_in_the_group_hears_of_it(world: World) -> None:
    board = a_group_board(world.ruth, world.gerd)
    follow(world.gerd, board, "all", board=True)
    begin(world.ruth, board)
    assert mails() == [GERD]


@pytest.mark.parametrize("end", ["", "taken_back", "removed", "folded"])
def test_a_summary_holds_only_what_is_still_there_to_read(world: World, end: str) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(mail_frequency="daily", digest_hour=18)
    post = answer(world.gerd, begin(world.ruth, a_board(), "Hello there").topic)
    assert mails() == []  # gathered
    summary = Outbox.objects.get(kind="notifications.digest")
    assert summary.due_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 18
    with acting_as(world.gerd.actor()) as gerd:
        if end == "taken_back":
            take_back_post(actor=gerd, ref=post.ref)
    with acting_as(world.moderator.actor()) as moderator:
        if end in ("removed", "folded"):
            decide_post(actor=moderator, ref=post.ref, version=1, state=end, why="because")
    Outbox.objects.filter(pk=summary.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert mails() == ([] if end else [RUTH])


def test_in_quiet_weeks_nothing_comes_and_then_one_summary(world: World) -> None:
    rest = timezone.localdate() + timedelta(days=10)
    Account.objects.filter(pk=world.ruth.account.pk).update(no_mail_until=rest)
    topic = begin(world.ruth, a_board(), "Hello there").topic
    answer(world.gerd, topic)
    assert mails() == []
    summary = Outbox.objects.get(kind="notifications.digest")
    assert summary.due_at.astimezone(ZoneInfo("Europe/Berlin")).date() == rest
    Outbox.objects.filter(pk=summary.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert mails() == []  # her rest is longer than we thought
    Account.objects.update(no_mail_until=None)
    Outbox.objects.filter(pk=summary.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert mails() == [RUTH]
