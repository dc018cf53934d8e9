"""A post is changed, taken back, quoted, marked, held, decided about, ignored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from forums.actions.changing import put_back_post, take_back_post
from forums.actions.deciding import decide_post
from forums.actions.telling import forget_taken_back
from forums.models import Board, Post, PostVersion, Topic, Writer
from forums.moderating import Moderation, connect_moderation, moderation
from moderation.content import Outdated
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed, earlier
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def decided(who: Persona, post: Post, state: str, why: str = "because", version: int = 1) -> Post:
    with acting_as(who.actor()) as actor:
        return decide_post(actor=actor, ref=post.ref, version=version, state=state, why=why)


def test_a_change_keeps_what_stood_there_for_its_author_and_moderators(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(), "first words")
    page = sign_in(world.ruth).post(
        f"/talk/posts/{post.ref}/change", {"text": "other words", "version": 1}, follow=True
    )
    assert "other words" in page.content.decode() and "changed" in page.content.decode()
    assert PostVersion.objects.get().text == "first words"
    for who, status in ((world.ruth, 200), (world.moderator, 200), (world.gerd, 404)):
        before = sign_in(who).get(f"/talk/posts/{post.ref}/before")
        assert before.status_code == status
        assert (b"first words" in before.content) == (status == 200)


def test_nobody_else_changes_a_post_and_nobody_after_a_day(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    for other in (world.gerd, world.moderator):
        with pytest.raises(Http404):
            changed(other, post)
        for step in ("change", "take-back", "put-back"):
            sent = {"text": "mine now", "version": 1}
            assert sign_in(other).post(f"/talk/posts/{post.ref}/{step}", sent).status_code == 404
    earlier(minutes=25 * 60)
    with pytest.raises(PermissionDenied, match="24 hours"):
        changed(world.ruth, post)
    assert Post.objects.get().text == "Hello"


def test_a_change_of_something_already_changed_is_refused(world: World) -> None:
    post = begin(world.ruth, a_board())
    changed(world.ruth, post)
    with pytest.raises(PermissionDenied, match="meanwhile"):
        changed(world.ruth, post, "a third time", version=1)
    assert Post.objects.get().text == "Other words"


def test_whoever_changes_very_much_has_a_pause(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    for version in range(1, 21):
        changed(world.ruth, post, f"words {version}", version=version)
    with pytest.raises(PermissionDenied, match="You changed a lot just now"):
        changed(world.ruth, post, "once more", version=21)
    assert Post.objects.get().text == "words 20"
    PostVersion.objects.update(until=timezone.now() - timedelta(minutes=11))
    changed(world.ruth, post, "later", version=21)


def test_taking_back_hides_at_once_and_can_be_undone(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic, "regrettable")
    client = sign_in(world.gerd)
    page = client.post(f"/talk/posts/{post.ref}/take-back", follow=True)
    assert "Undo: show it again" in page.content.decode()
    seen = sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()
    assert "regrettable" not in seen and "Its author took this post back." in seen
    client.post(f"/talk/posts/{post.ref}/put-back")
    assert b"regrettable" in sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content


def test_a_topic_taken_back_before_anybody_answered_is_gone(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    with acting_as(world.ruth.actor()) as actor:
        take_back_post(actor=actor, ref=post.ref)
        assert sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").status_code == 404
        put_back_post(actor=actor, ref=post.ref)
    assert sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").status_code == 200


@pytest.mark.parametrize("state", ["folded", "held"])
def test_taking_back_and_putting_back_is_no_way_around_a_moderator(
    world: World, state: str
) -> None:
    board = a_board(holds_all=state == "held")
    post = begin(world.ruth, board)
    if state == "folded":
        decided(world.moderator, post, "folded")
    with acting_as(world.ruth.actor()) as actor:
        take_back_post(actor=actor, ref=post.ref)
        put_back_post(actor=actor, ref=post.ref)
    assert Post.objects.get().state == state
    changed(world.ruth, post, version=Post.objects.get().version)
    assert Post.objects.get().state == state


def test_what_was_taken_back_is_forgotten_after_a_month(world: World) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic, "regrettable")
    with acting_as(world.gerd.actor()) as actor:
        take_back_post(actor=actor, ref=post.ref)
    assert forget_taken_back() == 0
    Post.objects.filter(pk=post.pk).update(changed_at="2020-01-01T00:00:00Z")
    assert forget_taken_back() == 1
    kept = Post.objects.get(pk=post.pk)
    assert (kept.text, kept.html, kept.no) == ("", "", 2)


def test_a_quotation_stands_only_as_long_as_what_it_quotes(world: World, sign_in: Any) -> None:
    first = begin(world.ruth, a_board(), "My hands are **stiff** in the morning")
    client = sign_in(world.gerd)
    address = f"/talk/topics/{first.topic.ref}/reply"
    assert "My hands are stiff" in client.get(f"{address}?to=1").content.decode()
    sent = {"text": "Mine too", "answers_no": 1, "quoted": "hands are stiff"}
    made_up = client.post(address, {**sent, "quoted": "hands are wonderful"})
    assert made_up.status_code == 403 and Post.objects.count() == 1
    client.post(address, sent)
    shown = client.get(f"/talk/topics/{first.topic.ref}").content.decode()
    assert "hands are stiff" in shown and "Ruth E. in post 1" in shown
    with acting_as(world.ruth.actor()) as actor:
        take_back_post(actor=actor, ref=first.ref)
    assert "hands are stiff" not in client.get(f"/talk/topics/{first.topic.ref}").content.decode()


def test_whoever_asked_says_what_helped(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    answer(world.gerd, topic)
    address = f"/talk/topics/{topic.ref}/helpful"
    assert sign_in(world.gerd).post(address, {"no": 2}).status_code == 403
    assert sign_in(world.ruth).post(address, {"no": 9}).status_code == 404
    page = sign_in(world.ruth).post(address, {"no": 2}, follow=True).content.decode()
    assert "This answer helped." in page
    assert "Go to the answer that helped" in page
    sign_in(world.ruth).post(address, {"no": ""})
    assert Topic.objects.get().helpful is None


def test_a_content_note_and_an_ignored_person_fold_a_post(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "It hurt", note="an operation").topic
    client = sign_in(world.gerd)
    assert "Content note: an operation" in client.get(f"/talk/topics/{topic.ref}").content.decode()
    client.post(f"/talk/people/{world.ruth.person.ref}/ignore")
    assert "You ignore this person." in client.get(f"/talk/topics/{topic.ref}").content.decode()
    assert "Ruth E." in client.get("/talk/ignored").content.decode()
    client.post(f"/talk/people/{world.ruth.person.ref}/see")
    assert "You ignore this person." not in client.get(f"/talk/topics/{topic.ref}").content.decode()
    assert client.post(f"/talk/people/{world.gerd.person.ref}/ignore").status_code == 404


def test_first_posts_wait_and_their_author_reads_why(world: World, sign_in: Any) -> None:
    board = a_board(first_posts_held=1)
    client = sign_in(world.ruth)
    sent = {"title": "Buttons", "text": "secret until read", "audience": "members"}
    page = client.post(f"/talk/boards/{board.ref}/begin", sent, follow=True).content.decode()
    assert "Your post waits for a moderator" in page and "You are new here" in page
    post = Post.objects.get()
    others = (world.gerd, world.nasser, world.administrator)
    for other in others:
        assert sign_in(other).get(f"/talk/posts/{post.ref}").status_code == 404
        for address in ("/talk", f"/talk/boards/{board.ref}", "/talk/new", "/moderation"):
            answer_page = sign_in(other).get(address)
            assert b"Buttons" not in answer_page.content
    assert "Buttons" in sign_in(world.moderator).get("/moderation").content.decode()
    decided(world.moderator, post, "published")
    post.refresh_from_db()
    assert (post.state, post.no, post.topic.posts) == ("published", 1, 1)
    assert Writer.objects.get(person=world.ruth.person).published == 1
    assert begin(world.ruth, board).state == "published"


def test_a_decision_is_about_the_version_that_was_read(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    changed(world.ruth, post, "something else")
    with pytest.raises(Outdated):
        decided(world.moderator, post, "removed", version=1)
    decided(world.moderator, post, "removed", version=2)
    with pytest.raises(Outdated):
        decided(world.moderator, post, "published", version=2)
    assert Event.objects.filter(verb="forums.decision.removed").count() == 1


def test_only_moderators_decide_and_never_about_themselves(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "rude words").topic
    own = answer(world.moderator, topic)
    post = Post.objects.get(no=1)
    for other in (world.gerd, world.administrator, world.nasser):
        with pytest.raises(PermissionDenied):
            decided(other, post, "removed")
    with pytest.raises(PermissionDenied, match="their own"):
        decided(world.moderator, own, "folded")
    decided(world.moderator, post, "removed", why="That hurts people.")
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    assert "rude words" not in page and "A moderator took this post off." in page
    mine = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert "That hurts people." in mine and "rude words" in mine


def test_whoever_moderates_is_asked_and_gets_a_case(world: World, monkeypatch: Any) -> None:
    cases: list[tuple[int, int, tuple[str, ...]]] = []
    before = moderation()
    connect_moderation(
        Moderation(
            on_duty=lambda board: False,
            notice=lambda text: ["worry"] if "dark" in text else [],
            open_case=lambda actor, post, noticed: cases.append(
                (post.pk, post.version, tuple(noticed))
            ),
        )
    )
    try:
        open_board, night = a_board(), a_board(holds_off_duty=True)
        assert begin(world.ruth, open_board, "fine").state == "published"
        worrying = begin(world.ruth, open_board, "so dark")
        held = begin(world.gerd, night, "at night")
    finally:
        connect_moderation(before)
    assert worrying.state == "published"
    assert (held.state, held.reasons) == ("held", ["nobody_there"])
    assert cases == [(worrying.pk, 1, ("worry",)), (held.pk, 1, ())]


def test_a_moderator_pins_and_closes_a_topic(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    address = f"/talk/topics/{topic.ref}/keep"
    assert sign_in(world.gerd).post(address, {"locked": "yes"}).status_code == 403
    sign_in(world.moderator).post(address, {"locked": "yes", "pinned": "yes"})
    with pytest.raises(PermissionDenied):
        answer(world.gerd, topic)
    answer(world.moderator, topic)
    sign_in(world.moderator).post(address, {})
    answer(world.gerd, topic)


BOARD = {"title_en": "Night thoughts", "widest": "members", "starters": "members", "place": 3}


def test_the_office_and_moderators_set_up_boards(world: World, sign_in: Any) -> None:
    for who in (world.ruth, world.nasser):
        assert sign_in(who).get("/office/boards").status_code == 403
        assert sign_in(who).post("/office/boards/new", BOARD).status_code == 403
    client = sign_in(world.administrator)
    page = client.post("/office/boards/new", {**BOARD, "preset": "mental_health"}, follow=True)
    assert "Night thoughts" in page.content.decode()
    board = Board.objects.get()
    assert (board.first_posts_held, board.holds_links, board.holds_off_duty) == (3, True, True)
    wrong = client.post(f"/office/boards/{board.ref}", {**BOARD, "widest": "group"})
    assert wrong.status_code == 422
    client.post(f"/office/boards/{board.ref}", {**BOARD, "title_en": "Evening thoughts"})
    client.post(
        f"/office/boards/{board.ref}/held", {"first_posts_held": 0, "in_danger": "open", "pause": 0}
    )
    topic = begin(world.ruth, board).topic
    sign_in(world.moderator).post(f"/office/boards/{board.ref}/close", {"closed": "yes"})
    with pytest.raises(PermissionDenied, match="closed"):
        answer(world.ruth, topic)
    before, apart, after = sign_in(world.ruth).get("/talk").content.partition(b"Closed, to read")
    assert apart and b"Evening" not in before and b"Evening" in after
    assert sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").status_code == 200
    client.post(f"/office/boards/{board.ref}/close", {"closed": "no"})
    assert "Evening thoughts" in sign_in(world.ruth).get("/talk").content.decode()
