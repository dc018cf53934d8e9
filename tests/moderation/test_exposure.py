"""What a moderator looked at is hers alone; a kind word after a hard case, and pictures grey."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forums.models import PostFile
from moderation.actions.team import arrange_desk, say_care
from moderation.exposure import Exposure, asks_to_rest
from moderation.queries.exposure import my_exposure
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, the_case, told
from tests.personas import World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seen", "read", "word"),
    [
        (Exposure(), 0, ""),
        (Exposure(hard=1, last=7, last_at=NOON), 0, "just"),
        (Exposure(hard=1, last=7, last_at=NOON), 7, ""),
        (Exposure(hard=1, last=8, last_at=NOON), 7, "just"),
        (Exposure(hard=1, last=7, last_at=NOON - timedelta(hours=4)), 0, "after"),
        (Exposure(hard=1, last=7, last_at=NOON - timedelta(days=2)), 7, ""),
        (Exposure(hard=3, last=7, last_at=NOON - timedelta(days=2)), 0, "much"),
        (Exposure(hard=3, last=7, last_at=NOON), 7, ""),
    ],
)
def test_a_word_after_a_hard_case_or_many_and_not_twice(
    seen: Exposure, read: int, word: str
) -> None:
    assert asks_to_rest(seen, most=3, read=read, now=NOON) == word


@pytest.mark.django_db
def test_after_a_hard_case_there_is_a_kind_word_with_whom_to_talk_to(
    world: World, sign_in: Any
) -> None:
    with acting_as(world.administrator.actor()) as actor:
        say_care(actor=actor, talk_to="Hanna K.", phone="01 23 45", hard_cases=2)
    board, client = a_board(), sign_in(world.moderator)
    told(world.gerd, begin(world.ruth, board), "rude")
    client.get(f"/moderation/cases/{the_case(world).ref}")
    assert "hard one" not in client.get("/moderation").content.decode()
    told(world.gerd, begin(world.ruth, board), "worried")
    danger = f"/moderation/cases/{the_case(world, lane='crisis').ref}"
    for _time in range(2):
        assert client.get(danger).status_code == 200
    page = client.get("/moderation").content.decode()
    assert "That was a hard one" in page and "Hanna K.: 01 23 45" in page
    last = client.get("/moderation").context["rest"].last
    client.post("/moderation/for-you/rested", {"last": last})
    client.post("/moderation/for-you/rested", {"last": "no number"})
    assert "hard one" not in client.get("/moderation").content.decode()
    told(world.gerd, begin(world.ruth, board), "illegal")
    legal = the_case(world, lane="legal")
    assert client.get(f"/moderation/cases/{legal.ref}").status_code == 200
    page = client.get("/moderation").content.decode()
    assert "That is a lot" in page and "You opened 2 hard cases in seven days." in page
    assert "Read and decide" in page
    mine = client.get("/moderation/for-you").content.decode()
    assert "you opened 2 hard cases" in mine and "Someone may be in danger: 1." in mine


@pytest.mark.django_db
def test_the_kind_word_waits_until_she_read_it_wherever_she_signs_in(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    sign_in(world.moderator).get(f"/moderation/cases/{the_case(world).ref}")
    word, start = "How are you, after a hard case?", "Read a few kind words"
    assert word not in sign_in(world.moderator).get("/start").content.decode()
    monkeypatch.setattr("moderation.exposure.FRESH", timedelta(0))  # she went to bed after it
    morning = sign_in(world.moderator)
    shown = morning.get("/start").content.decode()
    assert word in shown and start in shown
    page = morning.get("/moderation")
    assert word in page.content.decode() and "nobody asks why" in page.content.decode()
    assert word not in sign_in(another_moderator()).get("/start").content.decode()
    morning.post("/moderation/for-you/rested", {"last": page.context["rest"].last})
    for address in ("/start", "/moderation"):
        assert word not in sign_in(world.moderator).get(address).content.decode()


@pytest.mark.django_db
def test_nobody_else_sees_how_much_she_looked_at(world: World, sign_in: Any) -> None:
    other = another_moderator()
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    sign_in(world.moderator).get(f"/moderation/cases/{the_case(world).ref}")
    with acting_as(other.actor()) as actor:
        assert my_exposure(actor=actor) == Exposure()
    assert "you opened no hard case" in sign_in(other).get("/moderation/for-you").content.decode()
    assert sign_in(world.administrator).get("/moderation/for-you").status_code == 403
    assert sign_in(world.ruth).post("/moderation/for-you/rested").status_code == 403


@pytest.mark.django_db
def test_the_office_says_whom_to_talk_to_and_others_do_not(world: World, sign_in: Any) -> None:
    given = {"talk_to": "Hanna K.", "phone": "", "hard_cases": "4", "refresh_months": "6"}
    assert sign_in(world.moderator).post("/moderation/team/care", given).status_code == 403
    office = sign_in(world.administrator)
    wrong = office.post("/moderation/team/care", {**given, "hard_cases": "0"})
    assert wrong.status_code == 422
    late = office.post("/moderation/team/care", {**given, "refresh_months": "61"})
    assert late.status_code == 422
    page = office.post("/moderation/team/care", given, follow=True).content.decode()
    assert "Hanna K." in page and "from 4 hard cases" in page


@pytest.mark.django_db
def test_pictures_are_folded_and_grey_until_she_wants_them_open(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    PostFile(
        post=post, name="a", shows="A hand", content_type="image/png", size=1, small="x"
    ).save()
    told(world.gerd, post)
    client, address = sign_in(world.moderator), f"/moderation/cases/{the_case(world).ref}"
    page = client.get(address).content.decode()
    assert page.index('<details class="fold grey">') < page.index('<a class="picture"')
    with acting_as(world.moderator.actor()) as actor:
        arrange_desk(actor=actor, kinds=(), pictures_open=True)
    page = client.get(address).content.decode()
    assert 'class="fold grey"' not in page and '<a class="picture"' in page
