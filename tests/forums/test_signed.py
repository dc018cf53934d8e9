"""The moderation team as sender: no reader learns who of them wrote it, by no way there is."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest

from forums.actions.reading import ignore
from forums.actions.taking_along import take_along
from forums.actions.telling import tell_readers
from forums.models import Draft, Post, Topic
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, earlier
from tests.moderation.cases import also_a_member, another_moderator, told
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
NAME = "Anneke V."


def team(world: World) -> Persona:
    return also_a_member(another_moderator(NAME))


def by_team(world: World, text: str = "We closed this for a while", **board: Any) -> Post:
    topic = begin(world.ruth, a_board(**board)).topic
    return answer(team(world), topic, text, signed="team")


def test_who_moderates_chooses_as_whom_she_writes(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    client = sign_in(team(world))
    page = client.get(f"/talk/topics/{topic.ref}/reply").content.decode()
    assert "As whom do you write?" in page
    found = {}
    for signed in ("named", "team", "self"):
        sent = {"text": f"As {signed}", "signed": signed}
        assert client.post(f"/talk/topics/{topic.ref}/reply", sent).status_code == 302
        row = Post.objects.get(text=f"As {signed}")
        found[signed] = (row.as_team, row.unnamed)
    assert found == {"named": (True, False), "team": (True, True), "self": (False, False)}
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    assert f"{NAME}, for the moderators" in page and "The moderation team" in page


def test_nobody_else_can(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    gerd = sign_in(world.gerd)
    assert "As whom" not in gerd.get(f"/talk/topics/{topic.ref}/reply").content.decode()
    gerd.post(f"/talk/topics/{topic.ref}/reply", {"text": "Me", "signed": "team"})
    answer(world.gerd, topic, "Me again", signed="team")
    for row in Post.objects.filter(author=world.gerd.person):
        assert (row.as_team, row.unnamed) == (False, False)


def test_what_she_chose_stays_with_what_she_began(world: World, sign_in: Any) -> None:
    topic, who = begin(world.ruth, a_board()).topic, team(world)
    client, where = sign_in(who), f"/talk/topics/{topic.ref}/reply"
    client.post(where, {"text": "Begun", "signed": "team", "act": "keep"})
    with acting_as(who.actor()) as actor:
        assert Draft.objects.visible_to(actor).get().signed == "team"
    page = client.get(where).content.decode()
    assert "checked" in page.split('value="team"')[1].split(">")[0]


def test_no_page_says_who_it_was_but_to_moderators(world: World, sign_in: Any) -> None:
    post = by_team(world, widest="everybody")
    topic, gerd = post.topic, sign_in(world.gerd)
    answer(world.gerd, topic, "I see", answers_no=post.no, quoted="We closed this")
    Topic.objects.update(last_by_team=True, last_poster=None)  # as before the answer
    for where in (
        f"/talk/topics/{topic.ref}", f"/talk/topics/{topic.ref}/print",
        f"/talk/topics/{topic.ref}/reply?to={post.no}", f"/talk/boards/{topic.board.ref}",
        f"/tell-us/post/{post.ref}", "/talk/new",
    ):  # fmt: skip
        page = gerd.get(where).content.decode()
        assert NAME not in page, where
        assert "oderation team" in page or "/reply" in where or "/new" in where, where
    seen = sign_in(world.moderator).get(f"/talk/topics/{topic.ref}").content.decode()
    assert f"The moderation team ({NAME})" in seen


def test_a_list_names_nobody_last_and_the_next_one_again(world: World) -> None:
    post = by_team(world)
    topic = Topic.objects.get(pk=post.topic_id)
    assert (topic.last_by_team, topic.last_poster_id) == (True, None)
    answer(world.gerd, topic, "And me")
    topic.refresh_from_db()
    assert (topic.last_by_team, topic.last_poster_id) == (False, world.gerd.person.pk)


def test_search_finds_it_and_not_by_her_name(world: World, sign_in: Any) -> None:
    by_team(world, "Zebrafish are kept elsewhere")
    gerd = sign_in(world.gerd)
    page = gerd.get("/search?q=zebrafish").content.decode()
    assert "The moderation team" in page and NAME not in page
    found = gerd.get(f"/search?q=zebrafish&by={NAME}").content.decode()
    assert "Nothing found" in found


def test_ignoring_her_folds_and_hides_nothing_the_team_signed(world: World, sign_in: Any) -> None:
    post = by_team(world, "Zebrafish are kept elsewhere")
    author = post.author
    assert author is not None
    with acting_as(world.gerd.actor()) as actor:
        ignore(actor=actor, person=author.ref)
    gerd = sign_in(world.gerd)
    assert "You ignore" not in gerd.get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert "The moderation team" in gerd.get("/search?q=zebrafish").content.decode()


def test_files_of_the_forum_name_nobody(world: World) -> None:
    post = by_team(world, "Shut for a day")
    who = world.moderator
    begun = begin(team(world), a_board("News"), "From all of us", title="Told", signed="team")
    out = StringIO()
    with acting_as(who.actor()) as actor:
        take_along(actor=actor, out=out)
    found = json.loads(out.getvalue())
    assert NAME not in out.getvalue()
    row = next(row for row in found["posts"] if row["ref"] == str(post.ref))
    assert row["author"] is None and row["as_team"] is True
    topic = next(row for row in found["topics"] if row["ref"] == str(begun.topic.ref))
    assert topic["starter"] is None


def test_her_page_lists_nothing_she_wrote_for_the_team(world: World, sign_in: Any) -> None:
    who = team(world)
    begin(who, a_board(), "From all of us", title="Signed by the team", signed="team")
    begin(who, a_board(), "By me", title="Signed by name", signed="named")
    where, ruth = f"/talk/people/{who.person.ref}", sign_in(world.ruth)
    assert ruth.get(where).status_code == 404
    begin(who, a_board(), "As one of you", title="As a member", signed="self")
    page = ruth.get(where).content.decode()
    assert "As a member" in page and "Signed by" not in page


def test_those_who_follow_hear_of_it_whomever_they_ignore(world: World) -> None:
    post = by_team(world)
    author = post.author
    assert author is not None
    with acting_as(world.ruth.actor()) as actor:
        ignore(actor=actor, person=author.ref)
    earlier(6)
    assert tell_readers() >= 1
    assert Outbox.objects.filter(person_id=world.ruth.person.pk).exists()
    assert any("ruth@example.org" in one.to for one in deliver())


@pytest.mark.parametrize("signed", ["team", "self"])
def test_whom_she_ignores_since_it_was_queued_is_left_out_where_a_name_stands(
    world: World, signed: str
) -> None:
    who = team(world)
    answer(who, begin(world.ruth, a_board()).topic, "Zebrafish", signed=signed)
    earlier(6)
    assert tell_readers() >= 1
    with acting_as(world.ruth.actor()) as actor:
        ignore(actor=actor, person=who.person.ref)
    assert any("ruth@example.org" in one.to for one in deliver()) is (signed == "team")


def test_an_attack_on_a_moderator_is_a_reason_of_its_own(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    page = sign_in(world.gerd).get(f"/tell-us/post/{post.ref}").content.decode()
    assert "It attacks a moderator" in page
    assert told(world.gerd, post, "team").reason == "team"
