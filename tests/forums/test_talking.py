"""Boards, topics and posts: who reads and writes what, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from forums.models import Draft, Post, Topic, TopicReader
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, long_topic
from tests.personas import World

pytestmark = pytest.mark.django_db
REF = "6a1b0c9e-1111-4222-8333-444455556666"


def sees(client: Any, address: str) -> int:
    return int(client.get(address).status_code)


def test_a_member_begins_a_topic_in_two_steps(world: World, sign_in: Any) -> None:
    board, client = a_board(), sign_in(world.ruth)
    assert "What is it about?" in client.get(f"/talk/boards/{board.ref}/begin").content.decode()
    address = f"/talk/boards/{board.ref}/begin"
    step = client.post(address, {"act": "title", "title": "Buttons"})
    assert b"What would you like to say?" in step.content
    sent = {"act": "send", "title": "Buttons", "text": "They **hurt**", "audience": "members",
            "client_ref": REF}  # fmt: skip
    page = client.post(address, sent, follow=True)
    assert "<strong>hurt</strong>" in page.content.decode()
    post = Post.objects.get()
    assert (post.no, post.state, post.topic.posts, post.topic.title) == (
        1,
        "published",
        1,
        "Buttons",
    )
    assert Event.objects.filter(verb="forums.post.published").count() == 1
    assert b"Buttons" in client.get(f"/talk/boards/{board.ref}").content


def test_the_same_form_twice_is_one_post(world: World, sign_in: Any) -> None:
    board, client = a_board(), sign_in(world.ruth)
    sent = {"title": "Buttons", "text": "Hello", "audience": "members", "client_ref": REF}
    for _press in range(3):
        client.post(f"/talk/boards/{board.ref}/begin", sent)
    topic = Topic.objects.get()
    for _press in range(2):
        client.post(f"/talk/topics/{topic.ref}/reply", {"text": "x", "client_ref": REF[::-1]})
        client.post(f"/talk/topics/{topic.ref}/reply", {"text": "x", "client_ref": REF[:-1] + "7"})
    assert Post.objects.filter(topic=topic, no=2).count() == 1
    assert Topic.objects.get().posts == Post.objects.count()


# status for a topic for everybody, for members, for a group Ruth is in
READERS = {
    "nobody": (200, 302, 302),
    "ruth": (200, 200, 200),
    "gerd": (200, 200, 404),
    "helper": (200, 200, 404),
    "moderator": (200, 200, 200),
    "nasser": (200, 404, 404),
    "administrator": (200, 404, 404),
    "researcher": (200, 404, 404),
}


def test_who_reads_is_what_the_author_chose(world: World, sign_in: Any, client: Any) -> None:
    board = a_group_board(world.ruth, widest="everybody")
    audiences = ("everybody", "members", "group")
    topics = {one: begin(world.ruth, board, audience=one, title=f"For {one}") for one in audiences}
    for who, wanted in READERS.items():
        browser = client if who == "nobody" else sign_in(getattr(world, who))
        listed = browser.get(f"/talk/boards/{board.ref}").content.decode()
        for audience, status in zip(audiences, wanted, strict=True):
            address = f"/talk/topics/{topics[audience].topic.ref}"
            assert sees(browser, address) == status, (who, audience)
            assert sees(browser, f"{address}/print") == status, (who, audience)
            assert (f"For {audience}" in listed) == (status == 200), (who, audience)


def test_a_board_of_a_group_is_not_there_for_others(world: World, sign_in: Any) -> None:
    board = a_group_board(world.ruth)
    begin(world.ruth, board)
    assert sees(sign_in(world.ruth), f"/talk/boards/{board.ref}") == 200
    assert sees(sign_in(world.gerd), f"/talk/boards/{board.ref}") == 404
    assert b"Harrowmere" not in sign_in(world.gerd).get("/talk").content
    with acting_as(world.gerd.actor()), pytest.raises(Http404):
        begin(world.gerd, board)


def test_nobody_chooses_more_readers_than_the_board_allows(world: World) -> None:
    with pytest.raises(PermissionDenied):
        begin(world.ruth, a_board(), audience="everybody")
    assert not Topic.objects.exists()


def test_staff_who_are_no_members_do_not_write(world: World, sign_in: Any) -> None:
    board = a_board(widest="everybody")
    topic = begin(world.ruth, board).topic
    for persona in (world.nasser, world.administrator, world.desk, world.researcher):
        with pytest.raises(PermissionDenied):
            answer(persona, topic)
        page = sign_in(persona).post(f"/talk/topics/{topic.ref}/reply", {"text": "Hello"})
        assert page.status_code == 403
    assert Post.objects.count() == 1


def test_a_moderator_writes_for_the_team(world: World, sign_in: Any) -> None:
    post = answer(world.moderator, begin(world.ruth, a_board()).topic)
    assert post.as_team
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert "Moderator Person, for the moderators" in page


def test_on_a_board_of_the_team_members_only_answer(world: World) -> None:
    board = a_board(starters="team")
    with pytest.raises(PermissionDenied):
        begin(world.ruth, board)
    answer(world.ruth, begin(world.moderator, board).topic)


def test_a_preview_is_the_result_and_sends_nothing(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    text = "a *b*\n\n- one\n- two\n\n<script>alert(1)</script>"
    page = client.post(f"/talk/topics/{topic.ref}/reply", {"text": text, "act": "preview"})
    assert Post.objects.count() == 1
    sent = client.post(f"/talk/topics/{topic.ref}/reply", {"text": text}, follow=True)
    assert Post.objects.get(no=2).html in page.content.decode()
    assert Post.objects.get(no=2).html in sent.content.decode()
    assert "<script>alert" not in sent.content.decode()


def test_what_is_not_sent_stays_as_a_draft(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    address = f"/talk/topics/{topic.ref}/reply"
    kept = client.post(f"/talk/drafts/topic/{topic.ref}", {"text": "half a thou"})
    assert kept.status_code == 204
    assert "half a thou" in client.get(address).content.decode()
    client.post(address, {"text": "half a thought", "act": "keep"})
    assert "half a thought" in client.get("/talk/drafts").content.decode()
    assert "half a" not in sign_in(world.ruth).get("/talk/drafts").content.decode()
    client.post(address, {"text": "a whole thought"})
    with acting_as(world.gerd.actor()) as actor:
        assert not Draft.objects.visible_to(actor).exists()


def test_a_refused_post_is_not_lost(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    Topic.objects.update(locked=True)
    page = client.post(f"/talk/topics/{topic.ref}/reply", {"text": "precious words"})
    assert page.status_code == 403
    too_long = client.post(f"/talk/drafts/topic/{topic.ref}", {"text": "x" * 20_001})
    assert too_long.status_code == 422


def test_words_sent_after_the_sign_in_ran_out_come_back(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    gone = sign_in(world.gerd)
    session = gone.session
    for key in [key for key in session.keys() if key.startswith("_auth")]:  # noqa: SIM118
        del session[key]
    session.save()
    address = f"/talk/topics/{topic.ref}/reply"
    assert gone.post(address, {"text": "typed for an hour"}).status_code == 302
    session = gone.session
    for key, value in client.session.items():
        session[key] = value
    session.save()
    assert "typed for an hour" in gone.get(address).content.decode()


def test_personal_things_are_asked_about_once(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    address, text = f"/talk/topics/{topic.ref}/reply", "Call me: 01632 960 555"
    asked = client.post(address, {"text": text})
    assert "looks like a telephone number" in asked.content.decode()
    assert Post.objects.count() == 1
    client.post(address, {"text": text, "share": asked.context["share"]})
    assert Post.objects.get(no=2).text == text


def test_similar_topics_are_shown_before_one_writes(world: World, sign_in: Any) -> None:
    board = a_board()
    begin(world.ruth, board, title="Stiff hands in the morning")
    begin(world.ruth, board, title="Holidays by train")
    hidden = a_group_board(world.ruth)
    begin(world.ruth, hidden, title="Stiff and in a group")
    page = sign_in(world.gerd).post(
        f"/talk/boards/{board.ref}/begin", {"act": "title", "title": "My stiffness"}
    )
    titles = [topic.title for topic in page.context["alike"]]
    assert titles == ["Stiff hands in the morning"]


def test_a_topic_page_shows_its_posts_by_number(world: World, sign_in: Any) -> None:
    topic, client = long_topic(world.ruth, a_board(), 45), sign_in(world.gerd)
    page = client.get(f"/talk/topics/{topic.ref}?page=3").content.decode()
    assert "post 45" in page and "post 40" not in page
    where = client.get(f"/talk/topics/{topic.ref}/posts/25")
    assert where["Location"] == f"/talk/topics/{topic.ref}?page=2#p25"
    for wrong in ("0", "4", "x", "-1", "99999999999", "²"):
        assert sees(client, f"/talk/topics/{topic.ref}?page={wrong}") == 404
    assert sees(client, f"/talk/topics/{topic.ref}/posts/46") == 404


def test_older_topics_follow_by_place_and_none_twice(world: World, sign_in: Any) -> None:
    board, client = a_board(), sign_in(world.ruth)
    first = begin(world.ruth, board, title="pinned one").topic
    Topic.objects.filter(pk=first.pk).update(pinned=True)
    now = first.last_post_at
    Topic.objects.bulk_create(
        Topic(board=board, title=f"topic {n:02}", audience="members", shown_at=now, posts=1,
              last_post_at=now)
        for n in range(45)
    )  # fmt: skip
    found, address = [], f"/talk/boards/{board.ref}"
    while address:
        page = client.get(address)
        found += [line.row.title for line in page.context["page"].lines]
        older = page.context["older_url"]
        address = older and f"/talk/boards/{board.ref}{older}"
    assert found[0] == "pinned one"
    assert sorted(found[1:]) == [f"topic {n:02}" for n in range(45)]
    for wrong in ("x", "2026-01-01_3", "2026-13-41T00:00:00Z_3", "_", "2026-01-01T00:00:00Z_x"):
        assert client.get(f"/talk/boards/{board.ref}", {"before": wrong}).status_code == 404


def test_a_topic_on_paper_holds_its_words_and_nothing_to_press(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "They hurt").topic
    answer(world.gerd, topic, "Warm water")
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}/print").content.decode()
    assert "They hurt" in page and "Warm water" in page and "Buttons in the morning" in page
    assert f"/talk/topics/{topic.ref}/reply" not in page and "Ignore" not in page


def asked(client: Any, address: str) -> int:
    """Queries of the second look, without those that only say who asks."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    frame = ("SAVEPOINT", "RELEASE", "select set_config")
    return sum(1 for query in caught if not query["sql"].startswith(frame))


