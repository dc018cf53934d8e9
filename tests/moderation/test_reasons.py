"""A statement of reasons is true: how we came to look, what was done, and where the rules stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forums.actions.watching import put_words
from forums.models import Post, Topic
from members.export_parts import all_exports
from moderation.actions.deciding import undo_decision
from moderation.actions.opening import look_at
from moderation.actions.reporting import appeal_decision
from moderation.halfyear import half_of
from moderation.models import Decision, Report, Sealed
from moderation.queries.halfyears import risk_record
from po_platform.access.actor import Purpose, System, acting_as
from tests.forums.talking import a_board, answer, begin
from tests.moderation.cases import another_moderator, decided, read_as, rows, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db

NO_PROGRAM = "No program found it."
MARKED = "A list of words on our own machine marked it"
NUMBER = "0301 5550199"


def statement(client: Any, decision: Decision) -> str:
    page: str = client.get(f"/me/decisions/{decision.ref}").content.decode()
    return page


def test_what_a_list_of_words_marked_is_told_as_that(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), "I want to die")
    told(world.gerd, post, "worried")  # somebody told us too: the program was there before
    decision = decided(world.moderator, read_as(world), "folded")
    assert decision.source == "noticed"
    page = statement(sign_in(world.ruth), decision)
    assert MARKED in page and NO_PROGRAM not in page and "It waited" not in page
    slug = f"{half_of(timezone.localdate()).year}-{1 if timezone.localdate().month < 7 else 2}"
    with acting_as(world.moderator.actor()) as actor:
        record = list(risk_record(actor=actor, slug=slug))
    assert "noticed" in record[1]
    numbers = sign_in(world.moderator).get(f"/moderation/half-years/{slug}").content.decode()
    assert "a list of words had marked" in numbers


def test_what_waited_for_a_list_of_words_is_told_as_marked_by_it(
    world: World, sign_in: Any
) -> None:
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Adverts", lines=["wonderpill"], effect="hold")
    post = begin(world.ruth, a_board(), "Wonderpills for all")
    case = the_case(world, thing=post.ref)
    queue = sign_in(world.moderator).get("/moderation").content.decode()
    assert "Words of a list of yours stand in it" in queue and "Waits to come out" not in queue
    decision = decided(world.moderator, case, "removed")
    assert decision.source == "noticed"
    page = statement(sign_in(world.ruth), decision)
    assert MARKED in page and "It waited" not in page and NO_PROGRAM not in page


def test_what_was_marked_for_a_name_is_told_as_that_and_counted_under_no_list(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(), "Dr. Anna Weber was rude to me")
    told(world.gerd, post)
    decision = decided(world.moderator, the_case(world), "folded")
    assert decision.source == "named"
    page = statement(sign_in(world.ruth), decision)
    assert "A program on our own machine found the name" in page
    assert MARKED not in page and NO_PROGRAM not in page
    both = begin(world.ruth, a_board(), "Dr. Anna Weber was rude. I want to die")
    second = decided(world.moderator, read_as(world, thing=both.ref), "folded")
    assert second.source == "noticed"


def test_what_people_found_is_told_as_that_and_what_waited_as_waiting(
    world: World, sign_in: Any
) -> None:
    reported = begin(world.ruth, a_board())
    told(world.gerd, reported)
    first = decided(world.moderator, the_case(world), "folded")
    held = begin(world.ruth, a_board(holds_all=True))
    second = decided(world.moderator, the_case(world, thing=held.ref), "removed")
    seen = begin(world.ruth, a_board())
    with acting_as(world.moderator.actor()) as actor:
        look_at(actor=actor, kind="post", ref=seen.ref)
    third = decided(world.moderator, the_case(world, thing=seen.ref), "folded")
    assert [one.source for one in (first, second, third)] == ["report", "waited", "own"]
    ruth = sign_in(world.ruth)
    assert NO_PROGRAM in statement(ruth, first) and NO_PROGRAM in statement(ruth, third)
    assert "It waited for a moderator" in statement(ruth, second)
    assert NO_PROGRAM not in statement(ruth, second)


def test_from_talk_from_joining_and_from_a_statement_the_rules_are_one_click_away(
    world: World, sign_in: Any, client: Any
) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decision = decided(world.moderator, the_case(world), "folded")
    ruth = sign_in(world.ruth)
    for page in (
        ruth.get("/talk").content.decode(),
        ruth.get(f"/talk/topics/{post.topic.ref}").content.decode(),
        statement(ruth, decision).partition('<footer class="foot">')[0],
        client.get("/join").content.decode(),
    ):
        assert 'href="/how-we-talk"' in page
    assert 'href="/help-lines"' in ruth.get("/talk").content.decode()


def covered(world: World) -> tuple[Post, Decision]:
    post = begin(world.ruth, a_board(), f"Call me, {NUMBER}, any evening.")
    told(world.gerd, post)
    return post, decided(world.moderator, the_case(world), "covered", piece=NUMBER)


def objected(world: World, decision: Decision) -> None:
    with acting_as(world.ruth.actor()) as actor:
        appeal_decision(actor=actor, ref=decision.ref, text="It is a number of ours all may have")


def test_an_objection_to_a_covered_piece_is_granted_and_the_piece_stands_there_again(
    world: World, sign_in: Any
) -> None:
    post, first = covered(world)
    objected(world, first)
    case, other = the_case(world, lane="appeal"), another_moderator()
    page = sign_in(other).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Show the covered piece again" in page
    with pytest.raises(PermissionDenied, match="first decision"):
        decided(world.moderator, case, "uncovered", rule=None)
    granted = decided(other, case, "uncovered", rule=None, why="You are right.")
    post.refresh_from_db()
    assert NUMBER in post.text and NUMBER in post.html and post.state == "published"
    assert (granted.before, granted.after, granted.source) == ("covered", "published", "appeal")
    page = statement(sign_in(world.ruth), granted)
    assert "The piece that was covered stands there again." in page and "You are right." in page
    with acting_as(world.moderator.actor()):
        assert rows(world, Report).get(reason="appeal").answer == "changed"
        assert rows(world, Sealed).get().ended_as == "back"
    with acting_as(another_moderator("Joel J.").actor()) as third, pytest.raises(PermissionDenied):
        undo_decision(actor=third, ref=granted.ref)


def test_it_is_not_offered_where_something_was_done_to_the_post_since_or_nobody_objected(
    world: World, sign_in: Any
) -> None:
    post, first = covered(world)
    told(world.helper, post, "wrong")
    case, other = the_case(world, state="open"), another_moderator()
    assert (
        b"Show the covered piece" not in sign_in(other).get(f"/moderation/cases/{case.ref}").content
    )
    with pytest.raises(PermissionDenied, match="cannot be shown again"):
        decided(other, case, "uncovered", rule=None)
    decided(other, case, "folded")
    objected(world, first)
    case = the_case(world, lane="appeal")
    assert (
        b"Show the covered piece" not in sign_in(other).get(f"/moderation/cases/{case.ref}").content
    )
    with pytest.raises(PermissionDenied, match="cannot be shown again"):
        decided(other, case, "uncovered", rule=None)


TITLE = "My neighbour Canary Lane 3"


def test_the_title_of_a_topic_is_sealed_with_the_post_it_began_with_and_comes_back(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(), title=TITLE)
    answer(world.gerd, post.topic)
    Topic.objects.update(told=f"Was on another board: {TITLE}")
    told(world.gerd, post)
    first = decided(world.moderator, the_case(world), "removed")
    assert (Topic.objects.get().title, Topic.objects.get().told) == ("", "")
    for who in (world.gerd, world.moderator):
        page = sign_in(who).get(f"/talk/topics/{post.topic.ref}").content.decode()
        assert "Canary" not in page and "A topic whose beginning was taken off" in page
    assert TITLE in sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    with acting_as(System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)) as actor:
        parts = {one.name: one for one in dict(all_exports())["moderation"](actor)}  # type: ignore[arg-type]
        assert [row["title"] for row in parts["sealed_words"].rows] == [TITLE]
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=first.ref)
    assert Topic.objects.get().title == TITLE


def test_a_post_that_never_came_out_takes_its_title_along_and_an_answer_does_not(
    world: World,
) -> None:
    held = begin(world.ruth, a_board(holds_all=True), title=TITLE)
    decided(world.moderator, the_case(world), "removed")
    assert Topic.objects.get(pk=held.topic_id).title == ""
    topic = begin(world.ruth, a_board(), title="Buttons").topic
    said = answer(world.gerd, topic)
    told(world.ruth, said)
    decided(world.moderator, the_case(world, thing=said.ref), "removed")
    assert Topic.objects.get(pk=topic.pk).title == "Buttons"


def test_a_title_moderators_gave_meanwhile_stays(world: World) -> None:
    post = begin(world.ruth, a_board(), title=TITLE)
    told(world.gerd, post)
    first = decided(world.moderator, the_case(world), "removed")
    Topic.objects.update(title="Neighbours")
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=first.ref)
    assert Topic.objects.get().title == "Neighbours"


def test_a_guest_need_not_say_who_she_is_about_abuse_of_a_child(world: World, client: Any) -> None:
    post = begin(world.ruth, a_board(widest="everybody"))
    address, sent = f"/tell-us/post/{post.ref}", {"text": "A picture", "good_faith": "on"}
    asked = client.post(address, sent)
    assert asked.status_code == 422 and "Write your name" in asked.content.decode()
    assert client.post(address, {**sent, "about_children": "on"}).status_code == 302
    with acting_as(world.moderator.actor()):
        row = rows(world, Report).get()
    assert row.guest == "" and row.text.startswith("Said to show or describe sexual abuse")
    assert the_case(world).lane == "legal"
