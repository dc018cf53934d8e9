"""While a title is typed a few topics come back: only what its writer may read, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from forums.models import Board, Draft, Topic
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, begin
from tests.personas import World

pytestmark = pytest.mark.django_db
TITLE = {"title": "My stiffness in the morning"}


@pytest.fixture(autouse=True)
def _nothing_tried() -> None:
    cache.clear()


def where(board: Board) -> str:
    return f"/talk/boards/{board.ref}/alike"


def asked(client: Client, board: Board, **typed: str) -> Any:
    return client.post(where(board), typed or TITLE)


def titles(came: Any) -> list[str]:
    return [topic.title for topic in came.context["topics"]] if came.content else []


def test_the_closest_topics_come_and_never_more_than_three(world: World, sign_in: Any) -> None:
    board, gerd = a_board(), sign_in(world.gerd)
    for title in ("Stiff hands", "Mornings by train", "Stiff on some mornings", "Holidays"):
        begin(world.ruth, board, title=title)
    came = asked(gerd, board)
    assert titles(came) == ["Stiff on some mornings", "Mornings by train", "Stiff hands"]
    page = came.content.decode()
    assert "Others have talked about something like this, in 3 topics:" in page
    first = Topic.objects.get(title="Stiff hands")
    assert f'href="/talk/topics/{first.ref}"' in page and "<html" not in page
    begin(world.ruth, board, title="Stiff hands once more")
    assert len(titles(asked(gerd, board))) == 3


def test_what_she_may_not_read_is_not_among_them(world: World, sign_in: Any) -> None:
    board, group = a_board(), a_group_board(world.ruth)
    begin(world.ruth, group, title="Stiffness in a group")
    begin(world.ruth, board, "I want to die", title="Stiffness kept close")
    Board.objects.filter(pk=board.pk).update(holds_all=True)
    begin(world.ruth, board, title="Stiffness that waits")
    gerd = sign_in(world.gerd)
    assert asked(gerd, board).status_code == 204
    assert titles(asked(sign_in(world.ruth), group)) == ["Stiffness in a group"]
    Topic.objects.filter(title="Stiffness in a group").update(board=board, audience="members")
    assert titles(asked(gerd, board)) == ["Stiffness in a group"]


def test_only_who_may_begin_a_topic_there_is_answered(world: World, sign_in: Any) -> None:
    board, group = a_board(widest="everybody"), a_group_board(world.ruth)
    begin(world.ruth, board, title="Stiff hands in the morning")
    gerd = sign_in(world.gerd)
    assert asked(gerd, board).status_code == 200
    assert asked(gerd, group).status_code == 404
    visitor = asked(Client(), board)
    assert visitor.status_code == 302 and "/sign-in" in visitor["Location"]
    assert asked(sign_in(world.researcher), board).status_code == 403
    Board.objects.filter(pk=board.pk).update(starters="team")
    assert asked(gerd, board).status_code == 403
    Board.objects.filter(pk=board.pk).update(starters="members", closed_at=timezone.now())
    assert asked(gerd, board).status_code == 403


def test_what_is_typed_goes_into_no_address_and_nothing_of_it_is_kept(
    world: World, sign_in: Any
) -> None:
    board, gerd = a_board(), sign_in(world.gerd)
    begin(world.ruth, board, title="Stiff hands in the morning")
    before = Event.objects.count()
    assert gerd.get(where(board), TITLE).status_code == 405
    assert asked(gerd, board).status_code == 200
    assert Event.objects.count() == before
    with acting_as(world.gerd.actor()) as actor:
        assert not Draft.objects.visible_to(actor).exists()


@pytest.mark.parametrize("typed", ["", "   ", "My", "am I so in it", "x" * 121, "?!… & |:*"])
def test_a_few_letters_or_far_too_many_bring_nothing(
    world: World, sign_in: Any, typed: str
) -> None:
    board = a_board()
    begin(world.ruth, board, title=f"My in it so {'x' * 100}")
    came = asked(sign_in(world.gerd), board, title=typed)
    assert came.status_code == 204 and not came.content


def test_after_thirty_in_a_minute_it_waits(world: World, sign_in: Any) -> None:
    board, gerd = a_board(), sign_in(world.gerd)
    begin(world.ruth, board, title="Stiff hands in the morning")
    came = [asked(gerd, board).status_code for _time in range(31)]
    assert came == [200] * 30 + [429]
    assert asked(sign_in(world.moderator), board).status_code == 200


def test_it_asks_the_same_few_queries_however_much_is_there(world: World, sign_in: Any) -> None:
    board, gerd = a_board(), sign_in(world.gerd)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert asked(gerd, board).status_code == 200
        return len(caught)

    begin(world.ruth, board, title="Stiff hands in the morning")
    queries()
    one = queries()
    for number in range(4):
        begin(world.ruth, board, title=f"Stiff mornings {number}")
    assert queries() == one


def test_the_first_step_keeps_a_title_alone_in_nothings_place(world: World, sign_in: Any) -> None:
    board, gerd = a_board(), sign_in(world.gerd)
    step, kept = f"/talk/boards/{board.ref}/begin", f"/talk/drafts/board/{board.ref}"
    assert f'data-draft="{kept}"' in gerd.get(step).content.decode()
    gerd.post(kept, {"title": "", "text": "written before"})
    page = gerd.get(step).content.decode()
    assert "What is it about?" in page and f'data-draft="{kept}"' not in page
    gerd.post(kept, {"title": "Mine"})
    page = gerd.get(step).content.decode()
    assert 'value="Mine"' in page and "What you began is still here." in page
