"""A closed board is for reading: it is still found, by whoever may read it and by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from forums.asked_about import places_to_ask
from forums.models import Board, BoardReader, Post, Topic
from tests.forums.old_forums import PHPBB, written
from tests.forums.talking import a_board, a_group_board, begin
from tests.forums.test_moving import moved
from tests.forums.test_talking import asked
from tests.personas import World

pytestmark = pytest.mark.django_db
APART = "Closed, to read"


def close(board: Board) -> None:
    Board.objects.filter(pk=board.pk).update(closed_at=timezone.now())


def front(client: Any) -> tuple[str, str]:
    """(what stands on the open boards, what stands apart) on the front page."""
    open_ones, _sign, rest = client.get("/talk").content.decode().partition(APART)
    return open_ones, rest.partition("</details>")[0]


def test_it_stands_apart_and_its_posts_are_found_there(world: World, sign_in: Any) -> None:
    evening, daily = a_board("Evening thoughts"), a_board("Daily life")
    begin(world.ruth, evening, "Buttons at night", title="Awake")
    begin(world.ruth, daily, "Buttons at noon", title="Lunch")
    gerd = sign_in(world.gerd)
    assert "Evening thoughts" in front(gerd)[0] and not front(gerd)[1]
    close(evening)
    open_ones, apart = front(gerd)
    assert "Daily life" in open_ones and "Evening thoughts" not in open_ones
    assert f"/talk/boards/{evening.ref}" in apart and "Daily life" not in apart
    assert "Awake" in gerd.get(f"/talk/boards/{evening.ref}").content.decode()
    there = {"q": "buttons", "where": f"posts:{evening.ref}"}
    page = gerd.get("/search", there).content.decode()
    assert "Evening thoughts (closed)</option>" in page and "Daily life</option>" in page
    assert "at night" in page and "at noon" not in page


def test_who_may_not_read_it_finds_no_word_of_it(world: World, sign_in: Any, client: Any) -> None:
    group, members = a_group_board(world.ruth), a_board("Evening thoughts")
    begin(world.ruth, group, "Buttons of ours", title="Among us")
    begin(world.ruth, members, "Buttons at night", title="Awake")
    for board in (group, members):
        close(board)
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    for who, seen in (
        (ruth, {"Harrowmere", "Evening thoughts", "Among us", "Awake"}),
        (gerd, {"Evening thoughts", "Awake"}),
        (client, set()),
    ):
        pages = who.get("/talk").content.decode() + who.get("/search?q=x").content.decode()
        found = {
            name
            for name in ("Harrowmere", "Evening thoughts", "Among us", "Awake")
            if name in pages
        }
        assert found == seen
    assert APART not in client.get("/talk").content.decode()
    asked_there = {"q": "buttons", "where": f"posts:{group.ref}"}
    assert "Among us" in ruth.get("/search", asked_there).content.decode()
    assert "Among us" not in gerd.get("/search", asked_there).content.decode()


def test_nothing_is_new_there_and_an_empty_one_is_not_shown(world: World, sign_in: Any) -> None:
    board, empty = a_board("Evening thoughts"), a_board("Nobody came")
    begin(world.ruth, board)
    gerd = sign_in(world.gerd)
    assert "Something new" in front(gerd)[0]
    for one in (board, empty):
        close(one)
    _open_ones, apart = front(gerd)
    assert "Evening thoughts" in apart
    assert "Something new" not in apart and "Nobody came" not in apart
    assert "There is nothing to read here yet" not in gerd.get("/talk").content.decode()
    assert "1 new" in gerd.get("/talk/new").content.decode()
    gerd.post("/talk/read")
    assert "You have read everything." in gerd.get("/talk/new").content.decode()
    assert not BoardReader.objects.filter(board=empty).exists()


def test_nobody_begins_or_answers_there_and_no_choice_offers_it(world: World, sign_in: Any) -> None:
    board = a_board("Evening thoughts")
    topic = begin(world.ruth, board).topic
    close(board)
    gerd = sign_in(world.gerd)
    assert "Begin a topic" not in gerd.get(f"/talk/boards/{board.ref}").content.decode()
    assert gerd.post(f"/talk/topics/{topic.ref}/reply", {"text": "Hello"}).status_code == 403
    assert not places_to_ask(world.gerd.actor())
    assert Post.objects.count() == 1


def test_the_locked_boards_of_an_old_forum_are_there_to_read(
    world: World, sign_in: Any, tmp_path: Path
) -> None:
    moved("phpbb", written(tmp_path, "dump.sql", PHPBB))
    board = Board.objects.get(closed_at__isnull=False)
    gerd = sign_in(world.gerd)
    assert f"/talk/boards/{board.ref}" in front(gerd)[1]
    topic = Topic.objects.get(board=board)
    assert str(topic.ref) in gerd.get(f"/talk/boards/{board.ref}").content.decode()


def test_the_office_opens_a_board_she_may_read_from_its_list(world: World, sign_in: Any) -> None:
    members, everybody = a_board("Members here"), a_board("All here", widest="everybody")
    close(members)
    team = sign_in(world.moderator).get("/office/boards").content.decode()
    office = sign_in(world.administrator).get("/office/boards").content.decode()
    to = [f'href="/talk/boards/{one.ref}"' for one in (members, everybody)]
    assert [link in team for link in to] == [True, True]
    assert [link in office for link in to] == [False, True]


def test_thirty_of_them_ask_as_few_queries_as_one(world: World, sign_in: Any) -> None:
    first = a_board("Old 0")
    topic = begin(world.ruth, first).topic
    close(first)
    client = sign_in(world.ruth)
    pages = ("/talk", "/search?q=buttons")
    few = [asked(client, page) for page in pages]
    for number in range(1, 30):
        board = a_board(f"Old {number}", closed_at=timezone.now())
        Topic.objects.create(
            board=board, title=f"T {number}", audience="members", posts=1, starter=topic.starter,
            begun_at=topic.begun_at, shown_at=topic.shown_at, last_post_at=topic.last_post_at,
        )  # fmt: skip
    assert "Old 29" in front(client)[1]
    assert [asked(client, page) for page in pages] == few
    assert few[0] <= 8