def test_pages_ask_the_same_few_queries_however_long_they_are(world: World, sign_in: Any) -> None:
    board, client = a_group_board(world.ruth), sign_in(world.ruth)
    topic = long_topic(world.ruth, board, 100)
    for page in (1, 5):
        assert asked(client, f"/talk/topics/{topic.ref}?page={page}") <= 6
    answer(world.ruth, topic, answers_no=1, quoted="Hello")
    assert asked(client, f"/talk/topics/{topic.ref}?page=6") <= 7
    for number in range(3):
        begin(world.ruth, board, title=f"more {number}")
    for address in (f"/talk/boards/{board.ref}", "/talk/new", "/talk/unanswered"):
        assert asked(client, address) <= 6
    assert asked(client, "/talk") <= 8  # with the newest circular to her


def test_reading_writes_once_and_the_mark_only_moves_forward(world: World, sign_in: Any) -> None:
    topic, client = long_topic(world.ruth, a_board(), 45), sign_in(world.gerd)

    def mark() -> int:
        return TopicReader.objects.get(person=world.gerd.person).last_no

    client.get(f"/talk/topics/{topic.ref}")
    assert mark() == 20
    client.get(f"/talk/topics/{topic.ref}?page=3")
    assert mark() == 45
    seen_at = TopicReader.objects.get(person=world.gerd.person).seen_at
    client.get(f"/talk/topics/{topic.ref}?page=1")
    assert mark() == 45
    assert TopicReader.objects.get(person=world.gerd.person).seen_at == seen_at


