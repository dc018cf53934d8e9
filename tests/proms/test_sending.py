"""Check, send once, see what happens next, take back: through the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from po_platform.access.actor import acting_as
from proms.models import Assignment, Response, Score
from proms.rules import may_take_back
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_weekly_in_use, send, sent_often, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world: World) -> Assignment:
    """The weekly check-in on Ruth's list."""
    return on_her_list(world.ruth, put_weekly_in_use(world))


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.ruth)
    return client


def page(assignment: Assignment, name: int | str) -> str:
    return f"/answer/{assignment.ref}/{name}"


def responses(persona: Persona) -> list[Response]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Response.objects.visible_to(actor))


def answer_all(client: Client, assignment: Assignment) -> None:
    client.post(page(assignment, "all"), {"q1": "4", "q2": "5", "q4": "well", "q8": "My garden"})


def test_check_send_and_confirmation(world: World, ruth: Client, waiting: Assignment) -> None:
    answer_all(ruth, waiting)
    check = text_of(ruth.get(page(waiting, "check")))
    assert "You answered 4 of 8 questions. That is enough to send." in check
    assert "4 out of 10" in check
    sent = ruth.post(page(waiting, "check"))
    assert sent.headers["Location"] == page(waiting, "sent")
    confirmation = text_of(ruth.get(page(waiting, "sent")))
    assert "Your answers are sent" in confirmation
    assert "Nobody else sees them unless you share them" in confirmation
    (stored,) = responses(world.ruth)
    assert stored.answers == {"q1": 4, "q2": 5, "q4": "well", "q8": "My garden"}
    assert stored.started_at is not None
    assert (stored.n_answered, stored.n_asked, stored.way) == (4, 8, "screen")
    actor = world.ruth.actor()
    with acting_as(actor):
        scores = {s.scale: s.value for s in Score.objects.visible_to(actor)}
    assert scores["pain"] == 4
    assert scores["sleep"] is None


def test_the_confirmation_says_who_sees_the_answers(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    share(world.ruth, world.nasser)
    answer_all(ruth, waiting)
    assert "Farida Nasser can see the answers at once" in text_of(ruth.get(page(waiting, "check")))
    ruth.post(page(waiting, "check"))
    assert "Farida Nasser can see these answers now" in text_of(ruth.get(page(waiting, "sent")))


def test_what_is_still_open_is_asked_for_once(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    ruth.post(page(waiting, 1), {"q1": "4"})
    ruth.post(page(waiting, 2), {"q2": "::none::prefer-not-to-say"})
    html = ruth.get(page(waiting, "check")).content.decode()
    asked = html[html.index("Still open") : html.index("or send without them.")]
    assert f'href="{page(waiting, 3)}?change"' in asked
    for answered in (1, 2):  # a reason is an answer
        assert f'href="{page(waiting, answered)}?change"' not in asked
    assert ruth.post(page(waiting, "check")).status_code == 302
    assert len(responses(world.ruth)) == 1


def test_pressing_send_twice_is_one_sending(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    answer_all(ruth, waiting)
    for _press in range(3):
        assert ruth.post(page(waiting, "check")).headers["Location"] == page(waiting, "sent")
    assert len(responses(world.ruth)) == 1
    assert Event.objects.filter(verb="proms.response.sent").count() == 1


def test_without_one_answer_there_is_nothing_to_send(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    assert "Send my answers" not in text_of(ruth.get(page(waiting, "check")))
    refused = ruth.post(page(waiting, "check"))
    assert "Answer at least one question." in text_of(refused)
    assert 'href="#change-1"' in refused.content.decode()
    assert 'id="change-1"' in refused.content.decode()
    assert responses(world.ruth) == []


def test_a_reason_alone_is_enough_to_send(world: World, ruth: Client, waiting: Assignment) -> None:
    ruth.post(page(waiting, 1), {"q1": "::none::prefer-not-to-say"})
    assert ruth.post(page(waiting, "check")).status_code == 302
    (stored,) = responses(world.ruth)
    assert (stored.answers, stored.missing) == ({}, {"q1": "prefer-not-to-say"})


def test_what_was_saved_before_the_time_was_over_is_not_sent_after_it(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    answer_all(ruth, waiting)
    actor = world.ruth.actor()
    with acting_as(actor):
        Assignment.objects.visible_to(actor).update(closes_at=timezone.now() - timedelta(hours=1))
    for answer in (ruth.get(page(waiting, "check")), ruth.post(page(waiting, "check"))):
        assert "The time for these questions is over" in text_of(answer)
    assert responses(world.ruth) == []
    assert str(waiting.ref) not in ruth.get("/start").content.decode()


def test_answers_are_taken_back_after_being_asked_once(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    share(world.ruth, world.nasser)
    send(world.ruth, waiting)
    assert "What somebody has read already stays read" in text_of(
        ruth.get(page(waiting, "take-back"))
    )
    assert len(responses(world.ruth)) == 1
    ruth.post(page(waiting, "take-back"))
    assert responses(world.ruth)[0].withdrawn_at is not None
    assert "You took your answers to these questions back" in text_of(
        ruth.get(f"/answer/{waiting.ref}")
    )
    assert ruth.get(page(waiting, "sent")).status_code == 404
    assert "How was your week?" not in text_of(ruth.get("/my-answers/sent"))
    assert ruth.post(page(waiting, "take-back")).status_code == 404


def test_after_two_weeks_answers_stay(world: World, waiting: Assignment) -> None:
    stored, actor = send(world.ruth, waiting), world.ruth.actor()
    almost = stored.authored_at + timedelta(days=13, hours=23)
    assert may_take_back(actor, stored, almost)
    assert not may_take_back(actor, stored, almost + timedelta(hours=1))


def test_everything_sent_is_listed_a_page_at_a_time(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    instrument = waiting.instrument
    sent_often(world.ruth, instrument, 21)
    first = ruth.get("/my-answers/sent").content.decode()
    assert first.count('href="/my-answers/') >= 20
    older = first[first.index("?before=") :].split('"')[0]
    second = ruth.get(f"/my-answers/sent{older}")
    assert second.status_code == 200
    assert second.content.decode().count("questions answered") == 1


@pytest.mark.parametrize("before", ["x", "1", "00000000-0000-4000-8000-000000000000", "%00"])
def test_a_forged_place_in_the_list_is_no_place(ruth: Client, before: str) -> None:
    assert ruth.get(f"/my-answers/sent?before={before}").status_code in (400, 404)


def test_somebody_elses_response_is_no_place_in_my_list(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    stored = send(world.ruth, waiting)
    assert sign_in(world.gerd).get(f"/my-answers/sent?before={stored.ref}").status_code == 404
