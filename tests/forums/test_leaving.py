"""When somebody is erased: her words go, or stay without her name, as she chose; others' words stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forums.actions.merging import merge_topics, part_topics
from forums.actions.naming import forget_name
from forums.actions.remembering import begin_remembering
from forums.actions.telling import tell_readers
from forums.models import MovedPost, Post, Topic, TopicReader
from members.actions.erase_person import erase_person
from members.models import Person
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.access.eraser import as_eraser
from tests.forums.talking import a_board, answer, begin, changed, earlier
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("stay", [False, True])
def test_words_go_unless_she_chose_that_they_stay(
    world: World, sign_in: Any, settings: Any, tmp_path: Path, stay: bool
) -> None:
    settings.STORED_FILES_DIR, settings.ERASURE_LIST = tmp_path, tmp_path / "erasures.jsonl"
    board = a_board()
    topic = begin(world.ruth, board, "Mine it was", title="About my hands").topic
    answer(world.gerd, topic, "I agree", answers_no=1, quoted="Mine it was")
    off = answer(world.gerd, topic, "Taken off", answers_no=1, quoted="Mine it was")
    Post.objects.filter(pk=off.pk).update(state="removed", sealed=True, text="", html="")
    begin(world.ruth, board, "Nobody answered", title="Alone")
    Topic.objects.filter(pk=topic.pk).update(told="Moved: About my hands")
    client = sign_in(world.gerd)
    assert sign_in(world.ruth).post("/talk/settings", {"words": "stay" if stay else "go"})
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    page = client.get(f"/talk/topics/{topic.ref}").content.decode()
    listed = client.get(f"/talk/boards/{board.ref}").content.decode()
    assert "Ruth E." not in page and "I agree" in page
    assert page.count("Mine it was") == (2 if stay else 0)
    assert ("About my hands" in listed) == ("Moved: About my hands" in page) == stay
    assert Topic.objects.filter(title="Alone").exists() == stay
    assert Post.objects.filter(author=None).count() == (2 if stay else 0)
    assert Post.objects.get(pk=off.pk).quoted == ("Mine it was" if stay else "")
    assert answer(world.gerd, topic).no == 4


def test_where_others_named_her_stands_a_former_member(
    world: World, sign_in: Any, settings: Any, tmp_path: Path
) -> None:
    settings.STORED_FILES_DIR, settings.ERASURE_LIST = tmp_path, tmp_path / "erasures.jsonl"
    topic = begin(world.gerd, a_board(), "Who knows that?").topic
    answer(world.ruth, topic, "I do")
    post = answer(world.gerd, topic, "Thanks @Ruth E., truly")
    changed(world.gerd, post, "Thank you @Ruth E., truly")
    answer(world.helper, topic, "Yes", answers_no=3, quoted="you @Ruth E., truly")
    assert post.named.count() == 1
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    assert "Ruth" not in page and page.count("A former member, truly") == 2
    assert post.named.count() == 0 and "Ruth" not in post.versions.get().text


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR, settings.ERASURE_LIST = tmp_path, tmp_path / "erasures.jsonl"


def test_her_name_alone_goes_and_neither_a_longer_one_nor_an_address(
    world: World, store: None
) -> None:
    topic = begin(world.gerd, a_board(), "Who knows that?").topic
    for who in (world.ruth, make_persona("Ruth E. Miller", email="miller@example.org")):
        answer(who, topic, "I do")
    text = "@Ruth E., @Ruth E. Miller, @ruth e: @Ruth Eberhard and desk@ruth e."
    post = answer(world.gerd, topic, text)
    assert post.named.count() == 2
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    post.refresh_from_db()
    left = "A former member, @Ruth E. Miller, A former member: @Ruth Eberhard and desk@ruth e."
    assert post.text == left
    assert [row.words for row in post.named.all()] == ["Ruth E. Miller"]
    assert "@Ruth E. Miller</a>" in post.html


@pytest.mark.parametrize("told", [False, True])
def test_where_her_name_was_taken_out_before_no_former_version_has_it(
    world: World, store: None, told: bool
) -> None:
    topic = begin(world.gerd, a_board(), "Who knows that?").topic
    answer(world.ruth, topic, "I do")
    post = answer(world.gerd, topic, "Thanks @Ruth E., truly")
    if told:
        earlier(6)
        tell_readers()
    changed(world.gerd, post, "Thank you, truly")
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    assert post.versions.get().text == "Thanks A former member, truly"
    assert not post.named.exists()


def test_the_text_is_read_when_nobody_can_change_it_any_more(world: World, store: None) -> None:
    topic = begin(world.gerd, a_board(), "Who knows that?").topic
    answer(world.ruth, topic, "I do")
    answer(world.gerd, topic, "Thanks @Ruth E., truly")
    reads: list[str] = []

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("SELECT") and 'FROM "forums_named"' in sql and "FOR UPDATE" in sql:
            reads.append(sql)
        return execute(sql, *rest)

    with as_eraser(), connection.execute_wrapper(look):
        forget_name(world.ruth.person.pk)
    (read,) = reads
    assert 'FROM "forums_post"' in read and '"forums_post"."text"' in read


def test_a_topic_is_open_to_guests_again_when_the_words_of_danger_it_began_with_are_erased(
    world: World, store: None, client: Client
) -> None:
    board = a_board(widest="everybody")
    topic = begin(world.ruth, board, "I want to die", audience="everybody").topic
    answer(world.gerd, topic, "We are here")
    address = f"/talk/topics/{topic.ref}"
    assert client.get(address).status_code == 302
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    page = client.get(address).content.decode()
    assert "We are here" in page and "I want to die" not in page
    assert str(topic.ref) in client.get(f"/talk/boards/{board.ref}").content.decode()


@pytest.mark.parametrize("stay", [False, True])
def test_who_died_and_is_remembered_can_be_erased_and_her_name_goes_from_the_title(
    world: World, store: None, sign_in: Any, stay: bool
) -> None:
    board = a_board()
    begin(world.gerd, board, "He wrote this")
    sign_in(world.gerd).post("/talk/settings", {"words": "stay" if stay else "go"})
    Person.objects.filter(pk=world.gerd.person.pk).update(state=Person.State.DECEASED)
    with acting_as(world.moderator.actor()) as actor:
        topic = begin_remembering(
            actor=actor, person=world.gerd.person.ref, board=board.ref,
            title="In memory of Gerd", text="He died.", days=45,
        )  # fmt: skip
    erase_person(actor=System(Purpose.ERASE), person_id=world.gerd.person.pk)
    assert not Person.objects.filter(pk=world.gerd.person.pk).exists()
    topic.refresh_from_db()
    assert (topic.memorial_of_id, topic.title) == (None, "")
    assert topic.name == "In memory of a former member"
    assert "He died." in sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()


def merged(world: World) -> tuple[Topic, Topic]:
    """Gerd and the helper in the second one, which became part of the one of the helper."""
    board = a_board()
    first = begin(world.helper, board, "Which gloves?", title="Gloves").topic
    second = begin(world.gerd, board, "Gloves again", title="Warm gloves").topic
    answer(world.helper, second, "Silk ones")
    with acting_as(world.moderator.actor()) as actor:
        merge_topics(actor=actor, topic=second.ref, into=first.ref, told="Both ask about gloves.")
    return first, second


def test_who_has_nothing_to_do_with_it_is_erased_and_what_became_one_topic_stays_so(
    world: World, store: None, sign_in: Any
) -> None:
    first, second = merged(world)
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    gerd = sign_in(world.gerd)
    onward = gerd.get(f"/talk/topics/{second.ref}/posts/2")
    assert onward["Location"] == f"/talk/topics/{first.ref}#p3"
    assert gerd.get(f"/talk/topics/{second.ref}")["Location"] == f"/talk/topics/{first.ref}"
    assert TopicReader.objects.filter(topic=second).exists()
    with acting_as(world.moderator.actor()) as actor:
        part_topics(actor=actor, topic=second.ref)
    assert Post.objects.filter(topic=second).count() == 2


def test_who_began_it_is_erased_and_the_words_of_others_are_still_found(
    world: World, store: None, sign_in: Any
) -> None:
    first, second = merged(world)
    erase_person(actor=System(Purpose.ERASE), person_id=world.gerd.person.pk)
    onward = sign_in(world.ruth).get(f"/talk/topics/{second.ref}/posts/2")
    assert onward["Location"] == f"/talk/topics/{first.ref}#p3"
    assert Topic.objects.get(pk=second.pk).title == ""


def test_the_only_author_of_both_is_erased_and_neither_is_left(world: World, store: None) -> None:
    board = a_board()
    first, second = begin(world.ruth, board).topic, begin(world.ruth, board).topic
    with acting_as(world.moderator.actor()) as actor:
        merge_topics(actor=actor, topic=second.ref, into=first.ref, told="The same.")
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    assert not Topic.objects.exists() and not MovedPost.objects.exists()


def test_the_one_topic_goes_empty_and_what_was_part_of_it_once_still_leads_on(
    world: World, store: None, sign_in: Any
) -> None:
    """Its post was moved on to a third one; nothing else was in the one that goes."""
    board = a_board()
    gone = begin(world.ruth, board).topic
    second = begin(world.gerd, board, "Gloves again").topic
    third = begin(world.helper, board, "A third one").topic
    with acting_as(world.moderator.actor()) as actor:
        merge_topics(actor=actor, topic=second.ref, into=gone.ref, told="The same.")
    Post.objects.filter(text="Gloves again").update(topic=third, no=2)
    Topic.objects.filter(pk=third.pk).update(posts=2, last_post_at=timezone.now())
    for who in (world.ruth, world.nasser):
        erase_person(actor=System(Purpose.ERASE), person_id=who.person.pk)
    assert not Topic.objects.filter(pk=gone.pk).exists()
    second.refresh_from_db()
    assert second.merged_into_id is None and MovedPost.objects.get().topic_id == second.pk
