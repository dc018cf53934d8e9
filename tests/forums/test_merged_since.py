"""What was begun, taken off or brought in where a topic became part of another one since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forums.actions.covering import mark
from forums.actions.drafts import save_draft
from forums.actions.merging import merge_topics, part_topics
from forums.models import Board, Draft, DraftFile, Post, Topic
from forums.queries.drafts import place_of
from moderation.actions.deciding import undo_decision
from po_platform.access.actor import acting_as
from tests.forums.old_forums import PHPBB, written
from tests.forums.talking import a_board, answer, begin
from tests.forums.test_moving import moved
from tests.moderation.cases import another_moderator, decided, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db
STREET = "Canary Lane 3"
NAMED = f"My neighbour in {STREET}"


def two(world: World) -> tuple[Topic, Topic, Post]:
    board = a_board()
    first = begin(world.gerd, board, "Which gloves?", title="Gloves").topic
    post = begin(world.ruth, board, f"He lives in {STREET}", title=NAMED)
    told(world.gerd, post)
    return first, post.topic, post


def become_one(world: World, topic: Topic, into: Topic) -> None:
    with acting_as(world.moderator.actor()) as actor:
        merge_topics(actor=actor, topic=topic.ref, into=into.ref, told="The same.")


def become_two(world: World, topic: Topic) -> None:
    with acting_as(world.moderator.actor()) as actor:
        part_topics(actor=actor, topic=topic.ref)


def title(topic: Topic) -> str:
    return Topic.objects.get(pk=topic.pk).title


def test_its_title_is_sealed_with_the_post_it_began_with_and_comes_back(
    world: World, sign_in: Any
) -> None:
    first, second, _post = two(world)
    become_one(world, second, first)
    off = decided(world.moderator, the_case(world), "removed")
    assert (title(second), title(first)) == ("", "Gloves")
    page = sign_in(another_moderator()).get(f"/talk/topics/{first.ref}").content.decode()
    assert "Make two topics again" in page and STREET not in page
    become_two(world, second)
    assert title(second) == ""
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=off.ref)
    assert title(second) == NAMED


def test_taken_off_before_and_given_back_since_the_title_goes_where_it_was(world: World) -> None:
    first, second, post = two(world)
    answer(world.gerd, second, "How so?")
    off = decided(world.moderator, the_case(world), "removed")
    become_one(world, second, first)
    Topic.objects.filter(pk=first.pk).update(title="")  # sealed with another post
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=off.ref)
    assert (title(second), title(first)) == (NAMED, "")
    post.refresh_from_db()
    assert STREET in post.text


def test_a_piece_is_covered_in_the_title_it_had_and_uncovered(world: World) -> None:
    first, second, _post = two(world)
    become_one(world, second, first)
    covered = decided(world.moderator, the_case(world), "covered", piece=STREET)
    assert STREET not in title(second) and mark() in title(second)
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=covered.ref)
    assert (title(second), title(first)) == (NAMED, "Gloves")


def test_a_later_run_of_an_import_adds_where_its_posts_stand_by_now(
    world: World, tmp_path: Path
) -> None:
    phpbb = written(tmp_path, "dump.sql", PHPBB)
    moved("phpbb", phpbb)
    Board.objects.update(closed_at=None)
    old = Topic.objects.select_related("board").get()
    into = begin(world.ruth, old.board, audience="members").topic
    last = begin(world.ruth, old.board, audience="members").topic
    become_one(world, old, into)
    become_one(world, into, last)
    more = "INSERT INTO `old_posts` VALUES (20,10,2,51,1236009999,'One more','',1);"
    phpbb.write_text(PHPBB + more)
    assert moved("phpbb", phpbb)["counts"]["posts"] == 1
    post = Post.objects.get(text="One more")
    assert (post.topic_id, post.no) == (last.pk, 6)
    assert Topic.objects.get(pk=last.pk).posts == 6
    assert not Post.objects.filter(topic=old).exists()


def test_who_was_typing_finds_her_words_in_the_one_topic(world: World, sign_in: Any) -> None:
    first, second, _post = two(world)
    with acting_as(world.gerd.actor()) as actor:
        save_draft(
            actor=actor, kind="topic", ref=second.ref, text="Half a thought", answers_no=1,
            quoted="He lives",
        )  # fmt: skip
    become_one(world, second, first)
    gerd, where = sign_in(world.gerd), f"/talk/topics/{second.ref}/reply"
    assert where in gerd.get("/talk/drafts").content.decode()
    page = gerd.get(where).content.decode()
    assert "Half a thought" in page and "He lives" not in page
    gerd.post(where, {"text": "A whole thought", "act": "send"})
    assert Post.objects.get(text="A whole thought").topic_id == first.pk
    with acting_as(world.gerd.actor()) as actor:
        assert not Draft.objects.visible_to(actor).exists()


def test_what_she_began_in_both_stays_two_drafts(world: World, sign_in: Any) -> None:
    first, second, _post = two(world)
    with acting_as(world.gerd.actor()) as actor:
        for topic, text in ((first, "For the first"), (second, "For the second")):
            save_draft(actor=actor, kind="topic", ref=topic.ref, text=text)
    become_one(world, second, first)
    gerd = sign_in(world.gerd)
    gerd.post(f"/talk/topics/{first.ref}/reply", {"text": "Sent", "act": "send"})
    page = gerd.get(f"/talk/topics/{second.ref}/reply").content.decode()
    assert "For the second" in page


def test_a_picture_she_put_beside_it_goes_along(world: World, sign_in: Any) -> None:
    first, second, _post = two(world)
    with acting_as(world.gerd.actor()) as actor:
        save_draft(actor=actor, kind="topic", ref=second.ref, text="Look at this")
        DraftFile.objects.create(
            person=world.gerd.person, at=place_of(second), place="a", name="gloves.png",
            shows="Gloves", content_type="image/png", size=1,
        )  # fmt: skip
    become_one(world, second, first)
    gerd = sign_in(world.gerd)
    gerd.post(f"/talk/topics/{second.ref}/reply", {"text": "Look", "act": "keep"})
    with acting_as(world.gerd.actor()) as actor:
        row = DraftFile.objects.visible_to(actor).get()
        assert (row.at, row.place) == (place_of(first), "a")
