"""Two topics become one and, for some days, two again: no number twice, no place lost, nothing unread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from forums.actions.arranging import ARRANGED
from forums.actions.changing import mark_helpful
from forums.actions.merging import merge_topics, part_topics
from forums.models import Board, MovedPost, Post, Topic, TopicReader
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.moderation.test_some_boards import keeper
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WHY = "Both ask about gloves."


def two(world: World) -> tuple[Topic, Topic]:
    """Ruth and Gerd in the first one, Gerd and the helper in the second one."""
    board = a_board()
    first = begin(world.ruth, board, "Which gloves?", title="Gloves").topic
    answer(world.gerd, first, "Woollen ones")
    second = begin(world.gerd, board, "Gloves again", title="Warm gloves").topic
    answer(world.helper, second, "Silk ones", answers_no=1, quoted="Gloves again")
    for topic in (first, second):
        topic.refresh_from_db()
    return first, second


def merged(who: Persona, topic: Topic, into: Topic) -> Topic:
    with acting_as(who.actor()) as actor:
        return merge_topics(actor=actor, topic=topic.ref, into=into.ref, told=WHY)


def parted(who: Persona, topic: Topic) -> Topic:
    with acting_as(who.actor()) as actor:
        return part_topics(actor=actor, topic=topic.ref)


def texts(topic: Topic) -> list[tuple[int | None, str]]:
    return list(Post.objects.filter(topic=topic).order_by("no").values_list("no", "text"))


def told() -> list[int]:
    people = Outbox.objects.filter(kind=ARRANGED).values_list("person_id", flat=True)
    return sorted(person for person in people if person)


def test_a_moderator_looks_first_and_makes_one_of_two(world: World, sign_in: Any) -> None:
    first, second = two(world)
    client, where = sign_in(world.moderator), f"/talk/topics/{second.ref}/merge"
    sent = {"into": f"https://portal.example/talk/topics/{first.ref}?page=1#p2", "told": WHY}
    looked = client.post(where, sent | {"act": "look"}).content.decode()
    assert "2 posts go into “Gloves”" in looked and not MovedPost.objects.exists()
    page = client.post(where, sent | {"act": "merge"}, follow=True).content.decode()
    assert "Silk ones" in page and WHY in page and "Make two topics again" in page
    assert texts(first) == [
        (1, "Which gloves?"), (2, "Woollen ones"), (3, "Gloves again"), (4, "Silk ones"),
    ]  # fmt: skip
    ruth = sign_in(world.ruth)
    listed = ruth.get(f"/talk/boards/{first.board.ref}").content.decode()
    assert str(first.ref) in listed and str(second.ref) not in listed
    onward = ruth.get(f"/talk/topics/{second.ref}")
    assert onward["Location"] == f"/talk/topics/{first.ref}"
    post = ruth.get(f"/talk/topics/{second.ref}/posts/2")
    assert post["Location"] == f"/talk/topics/{first.ref}#p4"
    assert told() == sorted([world.gerd.person.pk, world.helper.person.pk])
    assert Event.objects.filter(verb="forums.topic.merged").count() == 1
    assert answer(world.ruth, first).no == 5


def test_two_again_for_some_days_and_every_place_leads_on(world: World, sign_in: Any) -> None:
    first, second = two(world)
    before = texts(first), texts(second)
    merged(world.moderator, second, first)
    answer(world.ruth, first, "Since then")
    client = sign_in(world.moderator)
    done = client.post(f"/talk/topics/{second.ref}/part", follow=True).content.decode()
    assert "Silk ones" in done
    assert texts(second) == before[1]
    assert texts(first) == [*before[0], (5, "Since then")]
    onward = sign_in(world.ruth).get(f"/talk/topics/{first.ref}/posts/4")
    assert onward["Location"] == f"/talk/topics/{second.ref}#p2"
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.gone_at is None and second.merged_into_id is None
    assert (first.last_poster_id, second.last_poster_id) == (
        world.ruth.person.pk, world.helper.person.pk,
    )  # fmt: skip
    again = merged(world.moderator, second, first)
    assert [no for no, _text in texts(again)] == [1, 2, 3, 4, 5]  # at their old places
    Topic.objects.filter(pk=second.pk).update(merged_at=timezone.now() - timedelta(days=31))
    with pytest.raises(PermissionDenied, match="too long ago"):
        parted(world.moderator, second)
    late = client.post(f"/talk/topics/{second.ref}/part", follow=True).content.decode()
    assert "too long ago" in late and "Make two topics again" not in late


def test_who_read_both_has_read_all_and_what_is_unread_stays_so(world: World) -> None:
    first, second = two(world)
    TopicReader.objects.filter(topic__in=[first, second]).delete()
    for topic, who, no, level in (
        (first, world.ruth, 2, ""), (second, world.ruth, 2, ""),  # all of both
        (first, world.gerd, 2, ""), (second, world.gerd, 1, "all"),  # and follows the second one
        (first, world.helper, 1, "nothing"), (second, world.helper, 2, "all"),
        (second, world.nasser, 2, "all"),  # the second one alone
    ):  # fmt: skip
        TopicReader.objects.create(person=who.person, topic=topic, last_no=no, level=level)
    merged(world.moderator, second, first)
    now = TopicReader.objects.filter(topic=first).values_list("person", "last_no", "level")
    assert {person: (no, level) for person, no, level in now} == {
        world.ruth.person.pk: (4, ""),
        world.gerd.person.pk: (3, "all"),
        world.helper.person.pk: (1, "nothing"),
        world.nasser.person.pk: (0, "all"),
    }


def test_what_waits_goes_along_and_the_answer_that_helped_keeps_its_mark(world: World) -> None:
    first, second = two(world)
    Topic.objects.filter(pk=second.pk).update(helpful=2, holds_all=True)
    answer(world.ruth, second, "I wait")
    one = merged(world.moderator, second, first)
    one.refresh_from_db()
    assert (one.helpful, one.holds_all, one.posts) == (4, True, 4)
    assert (None, "I wait") in texts(one)


def test_what_nobody_answered_waits_as_long_as_nobody_did(world: World, sign_in: Any) -> None:
    _first, second = two(world)
    alone = begin(world.ruth, second.board, "Nobody answers", title="Alone").topic
    merged(world.moderator, second, alone)
    ruth = sign_in(world.ruth)
    assert Topic.objects.get(pk=alone.pk).answered
    assert str(alone.ref) not in ruth.get("/talk/unanswered").content.decode()
    parted(world.moderator, second)
    assert not Topic.objects.get(pk=alone.pk).answered
    assert Topic.objects.get(pk=second.pk).answered
    assert str(alone.ref) in ruth.get("/talk/unanswered").content.decode()


def test_who_was_writing_there_sends_it_to_the_one_topic(world: World, sign_in: Any) -> None:
    first, second = two(world)
    merged(world.moderator, second, first)
    post = answer(world.gerd, second, "Sent late", answers_no=2, quoted="Silk ones")
    assert (post.topic_id, post.no, post.answers_id, post.quoted) == (first.pk, 5, None, "")
    page = sign_in(world.gerd).get(f"/talk/topics/{second.ref}/reply")
    assert page.status_code == 200 and "Gloves" in page.content.decode()


def test_what_cannot_become_one_is_refused_and_nothing_changes(world: World) -> None:
    first, second = two(world)
    elsewhere = begin(world.ruth, a_board("Feet")).topic
    group = a_group_board(world.ruth, widest="members")
    inside = begin(world.ruth, group, audience="group").topic
    open_one = begin(world.ruth, group, audience="members").topic
    gone = begin(world.ruth, first.board).topic
    Topic.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    unlisted = begin(world.ruth, first.board).topic
    Topic.objects.filter(pk=unlisted.pk).update(unlisted=True)
    remembers = begin(world.ruth, first.board).topic
    Topic.objects.filter(pk=remembers.pk).update(memorial_of=world.gerd.person)
    for topic, into, words in (
        (first, first, "same topic"),
        (first, elsewhere, "two boards"),
        (inside, open_one, "same readers"),
        (open_one, inside, "same readers"),
        (first, gone, "not there to read"),
        (remembers, first, "stays for itself"),
        (unlisted, first, "left out of lists"),
        (first, unlisted, "left out of lists"),
    ):
        with pytest.raises(PermissionDenied, match=words):
            merged(world.moderator, topic, into)
    assert not MovedPost.objects.exists()
    merged(world.moderator, second, first)
    with pytest.raises(PermissionDenied, match="not there to read"):
        merged(world.moderator, second, first)


def test_moved_since_they_do_not_become_two_with_more_readers(world: World, sign_in: Any) -> None:
    first, second = two(world)
    merged(world.moderator, second, first)
    members = a_board("For members")
    for change in ({"audience": "group"}, {"board": members}, {"unlisted": True}):
        before = {name: getattr(first, name) for name in change}
        Topic.objects.filter(pk=first.pk).update(**change)
        with pytest.raises(PermissionDenied, match="One of them was moved since"):
            parted(world.moderator, second)
        Topic.objects.filter(pk=first.pk).update(**before)
    assert parted(world.moderator, second).merged_into_id is None


def test_what_became_one_later_is_made_two_first(world: World, sign_in: Any) -> None:
    first, second = two(world)
    third = begin(world.ruth, first.board, "A third one", title="Third").topic
    before = texts(second)
    merged(world.moderator, second, first)
    merged(world.moderator, first, third)
    page = sign_in(world.moderator).post(f"/talk/topics/{second.ref}/part", follow=True)
    assert "Make that one two again first" in page.content.decode()
    assert not texts(second) and len(texts(third)) == 5
    second.refresh_from_db()
    assert second.gone_at is not None
    parted(world.moderator, first)
    parted(world.moderator, second)
    assert texts(second) == before and len(texts(first)) == 2


def test_an_old_page_marks_and_arranges_nothing_in_the_one_topic(
    world: World, sign_in: Any
) -> None:
    first, second = two(world)
    merged(world.moderator, second, first)
    team, where = sign_in(world.moderator), f"/talk/topics/{second.ref}"
    assert team.post(f"{where}/helpful", {"no": "2"}).status_code == 404
    assert team.post(f"{where}/keep", {"pinned": "yes"}).status_code == 404
    for page in ("arrange", "split"):
        assert team.get(f"{where}/{page}")["Location"] == f"/talk/topics/{first.ref}/{page}"
    with acting_as(world.moderator.actor()) as actor, pytest.raises(Http404):
        mark_helpful(actor=actor, topic=second.ref, no=2)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.helpful is None and not second.pinned


def test_only_who_moderates_the_board(world: World, sign_in: Any) -> None:
    first, second = two(world)
    other = keeper(world, a_board("Feet"))
    for who in (world.ruth, world.administrator, other):
        assert sign_in(who).get(f"/talk/topics/{second.ref}/merge").status_code == 403
        with pytest.raises(PermissionDenied):
            merged(who, second, first)
    here = keeper(world, Board.objects.get(pk=first.board_id), name="Cleo N.")
    merged(here, second, first)
    for who in (world.ruth, other):
        with pytest.raises(PermissionDenied):
            parted(who, second)
    assert parted(here, second).pk == second.pk
    for page, given in (("merge", {"into": "no address", "told": WHY}), ("merge", {"told": WHY})):
        refused = sign_in(world.moderator).post(f"/talk/topics/{second.ref}/{page}", given)
        assert refused.status_code == 422
    nowhere = {"into": f"/talk/topics/{UUID(int=1)}", "told": WHY}
    missing = sign_in(world.moderator).post(f"/talk/topics/{second.ref}/merge", nowhere)
    assert "no such topic" in missing.content.decode()
    with pytest.raises(Http404):
        parted(world.moderator, first)
