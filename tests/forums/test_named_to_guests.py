"""Of a board for members a guest learns that it is there, where the office said so, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from forums.actions.boards import change_board, make_board
from forums.models import Board
from members.models import Group
from moderation.actions.places import name_keeper
from po_platform.access.actor import Hat, acting_as
from tests.forums.old_forums import PHPBB, written
from tests.forums.talking import a_board, a_group_board, begin
from tests.forums.test_moving import moved
from tests.forums.test_talking import asked
from tests.personas import World

pytestmark = pytest.mark.django_db
HEADING = "For members</h2>"
SENTENCE = "Tricks for the kitchen and the bath."
GIVEN = {"title_en": "Daily life", "widest": "members", "starters": "members", "place": "5"}


def a_named_board(title: str = "Daily life", **values: Any) -> Board:
    return a_board(title, text={"en": SENTENCE}, **{"named_to_guests": True, **values})


def told(client: Any) -> str:
    """What stands under the heading, up to the next part of the page."""
    page = client.get("/talk").content.decode()
    return str(page.partition(HEADING)[2].partition("</section>")[0])


def test_a_guest_reads_name_and_sentence_and_how_to_join_and_nothing_else(
    world: World, client: Any
) -> None:
    board = a_named_board()
    post = begin(world.ruth, board, "Warm water first", title="Buttons in the morning")
    a_board("Open to all", widest="everybody")
    page = client.get("/talk")
    words = page.content.decode()
    assert "Daily life" in told(client) and SENTENCE in told(client)
    assert 'href="/join"' in told(client) and 'href="/sign-in?next=/talk"' in told(client)
    assert words.index("Open to all") < words.index(HEADING)
    for hidden in ("Buttons", "Warm water", world.ruth.name, str(board.ref), str(post.topic.ref)):
        assert hidden not in words, hidden
    for hidden in ("Last:", "Something new", "Nobody has written", "<time", "/talk/"):
        assert hidden not in told(client), hidden
    assert page["X-Robots-Tag"] == "noindex"


def test_without_an_open_board_it_is_not_said_that_there_is_nothing(client: Any) -> None:
    nothing = "There is nothing to read here yet."
    board = a_named_board(named_to_guests=False)
    assert nothing in client.get("/talk").content.decode() and not told(client)
    Board.objects.filter(pk=board.pk).update(named_to_guests=True)
    assert nothing not in client.get("/talk").content.decode() and "Daily life" in told(client)


@pytest.mark.parametrize(
    "values",
    [
        {"named_to_guests": False},
        {"widest": "group"},
        {"widest": "everybody"},
        {"closed_at": timezone.now() - timedelta(days=1)},
        {"group": True},
    ],
    ids=["not ticked", "for a group", "for everybody", "closed", "of a group"],
)
def test_others_are_not_told_of(client: Any, values: dict[str, Any]) -> None:
    """As they may stand in the database, however they came to."""
    board = a_named_board()
    assert "Daily life" in told(client)
    if "group" in values:
        values = {"group": Group.objects.create(kind="local", name={"en": "Harrowmere"})}
    Board.objects.filter(pk=board.pk).update(**values)
    assert not told(client)


def test_who_reads_it_finds_the_board_itself_alone(world: World, sign_in: Any) -> None:
    board = a_named_board()
    for who in (world.ruth, world.moderator):
        page = sign_in(who).get("/talk").content.decode()
        assert HEADING not in page and f"/talk/boards/{board.ref}" in page
    staff = sign_in(world.nasser)
    assert "Daily life" in told(staff) and "/join" not in told(staff)
    assert staff.get(f"/talk/boards/{board.ref}").status_code == 404


def test_who_moderates_one_of_them_and_is_no_member_finds_the_others_there(
    world: World, sign_in: Any
) -> None:
    hers, _other = a_named_board("Knees"), a_named_board("Wrists")
    with acting_as(world.administrator.actor()) as actor:
        name_keeper(
            actor=actor, person=world.nasser.person, places=[hers.ref], reason="knows knees"
        )
    client = sign_in(replace(world.nasser, hat=Hat.BOARD_MODERATOR, strong=True))
    assert f"/talk/boards/{hers.ref}" in client.get("/talk").content.decode()
    assert "Wrists" in told(client) and "Knees" not in told(client)


def test_its_address_answers_a_guest_as_an_unknown_one_does(client: Any) -> None:
    told_of, quiet = a_named_board(), a_board("Evening thoughts")
    answers = set()
    for ref in (told_of.ref, quiet.ref, uuid4()):
        reply = client.get(f"/talk/boards/{ref}")
        place = reply["Location"].replace(str(ref), "REF")
        answers.add((reply.status_code, place, reply.content))
    assert len(answers) == 1 and answers.pop()[0] == 302


def test_the_office_ticks_it_and_never_for_a_group(world: World, sign_in: Any, client: Any) -> None:
    group = a_group_board(world.ruth).group_id
    office = sign_in(world.administrator)
    page = office.get("/office/boards/new").content.decode()
    box = page.partition('name="named_to_guests"')[2].partition(">")[0]
    assert "Guests may see that this board is there" in page and "checked" not in box
    for preset in ("general", "mental_health"):
        office.post("/office/boards/new", {**GIVEN, "preset": preset})
        assert not Board.objects.latest("pk").named_to_guests
    board, there = Board.objects.latest("pk"), {**GIVEN, "named_to_guests": "on"}
    for closer in ({"group": str(group)}, {"group": str(group), "widest": "group"}):
        refused = office.post(f"/office/boards/{board.ref}", {**there, **closer})
        assert refused.status_code == 422
        assert "Guests learn nothing of a group’s board." in refused.content.decode()
    assert not told(client)
    assert office.post(f"/office/boards/{board.ref}", there).status_code == 302
    assert "Daily life" in told(client)
    for who in (world.ruth, world.nasser):
        assert sign_in(who).post(f"/office/boards/{board.ref}", GIVEN).status_code == 403
    assert "Daily life" in told(client)
    office.post(f"/office/boards/{board.ref}", GIVEN)
    assert not told(client)


def test_no_way_of_making_or_changing_a_board_names_a_groups(world: World) -> None:
    board = a_group_board(world.ruth)
    with acting_as(world.administrator.actor()) as actor:
        with pytest.raises(PermissionDenied, match="group’s board"):
            make_board(actor=actor, title={"en": "X"}, group=board.group, named_to_guests=True)
        with pytest.raises(PermissionDenied, match="group’s board"):
            change_board(actor=actor, ref=board.ref, named_to_guests=True)
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied):
        make_board(actor=actor, title={"en": "X"}, named_to_guests=True)
    assert not Board.objects.filter(named_to_guests=True).exists()


def test_boards_of_an_old_forum_come_in_without_it_and_the_export_says_it(
    client: Any, tmp_path: Path
) -> None:
    moved("phpbb", written(tmp_path, "dump.sql", PHPBB))
    assert Board.objects.exists() and not told(client)
    a_named_board()
    call_command("export_forum", str(tmp_path / "forum.json"), "--json", stdout=StringIO())
    rows = json.loads((tmp_path / "forum.json").read_text("utf-8"))["boards"]
    assert {row["title"]["en"] for row in rows if row["named_to_guests"]} == {"Daily life"}
    assert all("named_to_guests" in row for row in rows)


def test_thirty_of_them_ask_as_few_queries_as_one(client: Any) -> None:
    a_named_board()
    few = asked(client, "/talk")
    for number in range(30):
        a_named_board(f"Board {number}")
    assert "Board 29" in told(client) and asked(client, "/talk") == few
