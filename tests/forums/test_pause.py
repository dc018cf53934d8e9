"""A pause between two posts of one person: said before, kept to, and nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from forums.models import Board, Post, Topic
from forums.rules import next_turn
from tests.forums.talking import a_board, answer, begin, earlier
from tests.personas import World

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes_ago", "pause", "waits"), [(59, 60, 1), (60, 60, 0), (1, 0, 0), (None, 60, 0)]
)
def test_the_next_turn_is_a_pause_after_the_last_post(
    minutes_ago: int | None, pause: int, waits: int
) -> None:
    last = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    at = next_turn(last=last, pause=pause, now=NOW)
    assert at == (NOW + timedelta(minutes=waits) if waits else None)


@pytest.mark.django_db
def test_a_moderator_slows_a_topic_down_and_undoes_it(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    team, keep = sign_in(world.moderator), f"/talk/topics/{topic.ref}/keep"
    assert sign_in(world.gerd).post(keep, {"pause": "60"}).status_code == 403
    team.post(keep, {"pause": "60"})
    page, client = f"/talk/topics/{topic.ref}", sign_in(world.gerd)
    shown = client.get(page).content.decode()
    assert "Pause between two posts of one person: An hour." in shown
    assert "You can send your next answer" not in shown
    client.post(f"{page}/reply", {"text": "One"})
    assert "You can send your next answer on" in client.get(page).content.decode()
    refused = client.post(f"{page}/reply", {"text": "Two, in anger"})
    assert refused.status_code == 403 and Post.objects.count() == 2
    body = refused.content.decode()
    assert "You can write again on" in body and "Two, in anger" in body
    for odd in ("61", "x", "-1", ""):
        team.post(keep, {"pause": odd})
        assert Topic.objects.get().pause == 60
    team.post(keep, {"pause": "0"})
    client.post(f"{page}/reply", {"text": "Two"})
    assert Post.objects.count() == 3


@pytest.mark.django_db
def test_a_pause_is_of_one_person_in_one_topic_and_not_of_the_team(world: World) -> None:
    board = a_board(pause=60)
    topic = begin(world.ruth, board).topic
    answer(world.gerd, topic)
    for who in (world.ruth, world.gerd):
        with pytest.raises(PermissionDenied, match="pause"):
            answer(who, topic)
    with pytest.raises(PermissionDenied, match="pause"):
        begin(world.ruth, board)
    begin(world.ruth, a_board("Another"))
    answer(world.moderator, topic)
    answer(world.moderator, topic)
    earlier(61)
    answer(world.ruth, topic)


@pytest.mark.django_db
def test_a_post_taken_back_does_not_shorten_the_pause(world: World) -> None:
    from forums.actions.changing import take_back_post
    from po_platform.access.actor import acting_as

    topic = begin(world.gerd, a_board(pause=15)).topic
    post = answer(world.ruth, topic)
    with acting_as(world.ruth.actor()) as ruth:
        take_back_post(actor=ruth, ref=post.ref)
    with pytest.raises(PermissionDenied, match="pause"):
        answer(world.ruth, topic)


@pytest.mark.django_db
def test_the_office_sets_the_pause_of_a_board(world: World, sign_in: Any) -> None:
    board = a_board()
    page, given = (
        f"/office/boards/{board.ref}/held",
        {"first_posts_held": "0", "in_danger": "open", "pause": "240"},
    )
    assert sign_in(world.ruth).post(page, given).status_code == 403
    sign_in(world.administrator).post(page, given)
    assert Board.objects.get().pause == 240
    sign_in(world.administrator).post(page, {**given, "pause": "7"})
    assert Board.objects.get().pause == 240
