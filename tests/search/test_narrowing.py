"""A search narrowed to one topic, to one author, to where an answer helped."""

from __future__ import annotations

from typing import Any

import pytest

from forums.models import Badge, Post, Topic
from members.models import Person
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.personas import World

pytestmark = pytest.mark.django_db


def found(client: Any, **asked: str) -> list[str]:
    page = client.get("/search", {"q": "gloves", **asked})
    assert page.status_code == 200, asked
    results = page.context["found"]
    return sorted(hit.snippet for part in (*results.parts, *results.near) for hit in part.hits)


def words(*said: str) -> list[str]:
    return sorted(f"<mark>Gloves</mark> {one}" for one in said)


def test_one_topic_is_searched_by_who_may_read_it(world: World, sign_in: Any) -> None:
    group = a_group_board(world.ruth)
    topic = begin(world.ruth, group, "Gloves here", title="Ours").topic
    begin(world.gerd, a_board(), "Gloves there", title="Other")
    place = {"where": f"posts:topic.{topic.ref}"}
    ruth = sign_in(world.ruth)
    assert found(ruth, **place) == words("here")
    assert "In the topic “Ours”" in ruth.get("/search", {"q": "gloves", **place}).content.decode()
    for where in (place["where"], "posts:topic.x", f"pages:topic.{topic.ref}"):
        refused = sign_in(world.gerd).get("/search", {"q": "gloves", "where": where})
        assert refused.status_code == 422 and "Ours" not in refused.content.decode(), where


def test_a_long_topic_offers_to_be_searched(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "Gloves").topic
    assert (
        "Search this topic"
        not in sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    )
    Topic.objects.filter(pk=topic.pk).update(posts=21)
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()
    assert f'value="posts:topic.{topic.ref}"' in page


def test_members_look_for_what_one_person_wrote(world: World, sign_in: Any, client: Any) -> None:
    topic = begin(world.ruth, a_board(widest="everybody"), "Gloves of Ruth").topic
    answer(world.gerd, topic, "Gloves of Gerd")
    Person.objects.filter(pk=world.gerd.person.pk).update(display_name="Gerd from Harrow")
    assert found(sign_in(world.ruth), by="gerd from harrow ") == words("of Gerd")
    assert found(sign_in(world.ruth), by="Gerd") == []
    assert found(client, by="Gerd from Harrow") == words("of Gerd", "of Ruth")
    assert "Written by" not in client.get("/search").content.decode()


def test_only_where_an_answer_helped(world: World, sign_in: Any) -> None:
    board = a_board()
    begin(world.ruth, board, "Gloves nobody knows")
    topic = begin(world.ruth, board, "Gloves that help", title="Helped").topic
    Topic.objects.filter(pk=topic.pk).update(helpful=1)
    assert found(sign_in(world.gerd), helped="on") == words("that help")
    page = sign_in(world.gerd).get("/search", {"q": "gloves", "helped": "on"}).content.decode()
    assert "<details open" in page


def test_only_where_a_health_professional_answered(world: World, sign_in: Any) -> None:
    board = a_board()
    begin(world.ruth, board, "Gloves nobody knows")
    topic = begin(world.ruth, board, "Gloves and an answer", title="Answered").topic
    said = answer(world.gerd, topic, "Wear them at night")
    gerd = sign_in(world.gerd)
    assert found(gerd, expert="on") == []
    Badge.objects.create(person=world.gerd.person, kind="peer")
    assert found(gerd, expert="on") == []
    Badge.objects.update(kind="clinician")
    assert found(gerd, expert="on") == words("and an answer")
    for hidden in ({"state": "removed"}, {"state": "published", "unnamed": True}):
        Post.objects.filter(pk=said.pk).update(**hidden)
        assert found(gerd, expert="on") == []
