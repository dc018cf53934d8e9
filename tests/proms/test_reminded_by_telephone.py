"""Who wants calls stands on the desk's list while a form waits, with its code, and no longer."""

from __future__ import annotations

from typing import Any

import pytest

from members.actions.identity import correct_identity
from members.actions.post import choose_way
from members.actions.reminder_calls import end_outdated_calls, put_on_call_list
from members.identity import Known
from members.models import CallRequest, Person
from notifications.actions.dispatching import dispatch
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms.actions.rounds import fill_lists, start_round
from proms.models import Assignment, Instrument
from tests.personas import Persona, World
from tests.proms.path import put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_desk import code_for, enter, responses_of

pytestmark = pytest.mark.django_db
NUMBER = "01632 960 331"


@pytest.fixture
def asked(world: World) -> World:
    """Everybody is asked; Ruth wants to be called, and we know her number."""
    actor = world.ruth.actor()
    with acting_as(actor):
        known = Known("Ruth Ellison", "", NUMBER)
        correct_identity(actor=actor, person_id=actor.person_id, known=known)
    choose_way(actor=actor, way="phone")
    weekly: Instrument = put_weekly_in_use(world)
    curator = world.curator.actor()
    with acting_as(curator):
        start_round(actor=curator, instrument=weekly)
    fill_lists()
    dispatch()
    return world


def calls_of(persona: Persona) -> list[CallRequest]:
    actor = persona.actor()
    with acting_as(actor):
        return list(CallRequest.objects.visible_to(actor).order_by("pk"))


def assignment_of(persona: Persona) -> Assignment:
    actor = persona.actor()
    with acting_as(actor):
        found: Assignment = Assignment.objects.visible_to(actor).get()
    return found


def test_the_desk_calls_and_enters_what_is_answered(asked: World, sign_in: Any) -> None:
    assert put_on_call_list() == 1
    assert put_on_call_list() == 0
    (call,) = calls_of(asked.ruth)
    desk = sign_in(asked.desk)
    page = text_of(desk.get("/desk/calls"))
    assert "A form is waiting" in page
    assert NUMBER not in page and "Ruth" not in page
    taken = text_of(desk.post(f"/desk/calls/{call.ref}/take", follow=True))
    assert NUMBER in taken and "Ruth Ellison" in taken
    code = code_for(asked.ruth, assignment_of(asked.ruth))
    assert f"{code[:5]} {code[5:]}" in taken
    enter(desk, code)
    assert responses_of(asked.ruth)[0].way == "phone"


def test_nothing_goes_out_by_mail(asked: World, mailoutbox: list[Any]) -> None:
    put_on_call_list()
    dispatch()
    assert all(mail.to != [asked.ruth.account.email] for mail in mailoutbox)


@pytest.mark.parametrize("what", ["answered", "died", "wants mail"])
def test_what_is_over_leaves_the_list_with_name_and_number(asked: World, what: str) -> None:
    put_on_call_list()
    assert end_outdated_calls() == 0
    ruth = asked.ruth.actor()
    if what == "answered":
        send(asked.ruth, assignment_of(asked.ruth), some_answers())
    elif what == "died":
        Person.objects.filter(pk=asked.ruth.person.pk).update(state="deceased")
    else:
        choose_way(actor=asked.ruth.actor(), way="")
    assert end_outdated_calls() == 1
    with acting_as(ruth):
        call = CallRequest.objects.visible_to(ruth).get()
    assert (call.state, call.name, call.number, call.code) == ("withdrawn", "", "", "")


def test_without_a_number_the_office_is_told(asked: World, sign_in: Any) -> None:
    actor = asked.ruth.actor()
    with acting_as(actor):
        correct_identity(actor=actor, person_id=actor.person_id, known=Known("Ruth Ellison"))
    assert put_on_call_list() == 0
    office = sign_in(asked.administrator)
    assert "We have no telephone number" in office.get("/office").content.decode()
    here = f"/office/people/{asked.ruth.person.ref}/post"
    assert office.post(here, {"way": "phone", "phone": "call me", "reason": "x"}).status_code == 422
    office.post(here, {"way": "phone", "phone": NUMBER, "reason": "Her son told us"})
    assert put_on_call_list() == 1


def test_who_waits_for_a_call_already_is_not_called_twice(asked: World, sign_in: Any) -> None:
    ruth = sign_in(asked.ruth)
    wish = {"name": "Ruth", "number": NUMBER, "suits": "any", "about": "other", "language": "en"}
    ruth.post("/call-me", wish)
    assert put_on_call_list() == 0
    assert Outbox.objects.filter(state=Outbox.State.CALL).exists(), "it waits for the next time"
    refused = ruth.post("/call-me", wish | {"about": "reminder"})
    assert refused.status_code in (200, 302, 422)
    assert len(calls_of(asked.ruth)) == 1
