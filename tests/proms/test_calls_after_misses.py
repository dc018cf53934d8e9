"""After several windows without an answer: a kind question, then one call about the one open form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.actions.identity import correct_identity
from members.actions.reminder_calls import put_on_call_list
from members.identity import Known
from members.models import Account, CallRequest, Person
from notifications.actions.dispatching import dispatch
from notifications.models import MailOptOut, Outbox
from po_platform.access.actor import acting_as
from proms.actions.open_windows import open_windows
from proms.models import Enrolment, Instrument
from tests.personas import Persona, World
from tests.proms.path import put_weekly_in_use, send, text_of
from tests.proms.test_desk import code_for, enter, responses_of
from tests.proms.test_schedules import days_later, enrolments, for_everybody, listed, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]
NUMBER = "01632 960 331"


@pytest.fixture
def asked_why(world: World) -> Enrolment:
    """Ruth let three weeks pass and was asked why; we know her number, she gets mails."""
    known(world.ruth, NUMBER)
    weekly: Instrument = put_weekly_in_use(world)
    for_everybody(world, planned(weekly))
    for _week in range(4):
        open_windows()
        days_later(7)
    open_windows()
    (found,) = enrolments(world.ruth)
    assert found.asked_why_at is not None
    return found


def known(persona: Persona, number: str) -> None:
    actor = persona.actor()
    with acting_as(actor):
        correct_identity(
            actor=actor, person_id=actor.person_id, known=Known("Ruth Ellison", "", number)
        )


def say(sign_in: Any, world: World, enrolment: Enrolment, why: str) -> None:
    assert (
        sign_in(world.ruth).post(f"/schedules/{enrolment.ref}/why", {"why": why}).status_code == 302
    )


def time_passes(world: World, days: int) -> None:
    """And the question why is so much older."""
    days_later(days)
    actor = world.ruth.actor()
    with acting_as(actor):
        for one in Enrolment.objects.visible_to(actor):
            one.asked_why_at = one.asked_why_at and one.asked_why_at - timedelta(days=days)
            one.save(update_fields=["asked_why_at"])


def calls_of(persona: Persona) -> list[CallRequest]:
    open_windows()
    dispatch()
    put_on_call_list()
    actor = persona.actor()
    with acting_as(actor):
        return list(CallRequest.objects.visible_to(actor).order_by("pk"))


@pytest.mark.parametrize("why", ["technical", "too_long"])
def test_who_asks_for_it_is_called_once_about_the_one_open_form(
    world: World, sign_in: Any, asked_why: Enrolment, why: str
) -> None:
    say(sign_in, world, asked_why, why)
    (call,) = calls_of(world.ruth)
    desk = sign_in(world.desk)
    assert "Ruth" not in text_of(desk.get("/desk/calls"))
    taken = text_of(desk.post(f"/desk/calls/{call.ref}/take", follow=True))
    assert NUMBER in taken and "Ruth Ellison" in taken
    assert "How was your week?" not in taken  # the form opens with the code, not before
    (waiting,) = [
        one for one in listed(world.ruth) if one.closes_at and one.closes_at > timezone.now()
    ]
    enter(desk, code_for(world.ruth, waiting))
    assert responses_of(world.ruth)[0].way == "phone"
    days_later(7)
    assert len(calls_of(world.ruth)) == 1


@pytest.mark.parametrize(
    "why", ["not_now", "too_ill", "hospital", "too_much", "not_wanted", "go_on"]
)
def test_who_gives_another_reason_is_not_called(
    world: World, sign_in: Any, asked_why: Enrolment, why: str
) -> None:
    say(sign_in, world, asked_why, why)
    assert calls_of(world.ruth) == []
    state = {"too_much": "ended", "not_wanted": "ended", "go_on": "running"}.get(why, "paused")
    assert enrolments(world.ruth)[0].state == state


def test_go_on_now_goes_on(world: World, sign_in: Any, asked_why: Enrolment) -> None:
    client = sign_in(world.ruth)
    page = f"/schedules/{asked_why.ref}/change"
    assert "It goes on." in text_of(client.post(page, {"go_on": "1"}, follow=True))
    before = len(listed(world.ruth))
    open_windows()
    (found,) = enrolments(world.ruth)
    assert (found.state, found.asked_why_at) == ("running", None)
    assert len(listed(world.ruth)) == before + 1


def test_who_says_nothing_for_two_weeks_is_called_once_and_never_again(
    world: World, asked_why: Enrolment
) -> None:
    assert calls_of(world.ruth) == []
    time_passes(world, 14)
    assert len(calls_of(world.ruth)) == 1
    assert enrolments(world.ruth)[0].state == "paused"
    for _week in range(3):
        time_passes(world, 7)
        assert len(calls_of(world.ruth)) == 1


def rest_until(world: World, days: int) -> None:
    until = timezone.localdate() + timedelta(days=days)
    Account.objects.filter(pk=world.ruth.account.pk).update(no_mail_until=until)


def test_nobody_rings_during_a_rest_and_what_is_still_open_then_is_called_about(
    world: World, sign_in: Any, asked_why: Enrolment
) -> None:
    say(sign_in, world, asked_why, "technical")
    rest_until(world, 2)
    assert calls_of(world.ruth) == []
    rest_until(world, 0)
    Outbox.objects.filter(kind="proms.missed").update(due_at=timezone.now())
    assert len(calls_of(world.ruth)) == 1


def test_a_window_that_closes_during_the_rest_leads_to_no_call_at_all(
    world: World, sign_in: Any, asked_why: Enrolment
) -> None:
    say(sign_in, world, asked_why, "technical")
    rest_until(world, 30)
    assert calls_of(world.ruth) == []
    Outbox.objects.filter(kind="proms.missed").update(
        due_at=timezone.now(), expires_at=timezone.now()
    )
    rest_until(world, 0)
    assert calls_of(world.ruth) == []


def test_who_asked_why_before_a_rest_waits_two_weeks_after_it(
    world: World, asked_why: Enrolment
) -> None:
    rest_until(world, 20)
    time_passes(world, 14)
    assert calls_of(world.ruth) == []
    rest_until(world, -3)
    days_later(0)
    assert calls_of(world.ruth) == []
    rest_until(world, -14)
    days_later(0)
    assert len(calls_of(world.ruth)) == 1


def test_windows_of_a_rest_are_no_misses(world: World) -> None:
    for_everybody(world, planned(put_weekly_in_use(world)))
    rest_until(world, 60)
    for _week in range(5):
        open_windows()
        days_later(7)
    (found,) = enrolments(world.ruth)
    assert (found.asked_why_at, found.state) == (None, "running")
    assert len(listed(world.ruth)) == 5
    rest_until(world, -21)  # it is over, and three windows since brought nothing either
    days_later(0)
    open_windows()
    assert enrolments(world.ruth)[0].asked_why_at is not None


@pytest.mark.parametrize("stop", ["no number", "no mails about it", "answered", "dead"])
def test_what_stops_the_call(world: World, sign_in: Any, asked_why: Enrolment, stop: str) -> None:
    say(sign_in, world, asked_why, "technical")
    if stop == "no number":
        known(world.ruth, "")
    elif stop == "no mails about it":
        MailOptOut.objects.get_or_create(person_id=world.ruth.person.pk, group="proms")
    open_windows()
    if stop == "answered":
        (waiting,) = [
            one for one in listed(world.ruth) if one.closes_at and one.closes_at > timezone.now()
        ]
        send(world.ruth, waiting)
    elif stop == "dead":
        Person.objects.filter(pk=world.ruth.person.pk).update(state="deceased")
    dispatch()
    put_on_call_list()
    Person.objects.filter(pk=world.ruth.person.pk).update(state="active")
    actor = world.ruth.actor()
    with acting_as(actor):
        assert not CallRequest.objects.visible_to(actor).exists()
        assert not Person.objects.get(pk=actor.person_id).post_stopped_why  # her mails go on
    waits = Outbox.objects.filter(
        kind="proms.missed", state__in=(Outbox.State.WAITING, Outbox.State.CALL)
    )
    assert not waits.exists()
