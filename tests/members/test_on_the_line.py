"""Somebody rings: the desk opens her call by her member number, and she reads that it looked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.models import Read
from members.actions.calls import WantsCall, ask_for_call
from members.models import CallRequest, Person
from po_platform.access.actor import Hat, Tick, acting_as
from tests.members.helper_steps import acting, help_of
from tests.members.letter_steps import somebody_on_paper
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
RANG = "/desk/calls/rang"


def rings(desk: Client, whom: Persona, **more: str) -> Any:
    return desk.post(RANG, {"number": whom.person.number, "language": "en", **more})


def calls_of(persona: Persona) -> list[CallRequest]:
    with acting_as(persona.actor()) as actor:
        return list(CallRequest.objects.visible_to(actor).order_by("pk"))


def test_by_her_number_the_desk_has_her_on_the_line(world: World, sign_in: Any) -> None:
    edith, desk = somebody_on_paper("Edith O."), sign_in(world.desk)
    assert "Somebody is on the telephone now" in text_of(desk.get("/desk/calls"))
    opened = rings(desk, edith)
    page = text_of(desk.get(opened["Location"]))
    assert "Real Edith O." in page and "01632 960 444" in page
    assert "They rang us" in page and "Programmes: begin one, pause, go on" in page
    (call,) = calls_of(edith)
    assert call.taken_by == world.desk.account.pk
    with acting_as(edith.actor()) as actor:
        assert Read.objects.visible_to(actor).get(what="members.call").hat == Hat.DESK
    desk.post(opened["Location"], {"outcome": "done"})
    assert calls_of(edith)[0].state == "done"


def test_a_second_press_and_a_wish_that_waits_are_the_same_call(world: World, sign_in: Any) -> None:
    edith, desk = somebody_on_paper("Edith O."), sign_in(world.desk)
    wish = WantsCall("Edith O.", "01632 960 444", "data", "any", "en")
    with acting_as(edith.actor()) as actor:
        ask_for_call(actor=actor, wish=wish)
    assert rings(desk, edith)["Location"] == rings(desk, edith)["Location"]
    assert len(calls_of(edith)) == 1


def test_while_one_desk_talks_to_her_no_other_opens_her_call(world: World, sign_in: Any) -> None:
    edith = somebody_on_paper("Edith O.")
    rings(sign_in(world.desk), edith)
    other = rings(sign_in(make_persona("Second Desk", role=Hat.DESK)), edith)
    assert other.status_code == 422 and "Somebody else is calling" in text_of(other)


def test_nobodys_number_ones_own_and_who_is_no_member_open_nothing(
    world: World, sign_in: Any
) -> None:
    edith, desk = somebody_on_paper("Edith O."), sign_in(world.desk)
    for number in ("12", "99999-1", world.desk.person.number):
        assert desk.post(RANG, {"number": number, "language": "en"}).status_code == 422
    Person.objects.filter(pk=edith.person.pk).update(state="left")
    assert "No member has this number" in text_of(rings(desk, edith))
    Person.objects.filter(pk=edith.person.pk).update(state="active")
    assert calls_of(edith) == []


def test_who_tries_many_numbers_has_to_wait(world: World, sign_in: Any) -> None:
    edith, desk = somebody_on_paper("Edith O."), sign_in(world.desk)
    for _try in range(10):
        rings(desk, world.desk)
    assert rings(desk, edith).status_code == 429
    assert calls_of(edith) == []


def test_a_call_a_helper_asked_for_stays_the_helpers(world: World, sign_in: Any) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ARRANGE)
    helper = acting(world.helper, grant)
    assert helper is not None
    with acting_as(helper):
        ask_for_call(actor=helper, wish=WantsCall("Anna", "01632 960 500", "data", "any", "en"))
    answer = rings(sign_in(world.desk), world.ruth)
    assert answer.status_code == 422 and "somebody who helps them" in text_of(answer)


def test_only_the_desk_opens_calls_of_who_rings(world: World, sign_in: Any) -> None:
    edith = somebody_on_paper("Edith O.")
    for persona in (world.ruth, world.nasser, world.editor, world.administrator, world.curator):
        assert rings(sign_in(persona), edith).status_code == 403
    assert rings(Client(), edith).status_code == 302
    assert calls_of(edith) == []
