"""On a board that search engines may read, whoever begins a topic can keep them out of it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from forums.actions.arranging import split_topic
from forums.actions.merging import merge_topics
from forums.export_parts import talk_parts
from forums.models import Board, Draft, Topic
from forums.rules import lets_engines_in
from po_platform.access.actor import Purpose, System, acting_as
from tests.forums.talking import a_board, answer, begin
from tests.personas import World

pytestmark = pytest.mark.django_db
ASKED = "Search engines may not find this"
SENT = {"title": "Buttons", "text": "Warm water first", "audience": "everybody"}
OUT = {**SENT, "kept_from_engines": "on"}


def an_open_board() -> Board:
    return a_board(widest="everybody", engines=True)


def robots(client: Any, topic: Topic) -> str:
    found: str = client.get(f"/talk/topics/{topic.ref}")["X-Robots-Tag"]
    return found


def test_the_topic_is_kept_out_and_others_of_the_board_are_not(
    world: World, sign_in: Any, client: Any
) -> None:
    board, ruth = an_open_board(), sign_in(world.ruth)
    where = f"/talk/boards/{board.ref}/begin"
    page = ruth.post(where, {"act": "title", "title": "Buttons"}).content.decode()
    assert ASKED in page and "kept_from_engines" in page
    ruth.post(where, SENT)
    ruth.post(where, OUT)
    found, hidden = Topic.objects.order_by("pk")
    assert (robots(client, found), robots(client, hidden)) == ("all", "noindex")
    assert client.get(f"/talk/boards/{board.ref}")["X-Robots-Tag"] == "all"
    said = "Search engines are asked to leave it out."
    assert said in client.get(f"/talk/topics/{hidden.ref}").content.decode()
    assert said not in client.get(f"/talk/topics/{found.ref}").content.decode()


@pytest.mark.parametrize("kind", ["no engines", "members"])
def test_it_is_asked_only_where_they_come_in(world: World, sign_in: Any, kind: str) -> None:
    widest = "members" if kind == "members" else "everybody"
    board = a_board(widest=widest, engines=kind == "members")
    ruth, where = sign_in(world.ruth), f"/talk/boards/{board.ref}/begin"
    assert ASKED not in ruth.post(where, {"act": "title", "title": "Buttons"}).content.decode()
    ruth.post(where, {**OUT, "audience": widest})
    topic = Topic.objects.get()
    assert not topic.kept_from_engines and not lets_engines_in(board, topic)
    assert robots(ruth, topic) == "noindex"


def test_the_tick_stays_in_what_she_began_and_in_what_she_looks_at(
    world: World, sign_in: Any
) -> None:
    board, ruth = an_open_board(), sign_in(world.ruth)
    where = f"/talk/boards/{board.ref}/begin"

    def is_ticked(page: Any) -> bool:
        box = page.content.decode().partition('name="kept_from_engines"')[2].partition(">")[0]
        return "checked" in box

    assert is_ticked(ruth.post(where, {**OUT, "act": "preview"}))
    ruth.post(where, {**OUT, "act": "keep"})
    assert is_ticked(ruth.get(where))
    by_the_script = ruth.post(f"/talk/drafts/board/{board.ref}", SENT)
    assert by_the_script.status_code == 204 and not is_ticked(ruth.get(where))
    ruth.post(f"/talk/drafts/board/{board.ref}", OUT)
    assert is_ticked(ruth.get(where))
    ruth.post(where, OUT)
    assert Topic.objects.get().kept_from_engines
    with acting_as(world.ruth.actor()) as actor:
        assert not Draft.objects.visible_to(actor).exists()


def test_its_posts_are_kept_out_wherever_they_go(world: World) -> None:
    board = an_open_board()
    found = begin(world.gerd, board).topic
    hidden = begin(world.ruth, board).topic
    Topic.objects.filter(pk=hidden.pk).update(kept_from_engines=True)
    answer(world.gerd, hidden, "About gloves")
    with acting_as(world.moderator.actor()) as actor:
        new = split_topic(actor=actor, topic=hidden.ref, numbers=[2], title="Gloves", told="So.")
        assert new.kept_from_engines
        merge_topics(actor=actor, topic=hidden.ref, into=found.ref, told="The same.")
    found.refresh_from_db()
    assert found.kept_from_engines and not lets_engines_in(board, found)


def test_what_she_asked_goes_along_with_the_forum_and_with_her(
    world: World, tmp_path: Path
) -> None:
    board = an_open_board()
    begin(world.gerd, board)
    hidden = begin(world.ruth, board).topic
    Topic.objects.filter(pk=hidden.pk).update(kept_from_engines=True)
    call_command("export_forum", str(tmp_path / "forum.json"), "--json", stdout=StringIO())
    topics = json.loads((tmp_path / "forum.json").read_text("utf-8"))["topics"]
    assert [row["kept_from_engines"] for row in topics] == [False, True]
    system = System(Purpose.EXPORT, person_id=world.ruth.person.pk)
    with acting_as(system):
        begun = next(part for part in talk_parts(system) if part.name == "topics_begun")
        assert [row["kept_from_engines"] for row in begun.rows] == [True]
