"""Lists of what waits: for a first answer, for a moderator, for the reader."""

from __future__ import annotations

from typing import Any

import pytest

from forums.actions.changing import put_back_post, take_back_post
from forums.actions.deciding import decide_post
from forums.models import Post, Topic
from po_platform.access.actor import Purpose, System, acting_as
from tests.forums.talking import a_board, answer, begin, long_topic
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def titles(client: Any, address: str) -> list[str]:
    page = client.get(address)
    assert page.status_code == 200
    return [line.row.title for line in page.context["page"].lines]


def decided(world: World, post: Post, state: str) -> None:
    post.refresh_from_db()
    with acting_as(world.moderator.actor()) as actor:
        decide_post(actor=actor, ref=post.ref, version=post.version, state=state)


def test_a_question_waits_until_somebody_else_answers_it(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    answer(world.ruth, topic, "Nobody?")
    assert titles(client, "/talk/unanswered") == ["Buttons in the morning"]
    first = answer(world.gerd, topic)
    assert titles(client, "/talk/unanswered") == []
    with acting_as(world.gerd.actor()) as actor:
        take_back_post(actor=actor, ref=first.ref)
    assert titles(client, "/talk/unanswered") == ["Buttons in the morning"]
    with acting_as(world.gerd.actor()) as actor:
        put_back_post(actor=actor, ref=first.ref)
    assert titles(client, "/talk/unanswered") == []


def test_an_answer_nobody_reads_is_none_and_a_folded_one_is(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    post = answer(world.gerd, topic)
    for state, waits in (("folded", False), ("removed", True), ("published", False)):
        decided(world, post, state)
        assert bool(titles(client, "/talk/unanswered")) is waits, state


def test_a_closed_topic_waits_for_nobody_and_guests_see_only_theirs(
    world: World, sign_in: Any, client: Any
) -> None:
    begin(world.ruth, a_board(), title="For members")
    public = begin(world.ruth, a_board(widest="everybody"), title="For everybody").topic
    assert titles(client, "/talk/unanswered") == ["For everybody"]
    assert titles(sign_in(world.gerd), "/talk/unanswered") == ["For everybody", "For members"]
    Topic.objects.filter(pk=public.pk).update(locked=True)
    assert titles(sign_in(world.gerd), "/talk/unanswered") == ["For members"]


def test_an_answer_that_goes_with_its_author_leaves_the_question_waiting(world: World) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic)
    topic.refresh_from_db()
    assert topic.answered
    with acting_as(System(Purpose.OPERATE)):
        Post.objects.filter(pk=post.pk).delete()
    topic.refresh_from_db()
    assert not topic.answered


def test_whose_words_they_were_decides_again_when_they_are_claimed(world: World) -> None:
    """Posts of a former forum: of nobody known, then of the one who asked."""
    topic = long_topic(world.ruth, a_board(), 3)
    with acting_as(System(Purpose.OPERATE)):
        Post.objects.filter(topic=topic).update(author=None)
        Topic.objects.filter(pk=topic.pk).update(starter=None)
        topic.refresh_from_db()
        assert topic.answered
        Topic.objects.filter(pk=topic.pk).update(starter=world.ruth.person.pk)
        Post.objects.filter(topic=topic).update(author=world.ruth.person.pk)
        topic.refresh_from_db()
        assert not topic.answered


def test_the_list_of_ones_own_topics(world: World, sign_in: Any) -> None:
    board = a_board()
    begin(world.gerd, board, title="Not hers")
    mine = begin(world.ruth, board, title="Asked by her").topic
    other = begin(world.gerd, board, title="Answered by her").topic
    answer(world.ruth, other)
    assert titles(sign_in(world.ruth), "/talk/mine") == ["Answered by her", "Asked by her"]
    Topic.objects.filter(pk=mine.pk).update(unlisted=True)  # out of lists, and still hers
    assert "Asked by her" in titles(sign_in(world.ruth), "/talk/mine")
    assert titles(sign_in(world.helper), "/talk/mine") == []


def test_new_can_be_narrowed_to_answers_to_oneself(world: World, sign_in: Any) -> None:
    board = a_board()
    asked = begin(world.ruth, board, title="Hers").topic
    joined = begin(world.gerd, board, title="Joined").topic
    begin(world.gerd, board, title="Of others")
    answer(world.ruth, joined)

    def new(who: Persona, query: str = "?answers=mine") -> list[str]:
        return titles(sign_in(who), f"/talk/new{query}")

    assert new(world.ruth) == []
    answer(world.helper, asked)
    answer(world.helper, joined, "To nobody in particular")
    assert new(world.ruth) == ["Hers"]
    answer(world.helper, joined, "To her", answers_no=2)
    assert new(world.ruth) == ["Joined", "Hers"]
    assert new(world.ruth, "") == ["Joined", "Hers", "Of others"]
    assert (
        b"Show everything that is new" in sign_in(world.ruth).get("/talk/new?answers=mine").content
    )