def test_she_goes_on_where_she_stopped(world: World, sign_in: Any) -> None:
    board = a_board()
    topic, client = long_topic(world.ruth, board, 22), sign_in(world.gerd)
    client.get(f"/talk/topics/{topic.ref}")
    listed = client.get(f"/talk/boards/{board.ref}").content.decode()
    assert "2 new" in listed
    assert f"/talk/topics/{topic.ref}?page=2#p21" in listed
    assert "2 new" in client.get("/talk/new").content.decode()
    client.post(f"/talk/boards/{board.ref}/read")
    assert "2 new" not in client.get(f"/talk/boards/{board.ref}").content.decode()
    assert "You have read everything." in client.get("/talk/new").content.decode()
    answer(world.ruth, topic)
    assert "3 new" in client.get(f"/talk/boards/{board.ref}").content.decode()
    client.post("/talk/read")
    assert "You have read everything." in client.get("/talk/new").content.decode()


def test_what_one_writes_is_not_new_to_oneself(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    client = sign_in(world.gerd)
    client.get(f"/talk/topics/{topic.ref}")
    answer(world.gerd, topic)
    assert "You have read everything." in client.get("/talk/new").content.decode()
    answer(world.ruth, topic)
    assert "1 new" in client.get("/talk/new").content.decode()


def test_whoever_writes_very_much_has_a_pause(world: World) -> None:
    topic = begin(world.ruth, a_board()).topic
    for _post in range(8):
        answer(world.gerd, topic)
    with pytest.raises(PermissionDenied, match="Wait ten minutes"):
        answer(world.gerd, topic)


ODD = ("\x00", "", "   ", "**", "x" * 20_001, "\u202e\u200b\u0300" * 3000 + "x", "🦓" * 9000)


def test_odd_texts_get_a_kind_answer(world: World, sign_in: Any) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.gerd)
    for text in ODD:
        page = client.post(f"/talk/topics/{topic.ref}/reply", {"text": text})
        assert page.status_code in (302, 400, 422), text[:9]
        kept = client.post(f"/talk/drafts/topic/{topic.ref}", {"text": text})
        assert kept.status_code in (204, 400, 422), text[:9]
