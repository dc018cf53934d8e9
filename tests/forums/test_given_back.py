"""A post that was given back waits for its author, not for a moderator: she reads so wherever she looks."""

from __future__ import annotations

from typing import Any

import pytest

from forums.models import Post
from members.actions.groups import leave_group
from members.models import Group
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, changed
from tests.moderation.cases import decided, the_case, told
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
FOR_HER, FOR_THEM = "A moderator asks you to change", "waits for a moderator"


def given_back(world: World, board: Any) -> Post:
    """Gerd's answer in Ruth's topic, which a moderator wants changed."""
    post = answer(world.gerd, begin(world.ruth, board).topic, "rude words")
    told(world.ruth, post)
    decided(world.moderator, the_case(world, thing=post.ref), "returned", rule=None)
    post.refresh_from_db()
    return post


def pages(client: Any, post: Post) -> list[str]:
    here = (f"/talk/topics/{post.topic.ref}", "/talk/mine")
    return [client.get(one).content.decode() for one in here]


def test_lists_and_topic_say_who_waits_for_whom(world: World, sign_in: Any) -> None:
    post, client = given_back(world, a_board()), sign_in(world.gerd)
    topic, mine = pages(client, post)
    assert FOR_HER in topic and f"/talk/posts/{post.ref}" in topic
    assert "Waiting for you" in mine and "Waiting for a moderator" not in mine
    assert FOR_THEM not in topic
    changed(world.gerd, post, "kind words", version=post.version)
    topic, mine = pages(client, post)
    assert FOR_THEM in topic and FOR_HER not in topic
    assert "Waiting for a moderator" in mine and "Waiting for you" not in mine


def test_it_stands_on_her_start_page_until_she_changed_it(world: World, sign_in: Any) -> None:
    post, client = given_back(world, a_board()), sign_in(world.gerd)
    start = client.get("/start").content.decode()
    assert "A moderator asks you to change a post" in start and f"/talk/posts/{post.ref}" in start
    assert "rude words" not in start and "Buttons" not in start
    client.get(f"/talk/posts/{post.ref}")
    assert b"A moderator asks you to change a post" in client.get("/start").content
    other = sign_in(world.ruth).get("/start").content
    assert b"A moderator asks you to change a post" not in other
    changed(world.gerd, post, "kind words", version=post.version)
    assert b"A moderator asks you to change a post" not in client.get("/start").content


def test_where_she_can_no_longer_write_nothing_waits_for_her(world: World, sign_in: Any) -> None:
    post = given_back(world, a_group_board(world.ruth, world.gerd))
    client = sign_in(world.gerd)
    assert b"A moderator asks you to change a post" in client.get("/start").content
    _leaves(world.gerd)
    assert sign_in(world.gerd).get(f"/talk/posts/{post.ref}/change").status_code == 404
    assert b"A moderator asks you to change a post" not in client.get("/start").content


def _leaves(who: Persona) -> None:
    with acting_as(who.actor()) as actor:
        leave_group(actor=actor, ref=Group.objects.get().ref)
