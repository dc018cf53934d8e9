"""Words of danger stand open to answers; who wrote them, and who reads them, finds where to turn to."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions.changing import put_back_post, take_back_post
from forums.models import Post
from moderation.actions.deciding import undo_decision
from moderation.models import HelpLine, Shift
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed, earlier
from tests.moderation.cases import decided, read_as, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db

WORDS = "I want to die. https://example.org"
BOX = "You are not alone with this."
FOR_OTHERS = "Do these words worry you?"
LINE = "The Night Window"


@pytest.fixture(autouse=True)
def _a_line(db: Any) -> None:
    HelpLine.objects.create(
        kind="talk",
        name=LINE,
        language="en",
        phone="01632 960 201",
        checked_on=timezone.localdate(),
    )


def nobody_is_there(world: World) -> None:
    now = timezone.now()
    Shift.objects.create(
        person=world.moderator.person, starts_at=now - timedelta(days=2),
        ends_at=now - timedelta(days=1),
    )  # fmt: skip


def test_on_a_careful_board_at_night_they_come_out_and_their_author_finds_somebody(
    world: World, sign_in: Any
) -> None:
    nobody_is_there(world)
    board = a_board(first_posts_held=3, holds_links=True, holds_off_duty=True, holds_all=True)
    post = begin(world.ruth, board, WORDS)
    assert post.state == "published" and the_case(world).lane == "crisis"
    for address in (f"/talk/posts/{post.ref}", f"/talk/topics/{post.topic.ref}"):
        page = sign_in(world.ruth).get(address).content.decode()
        assert BOX in page and LINE in page and "/call-me" in page
        assert FOR_OTHERS not in page and "on duty" not in page
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert FOR_OTHERS in page and LINE in page and BOX not in page
    quiet = begin(world.gerd, a_board(), "Hello there")
    page = sign_in(world.ruth).get(f"/talk/topics/{quiet.topic.ref}").content.decode()
    assert LINE not in page


def test_folded_on_a_board_that_folds_them_with_answers_open_until_somebody_decides(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(in_danger="folded", holds_links=True), WORDS)
    assert (post.state, post.no) == ("folded", 1)
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert "Somebody writes that it is very hard just now." in page
    assert "A moderator folded this post." not in page and FOR_OTHERS in page
    mine = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert BOX in mine and "A moderator folded your post" not in mine
    assert answer(world.gerd, post.topic, "We are here").state == "published"
    decided(world.moderator, read_as(world), "published", rule=None)
    post.refresh_from_db()
    assert post.state == "published" and "folded_first" not in post.reasons
    assert FOR_OTHERS in sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()


def test_what_came_out_folded_is_not_left_so_without_a_reason(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(in_danger="folded"), WORDS)
    case = read_as(world)
    page = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}")
    offered = dict(page.context["form"].fields["after"].choices)
    assert str(offered["folded"]) == "Leave it folded" and "published" in offered
    assert "Leave it as it is" not in page.content.decode()
    for missing in ({"why": ""}, {"rule": None}):
        with pytest.raises(PermissionDenied):
            decided(world.moderator, case, "folded", **missing)
    made = decided(world.moderator, case, "folded")
    post.refresh_from_db()
    assert (post.state, post.decided_why, made.before) == ("folded", "because", "unjudged")
    assert "folded_first" not in post.reasons
    page = sign_in(world.ruth).get(f"/me/decisions/{made.ref}").content.decode()
    assert "It was folded." in page and "/object" in page


def test_a_decision_undone_what_came_out_folded_waits_for_another_one(world: World) -> None:
    post = begin(world.ruth, a_board(in_danger="folded"), WORDS)
    for after, rule in (("published", None), ("folded", 1)):
        made = decided(world.moderator, read_as(world), after, rule=rule)
        with acting_as(world.moderator.actor()) as actor:
            undo_decision(actor=actor, ref=made.ref)
        post.refresh_from_db()
        assert post.state == "folded" and "folded_first" in post.reasons, after
    with pytest.raises(PermissionDenied):
        decided(world.moderator, the_case(world), "folded", why="", rule=None)


def test_a_decision_undone_what_a_moderator_folded_stays_what_she_folded(world: World) -> None:
    post = begin(world.ruth, a_board(in_danger="folded"), WORDS)
    decided(world.moderator, read_as(world), "folded")
    told(world.gerd, post)
    made = decided(world.moderator, the_case(world, state="open"), "removed")
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=made.ref)
    post.refresh_from_db()
    assert post.state == "folded" and "folded_first" not in post.reasons


def test_words_of_danger_in_the_title_are_still_there_when_the_text_is_changed(
    world: World,
) -> None:
    post = begin(world.ruth, a_board(), "A typo", title="I want to die")
    assert "danger" in post.reasons
    post = changed(world.ruth, post, "No typo")
    assert "danger" in post.reasons


def test_folded_words_changed_into_what_the_board_holds_wait(world: World) -> None:
    board = a_board(in_danger="folded", holds_links=True)
    post = changed(world.ruth, begin(world.ruth, board, WORDS), "See https://example.org")
    assert post.state == "held"


def test_no_search_engine_keeps_words_of_danger(world: World, sign_in: Any, client: Any) -> None:
    board = a_board(widest="everybody", engines=True)
    for text, kept in (("Hello there", "all"), (WORDS, "noindex")):
        topic = begin(world.ruth, board, text, audience="everybody").topic
        assert client.get(f"/talk/topics/{topic.ref}").headers["X-Robots-Tag"] == kept


def test_what_came_out_folded_can_be_answered_until_a_moderator_folds_it(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(in_danger="folded"), WORDS)
    gerd, topic = sign_in(world.gerd), f"/talk/topics/{post.topic.ref}"
    assert f"{topic}/reply?to=1" in gerd.get(topic).content.decode()
    assert gerd.get(f"{topic}/reply?to=1").context["answered"] == post
    assert answer(world.gerd, post.topic, "We are here", answers_no=1).answers_id == post.pk
    decided(world.moderator, read_as(world), "folded")
    assert f"{topic}/reply?to=1" not in gerd.get(topic).content.decode()
    assert answer(world.gerd, post.topic, "Still here", answers_no=1).answers_id is None


def test_taken_back_and_looked_at_meanwhile_it_is_judged_when_it_comes_back(world: World) -> None:
    post = begin(world.ruth, a_board(in_danger="folded"), WORDS)
    with acting_as(world.ruth.actor()) as actor:
        take_back_post(actor=actor, ref=post.ref)
    decided(world.moderator, read_as(world), "taken_back", why="", rule=None)
    with acting_as(world.ruth.actor()) as actor:
        put_back_post(actor=actor, ref=post.ref)
    post.refresh_from_db()
    assert post.state == "held" and the_case(world, state="open").lane == "crisis"


def test_held_where_the_board_holds_them_and_never_told_that_nobody_is_there(
    world: World, sign_in: Any
) -> None:
    nobody_is_there(world)
    board = a_board(in_danger="held", holds_off_duty=True, holds_links=True)
    post = begin(world.ruth, board, WORDS)
    assert post.state == "held" and the_case(world).lane == "crisis"
    page = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert "Somebody of our team reads it" in page and BOX in page and LINE in page
    assert "No moderator is on duty" not in page and "where it leads" not in page


def test_a_case_says_that_others_can_answer_where_they_can_alone(
    world: World, sign_in: Any
) -> None:
    team = sign_in(world.moderator)
    for board, can in (
        (a_board("Held", in_danger="held"), False),
        (a_board("Folded", in_danger="folded"), True),
        (a_board("Open"), True),
    ):
        post = begin(world.ruth, board, WORDS)
        case = team.get(f"/moderation/cases/{the_case(world, thing=post.ref).ref}")
        assert ("so that others can answer" in case.content.decode()) is can
    assert team.get("/moderation").content.decode().count("so that others can answer") == 2


def test_after_two_weeks_nothing_stands_under_them_any_more(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), WORDS)
    pages = (
        (world.ruth, f"/talk/posts/{post.ref}", BOX),
        (world.ruth, f"/talk/topics/{post.topic.ref}", BOX),
        (world.gerd, f"/talk/topics/{post.topic.ref}", FOR_OTHERS),
    )
    day = 24 * 60
    for ago, stands in ((13 * day, True), (2 * day, False)):
        earlier(ago)
        for who, address, words in pages:
            page = sign_in(who).get(address).content.decode()
            assert (words in page, LINE in page) == (stands, stands)


def test_what_was_written_before_these_words_counted_is_told_of_while_it_is_new(
    world: World,
) -> None:
    board = a_board()
    old, new = begin(world.ruth, board, WORDS), begin(world.ruth, board, WORDS)
    calm = begin(world.ruth, board, "Hello")
    Post.objects.filter(pk__in=(old.pk, new.pk)).update(reasons=["noticed"])
    Post.objects.filter(pk=old.pk).update(written_at=timezone.now() - timedelta(days=15))
    with connection.cursor() as cursor:
        cursor.execute(import_module("forums.migrations.0012_in_danger").SQL)
    reasons = dict(Post.objects.values_list("pk", "reasons"))
    assert reasons == {old.pk: ["noticed"], new.pk: ["noticed", "danger"], calm.pk: []}


def test_a_change_follows_the_words(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(in_danger="folded"), "Hello")
    address = f"/talk/posts/{post.ref}"
    assert BOX not in sign_in(world.ruth).get(address).content.decode()
    assert changed(world.ruth, post, WORDS).state == "folded"
    assert BOX in sign_in(world.ruth).get(address).content.decode()
    changed(world.ruth, post, "I am better", version=2)
    assert Post.objects.get(pk=post.pk).state == "folded"  # until somebody decided
    assert BOX not in sign_in(world.ruth).get(address).content.decode()


def test_the_page_of_a_topic_asks_as_much_for_many_of_them_as_for_one(
    world: World, sign_in: Any
) -> None:
    topic = begin(world.ruth, a_board(), WORDS).topic
    client = sign_in(world.gerd)
    client.get(f"/talk/topics/{topic.ref}")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/talk/topics/{topic.ref}")
    asked = len(one.captured_queries)
    for _time in range(3):
        answer(world.ruth, topic, WORDS)
    client.get(f"/talk/topics/{topic.ref}")
    with CaptureQueriesContext(connection) as many:
        assert client.get(f"/talk/topics/{topic.ref}").content.decode().count(FOR_OTHERS) == 4
    assert asked and len(many.captured_queries) <= asked


def test_a_moderator_says_on_the_page_of_the_board_what_becomes_of_them(
    world: World, sign_in: Any
) -> None:
    board, client = a_board(), sign_in(world.moderator)
    sent = {"first_posts_held": 0, "pause": 0, "in_danger": "folded"}
    address = f"/office/boards/{board.ref}/held"
    assert client.post(address, {**sent, "in_danger": "gone"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    board.refresh_from_db()
    assert board.in_danger == "folded"
