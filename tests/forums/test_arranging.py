"""A topic is moved, renamed, taken out of lists, split: nobody reads more than before, nothing is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from audit.models import Event
from forums.actions.arranging import ARRANGED, arrange_topic, split_topic
from forums.actions.deciding import decide_post
from forums.actions.merging import merge_topics
from forums.models import Board, MovedPost, Post, PostWords, Topic, TopicReader
from forums.typed_numbers import NotNumbers, numbers_in
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, long_topic
from tests.forums.test_talking import asked
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WHY = "Moved, because it is about medicines."


def arranged(world: World, topic: Topic, *, board: Board | None = None, **values: Any) -> Topic:
    given = {"title": topic.title, "unlisted": False, "told": WHY, **values}
    with acting_as(world.moderator.actor()) as actor:
        return arrange_topic(
            actor=actor, topic=topic.ref, board=(board or topic.board).ref, **given
        )


def split(who: Persona, topic: Topic, *numbers: int) -> Topic:
    with acting_as(who.actor()) as actor:
        return split_topic(
            actor=actor, topic=topic.ref, numbers=numbers, title="About gloves", told=WHY
        )


def texts(topic: Topic) -> list[tuple[int | None, str]]:
    return list(Post.objects.filter(topic=topic).order_by("no").values_list("no", "text"))


def told() -> list[int]:
    people = Outbox.objects.filter(kind=ARRANGED).values_list("person_id", flat=True)
    return sorted(person for person in people if person)


def test_a_moderator_moves_and_renames_a_topic(world: World, sign_in: Any) -> None:
    topic, into = begin(world.ruth, a_board()).topic, a_board("Medicines")
    moderator, gerd = sign_in(world.moderator), sign_in(world.gerd)
    assert b"Medicines" in moderator.get(f"/talk/topics/{topic.ref}/arrange").content
    sent = {"board": str(into.ref), "title": "Buttons and pills", "told": WHY}
    page = moderator.post(f"/talk/topics/{topic.ref}/arrange", sent, follow=True)
    assert WHY in page.content.decode()
    assert "Buttons and pills" in gerd.get(f"/talk/boards/{into.ref}").content.decode()
    assert "Buttons" not in gerd.get(f"/talk/boards/{topic.board.ref}").content.decode()
    assert PostWords.objects.get().board == into.pk
    assert told() == [world.ruth.person.pk]
    assert Event.objects.filter(verb="forums.topic.arranged").count() == 1
    for mail in deliver():
        assert_neutral(mail, also=["Buttons", "Medicines", "pills"])


def test_it_needs_words_and_a_board(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.moderator)
    sent = {"board": str(topic.board.ref), "title": "Other", "told": ""}
    assert client.post(f"/talk/topics/{topic.ref}/arrange", sent).status_code == 422
    elsewhere = {**sent, "board": "6a1b0c9e-1111-4222-8333-444455556666", "told": WHY}
    assert client.post(f"/talk/topics/{topic.ref}/arrange", elsewhere).status_code == 422
    topic.refresh_from_db()
    assert topic.title == "Buttons in the morning"


def test_only_moderators_arrange(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    for who in (world.ruth, world.administrator):
        for page in ("arrange", "split"):
            assert sign_in(who).get(f"/talk/topics/{topic.ref}/{page}").status_code == 403
        with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied):
            arrange_topic(actor=actor, topic=topic.ref, board=topic.board.ref, title="x",
                          unlisted=True, told=WHY)  # fmt: skip
        with pytest.raises(PermissionDenied):
            split(who, topic, 1)


def test_a_move_never_lets_more_people_read(world: World) -> None:
    everybody, members = a_board(widest="everybody"), a_board("Members")
    group = a_group_board(world.ruth, widest="everybody")
    closed = a_board("Closed", closed_at="2026-01-01T00:00:00Z")
    public = begin(world.ruth, everybody).topic
    assert arranged(world, public, board=members).audience == "members"
    assert arranged(world, public, board=everybody).audience == "members"
    of_group = begin(world.ruth, group, audience="group").topic
    own_group = a_board("Ours too", group=group.group, widest="group")
    assert arranged(world, of_group, board=own_group).audience == "group"
    for topic, board in ((of_group, members), (public, own_group), (public, closed)):
        with pytest.raises(PermissionDenied):
            arranged(world, topic, board=board)
    topic = Topic.objects.get(pk=of_group.pk)
    assert (topic.board_id, topic.audience) == (own_group.pk, "group")


def test_out_of_lists_it_is_still_read_by_who_has_its_address(world: World, sign_in: Any) -> None:
    topic, gerd = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    lists = (f"/talk/boards/{topic.board.ref}", "/talk", "/talk/new", "/talk/unanswered",
             "/search?q=buttons")  # fmt: skip
    where, title = f"/talk/topics/{topic.ref}", "Buttons in the morning"
    for address in lists:
        assert title in gerd.get(address).content.decode(), address
    arranged(world, topic, unlisted=True)
    for address in lists:
        assert title not in gerd.get(address).content.decode(), address
    assert "stands in no list" in gerd.get(where).content.decode()
    board = sign_in(world.moderator).get(lists[0]).content.decode()
    assert "In no list, except for moderators." in board
    arranged(world, topic, unlisted=False)
    assert where in gerd.get(lists[0]).content.decode()


def a_talk(world: World) -> Topic:
    """Ruth asks, Gerd answers twice, the helper answers Gerd, Ruth says thank you."""
    topic = begin(world.ruth, a_board(), "Hello").topic
    answer(world.gerd, topic, "Second")
    answer(world.gerd, topic, "Third, about gloves")
    answer(world.helper, topic, "Fourth, about gloves", answers_no=3, quoted="about gloves")
    answer(world.ruth, topic, "Fifth", answers_no=4, quoted="Fourth")
    topic.refresh_from_db()
    return topic


def test_posts_become_a_topic_of_their_own_and_leave_a_way_behind(
    world: World, sign_in: Any
) -> None:
    topic, client = a_talk(world), sign_in(world.moderator)
    address = f"/talk/topics/{topic.ref}/split"
    sent = {"numbers": "3-4", "title": "About gloves", "told": WHY}
    looked = client.post(address, sent | {"act": "look"}).content.decode()
    assert "Fourth, about gloves" in looked and "Second" not in looked
    assert not MovedPost.objects.exists()
    page = client.post(address, sent | {"act": "split"}, follow=True)
    assert "Third, about gloves" in page.content.decode() and WHY in page.content.decode()
    new = Topic.objects.get(title="About gloves")
    assert (new.posts, new.starter_id, new.answered) == (2, world.gerd.person.pk, True)
    assert (new.board_id, new.audience) == (topic.board_id, topic.audience)
    gerd = sign_in(world.gerd)
    old = gerd.get(f"/talk/topics/{topic.ref}").content.decode()
    assert old.count("About gloves</a>") == 2 and "Third" not in old and "Fifth" in old
    onward = gerd.get(f"/talk/topics/{topic.ref}/posts/4")
    assert onward["Location"] == f"/talk/topics/{new.ref}#p2"
    fifth = Post.objects.get(topic=topic, no=5)
    assert fifth.answers and f"in post {fifth.answers.no}" not in old  # of another topic
    assert told() == sorted([world.gerd.person.pk, world.helper.person.pk])
    assert answer(world.gerd, topic).no == 6


def test_who_read_what_was_moved_has_read_it(world: World, sign_in: Any) -> None:
    topic = a_talk(world)
    sign_in(world.helper).get(f"/talk/topics/{topic.ref}")
    new = split(world.moderator, topic, 3, 5)
    assert TopicReader.objects.get(topic=new, person=world.helper.person).last_no == 2
    assert "About gloves" not in sign_in(world.helper).get("/talk/new").content.decode()
    gerd = sign_in(world.gerd).get("/talk/new").context["page"].lines
    assert [(line.row.title, line.new) for line in gerd if line.row.pk == new.pk] == [
        ("About gloves", 1)  # his own is nothing new to him
    ]
    assert TopicReader.objects.filter(topic=new).count() == 2


def test_a_link_on_the_new_topic_puts_its_posts_back_to_where_they_stood(
    world: World, sign_in: Any
) -> None:
    topic = a_talk(world)
    before = texts(topic)
    new = split(world.moderator, topic, 3, 4)
    answer(world.helper, new, "Since then")
    answer(world.ruth, topic, "Sixth")
    client, link = sign_in(world.moderator), f"/talk/topics/{new.ref}/merge?into={topic.ref}"
    assert link in client.get(f"/talk/topics/{new.ref}").content.decode()
    assert link not in sign_in(world.gerd).get(f"/talk/topics/{new.ref}").content.decode()
    page = client.get(link)
    into = page.context["form"]["into"].value()
    assert into.endswith(f"/talk/topics/{topic.ref}") and into in page.content.decode()
    sent = {"into": into, "told": "A mistake of mine.", "act": "merge"}
    client.post(link, sent)
    assert texts(topic) == [*before, (6, "Sixth"), (7, "Since then")]
    topic.refresh_from_db()
    assert (topic.posts, topic.last_poster_id) == (7, world.ruth.person.pk)
    gerd = sign_in(world.gerd)
    old = gerd.get(f"/talk/topics/{topic.ref}").content.decode()
    assert "Third, about gloves" in old and "About gloves</a>" not in old
    onward = gerd.get(f"/talk/topics/{new.ref}/posts/2")
    assert onward["Location"] == f"/talk/topics/{topic.ref}#p4"
    assert MovedPost.objects.filter(topic=topic).count() == 0
    assert "?into=" not in client.get(f"/talk/topics/{topic.ref}").content.decode()
    client.post(f"/talk/topics/{new.ref}/part")  # and the other way round
    assert texts(new) == [(1, before[2][1]), (2, before[3][1]), (3, "Since then")]
    assert texts(topic) == [before[0], before[1], before[4], (6, "Sixth")]


def test_put_back_it_is_read_as_far_as_it_was_read(world: World) -> None:
    topic = a_talk(world)
    TopicReader.objects.filter(topic=topic).delete()
    for who, no in ((world.ruth, 5), (world.gerd, 2), (world.helper, 4)):
        TopicReader.objects.create(person=who.person, topic=topic, last_no=no)
    new = split(world.moderator, topic, 3, 4)
    answer(world.ruth, new, "Since then")
    TopicReader.objects.filter(topic=topic, person=world.gerd.person).update(last_no=5)
    with acting_as(world.moderator.actor()) as actor:
        merge_topics(actor=actor, topic=new.ref, into=topic.ref, told=WHY)
    read = TopicReader.objects.filter(topic=topic).values_list("person", "last_no")
    assert dict(read) == {
        world.ruth.person.pk: 6,  # all of both, also her own answer since
        world.gerd.person.pk: 3,  # wrote the first of them and never saw the other
        world.helper.person.pk: 4,
    }


def test_no_link_puts_posts_back_where_other_people_read(world: World, sign_in: Any) -> None:
    topic = a_talk(world)
    new = split(world.moderator, topic, 3, 4)
    client = sign_in(world.moderator)
    for change in ({"audience": "group"}, {"unlisted": True}, {"board": a_board("Feet")}):
        before = {name: getattr(topic, name) for name in change}
        Topic.objects.filter(pk=topic.pk).update(**change)
        assert "?into=" not in client.get(f"/talk/topics/{new.ref}").content.decode()
        Topic.objects.filter(pk=topic.pk).update(**before)
    assert "?into=" in client.get(f"/talk/topics/{new.ref}").content.decode()
    for odd in ("", "x", str(UUID(int=1))):
        assert client.get(f"/talk/topics/{new.ref}/merge?into={odd}").status_code == 200


def test_what_cannot_be_split_is_refused_and_nothing_changes(world: World) -> None:
    topic = a_talk(world)
    removed = Post.objects.get(topic=topic, no=2)
    with acting_as(world.moderator.actor()) as actor:
        decide_post(actor=actor, ref=removed.ref, version=1, state="removed")
    for numbers in ((1, 3), (2,), (3, 9), ()):
        with pytest.raises(PermissionDenied):
            split(world.moderator, topic, *numbers)
    assert Topic.objects.count() == 1 and topic.posts == 5


def test_the_way_behind_is_only_told_to_who_may_read_there(world: World, sign_in: Any) -> None:
    topic = a_talk(world)
    new = split(world.moderator, topic, 3)
    group = a_group_board(world.ruth)
    Topic.objects.filter(pk=new.pk).update(board=group, audience="group")
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    assert "About gloves" not in page
    onward = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}/posts/3")
    assert str(new.ref) not in onward["Location"]


def test_the_last_word_and_the_answer_that_helped_are_of_what_stays(world: World) -> None:
    topic = a_talk(world)
    Topic.objects.filter(pk=topic.pk).update(helpful=4)
    new = split(world.moderator, topic, 4, 5)
    topic.refresh_from_db()
    assert (topic.helpful, topic.last_poster_id, topic.posts) == (None, world.gerd.person.pk, 5)
    assert new.last_poster_id == world.ruth.person.pk


def test_a_long_topic_with_posts_moved_asks_two_queries_more(world: World, sign_in: Any) -> None:
    topic, client = long_topic(world.ruth, a_board(), 40), sign_in(world.gerd)
    pages = [f"/talk/topics/{topic.ref}?page={page}" for page in (1, 2)]
    first, second = (asked(client, page) for page in pages)
    split(world.moderator, topic, *range(3, 13))
    assert [asked(client, page) for page in pages] == [first + 2, second]


def test_a_topic_that_is_not_there_is_not_arranged(world: World) -> None:
    with acting_as(world.moderator.actor()) as actor, pytest.raises(Http404):
        split_topic(actor=actor, topic=UUID(int=1), numbers=[2], title="x", told="x")


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("7", [7]), ("7, 9-11", [7, 9, 10, 11]), ("11–9", None), ("9–11;7 , 9", [7, 9, 10, 11]),
     ("", None), ("seven", None), ("1-500", None), ("0", None), ("٣", None), ("3-", None)],
)  # fmt: skip
def test_numbers_as_people_type_them(typed: str, numbers: list[int] | None) -> None:
    if numbers is None:
        with pytest.raises(NotNumbers):
            numbers_in(typed)
    else:
        assert numbers_in(typed) == numbers


def test_search_engines_keep_out_unless_a_board_lets_them_in(
    world: World, sign_in: Any, client: Any
) -> None:
    board = a_board(widest="everybody")
    topic = begin(world.ruth, board).topic
    inside = begin(world.ruth, board, audience="members").topic
    pages = (f"/talk/boards/{board.ref}", f"/talk/topics/{topic.ref}")
    said = Post.objects.get(topic=topic).ref
    always = ("/talk", "/talk/unanswered", f"/talk/topics/{topic.ref}/print", "/search?q=buttons",
              f"/tell-us/post/{said}")  # fmt: skip
    for page in (*pages, *always):
        assert client.get(page)["X-Robots-Tag"] == "noindex", page
    Board.objects.update(engines=True)
    for page in pages:
        assert client.get(page)["X-Robots-Tag"] == "all", page
    for page in always:
        assert client.get(page)["X-Robots-Tag"] == "noindex", page
    member = sign_in(world.gerd)
    assert member.get(f"/talk/topics/{inside.ref}")["X-Robots-Tag"] == "noindex"
    Topic.objects.filter(pk=topic.pk).update(unlisted=True)
    assert client.get(pages[1])["X-Robots-Tag"] == "noindex"
    listed = client.get("/robots.txt").content.decode()
    assert "Disallow: /search" in listed and "/talk" not in listed
