"""A member's own course: a sentence, a picture and a table for each scale, and no advice."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Read
from po_platform.access.actor import acting_as
from proms.models import Instrument
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def test_before_the_first_answers_it_says_what_will_be_there(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    shown = text_of(sign_in(world.ruth).get("/my-answers"))
    assert "Nothing to show yet" in shown
    assert "How was your week? About 3 minutes." in shown


def test_each_scale_has_a_sentence_a_picture_and_a_table(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for pain in (8, 3):
        send(world.ruth, on_her_list(world.ruth, weekly), some_answers(pain))
    page = sign_in(world.ruth).get("/my-answers")
    shown, html = text_of(page), page.content.decode()
    assert "8" in text_of(sign_in(world.ruth).get("/my-answers/numbers"))
    assert "Pain went down from 8 to 3" in shown
    assert "Lower is better." in shown
    assert "they give no advice" in shown
    assert html.count('role="img"') == 5
    assert html.count("All numbers as a table") >= 5
    for word in ("should", "recommend", "risk", "diagnos", "depress"):
        assert word not in shown.casefold()


def test_under_the_pictures_stands_who_reads_them_and_when(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly))
    assert "You share them with nobody" in text_of(sign_in(world.ruth).get("/my-answers"))
    share(world.ruth, world.nasser)
    shown = text_of(sign_in(world.ruth).get("/my-answers"))
    assert "those you share them with: Farida Nasser" in shown
    assert "They read them when they next open your page" in shown


def test_too_few_answers_are_a_gap_and_not_a_nought(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly), {"q8": "Only words"})
    shown = text_of(sign_in(world.ruth).get("/my-answers"))
    assert "Pain: no answers yet." in shown
    assert "too few answers" in shown.casefold()


def test_what_waits_stands_on_top_and_is_not_offered_again(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    assignment = asked_by(world.nasser, world.ruth, weekly)
    page = sign_in(world.ruth).get("/my-answers")
    assert f"/answer/{assignment.ref}" in page.content.decode()
    assert "Answer something now" not in text_of(page)


def test_looking_at_ones_own_answers_is_no_look_by_somebody(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    response = send(world.ruth, on_her_list(world.ruth, weekly))
    client = sign_in(world.ruth)
    for address in ("/my-answers", "/my-answers/sent", f"/my-answers/{response.ref}"):
        assert client.get(address).status_code == 200
    actor = world.ruth.actor()
    with acting_as(actor):
        assert not Read.objects.visible_to(actor).exists()


def test_nobody_sees_another_members_course(world: World, sign_in: Any, weekly: Instrument) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(words="canary-course"))
    for persona in (world.gerd, world.nasser, world.curator):
        shown = text_of(sign_in(persona).get("/my-answers"))
        assert "Nothing to show yet" in shown
        assert "Pain" not in shown
