"""The helper desk's programs key what a code opens: one form, nothing before it, everybody told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.code_tries import WRONG_CODES
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from proms.looks import DESK_FORM
from proms.models import Instrument
from tests.personas import Persona, World, make_persona
from tests.proms.api import ask, program
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers
from tests.proms.test_desk import change_ticket, code_for, responses_of
from tests.proms.test_double_entry import assignment_of

pytestmark = pytest.mark.django_db
HERE = "desk/answers"


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


@pytest.fixture
def twice(weekly: Instrument) -> Instrument:
    Instrument.objects.filter(pk=weekly.pk).update(keyed_twice=True)
    weekly.refresh_from_db()
    return weekly


@pytest.fixture
def other(world: World) -> Persona:
    return make_persona("Second Desk", role=Hat.DESK)


def looked(persona: Persona) -> list[tuple[str, int | None]]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Read.objects.visible_to(actor).values_list("what", "account_id"))


def told_about(persona: Persona) -> int:
    return Outbox.objects.filter(kind="proms.entered", person_id=persona.person.pk).count()


def test_a_code_opens_one_form_and_the_answers_are_sent_and_told(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "said-before"))
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    client, shown = sign_in(world.desk), {"code": code.lower(), "way": "phone"}
    opened = ask(client, "post", HERE, shown)
    assert opened.status_code == 200, opened.content
    form = opened.json()
    assert (form["first_name"], form["twice"], form["differs"]) == ("Ruth", False, False)
    assert form["questionnaire"]["resourceType"] == "Questionnaire"
    assert b"said-before" not in opened.content and b"Ellison" not in opened.content
    assert looked(world.ruth) == [(DESK_FORM, world.desk.account.pk)]
    wrong = ask(client, "post", f"{HERE}/sent", {**shown, "answers": {"q1": "eleven"}})
    assert (wrong.status_code, "problems" in wrong.json()) == (422, True)
    done = ask(client, "post", f"{HERE}/sent", {**shown, "answers": some_answers(6)})
    assert (done.status_code, done.json()) == (200, {"state": "sent"})
    response = responses_of(world.ruth)[-1]
    assert (response.way, response.given_by) == ("phone", "desk")
    assert response.given_by_account == world.desk.account.pk
    assert told_about(world.ruth) == 1
    for path, more in ((HERE, {}), (f"{HERE}/sent", {"answers": some_answers(6)})):
        over = ask(client, "post", path, {**shown, **more})
        assert (over.status_code, "sent already" in over.json()["detail"]) == (410, True)
    assert len(responses_of(world.ruth)) == 2


def test_a_sheet_stands_on_its_day_and_one_that_cannot_be_right_is_told(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    client, shown = sign_in(world.desk), {"code": code, "way": "paper"}
    tomorrow = f"{timezone.localdate() + timedelta(days=1)}"
    for path, more in ((HERE, {}), (f"{HERE}/sent", {"answers": some_answers(6)})):
        told = ask(client, "post", path, {**shown, **more, "sheet_on": tomorrow})
        assert (told.status_code, "sheet_on" in told.json()) == (400, True)
    assert looked(world.ruth) == [] and responses_of(world.ruth) == []
    today = f"{timezone.localdate()}"
    given = {**shown, "sheet_on": today, "answers": some_answers(6)}
    assert ask(client, "post", f"{HERE}/sent", given).json() == {"state": "sent"}
    assert responses_of(world.ruth)[0].way == "paper"


def test_two_people_key_one_sheet_and_the_sheet_decides(
    world: World, sign_in: Any, twice: Instrument, other: Persona
) -> None:
    shown = {"code": code_for(world.ruth, on_her_list(world.ruth, twice)), "way": "paper"}
    first, second = sign_in(world.desk), sign_in(other)
    keyed = {**shown, "answers": some_answers(7, "first-keyed-words")}
    assert ask(first, "post", f"{HERE}/sent", keyed).json() == {"state": "waits"}
    again = ask(first, "post", HERE, shown)
    assert (again.status_code, "Somebody else" in again.json()["detail"]) == (403, True)
    opened = ask(second, "post", HERE, shown)
    assert opened.json()["came_in"] and b"first-keyed-words" not in opened.content
    assert ask(second, "post", f"{HERE}/differences", shown).json() == {"results": []}
    keyed = {**shown, "answers": some_answers(6, "second-keyed-words")}
    assert ask(second, "post", f"{HERE}/sent", keyed).json() == {"state": "differs"}
    assert responses_of(world.ruth) == []
    more = ask(second, "post", f"{HERE}/sent", keyed)
    assert (more.status_code, "differs" in more.json()["detail"]) == (409, True)
    assert ask(first, "post", f"{HERE}/differences", shown).status_code == 403
    found = ask(second, "post", f"{HERE}/differences", shown).json()["results"]
    assert {(one["first"], one["second"]) for one in found} >= {
        ("first-keyed-words", "second-keyed-words")
    }
    chosen = {one["link_id"]: "first" for one in found}
    for wrong in ({}, {**chosen, "q99": "first"}, dict.fromkeys(chosen, "third")):
        told = ask(second, "put", f"{HERE}/differences", {**shown, "chosen": wrong})
        assert (told.status_code, "chosen" in told.json()) == (400, True), wrong
    refused = ask(first, "put", f"{HERE}/differences", {**shown, "chosen": chosen})
    assert (refused.status_code, responses_of(world.ruth)) == (403, [])
    done = ask(second, "put", f"{HERE}/differences", {**shown, "chosen": chosen})
    assert done.json() == {"state": "sent"}
    (response,) = responses_of(world.ruth)
    assert (response.answers["q8"], response.keyed) == ("first-keyed-words", 2)
    assert assignment_of(world.ruth).state == "done" and told_about(world.ruth) == 1
    verbs = Event.objects.filter(verb__startswith="proms.sheet").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "proms.sheet.keyed",
        "proms.sheet.differs",
    ]


def test_wrong_codes_are_counted_and_a_slip_is_not(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    client = sign_in(world.desk)
    slip = ask(client, "post", HERE, {"code": code[:-1], "way": "phone"})
    assert (slip.status_code, "code" in slip.json()) == (400, True)
    change_ticket(world.ruth, withdrawn_at=timezone.now())
    taken = ask(client, "post", HERE, {"code": code, "way": "phone"})
    assert (taken.status_code, "taken back" in taken.json()["detail"]) == (410, True)
    unknown = {"code": "0000000000", "way": "phone"}
    for _n in range(WRONG_CODES):
        told = ask(client, "post", HERE, unknown)
        assert (told.status_code, "code" in told.json()) == (400, True)
    assert ask(client, "post", HERE, unknown).status_code == 429
    assert ask(client, "post", f"{HERE}/sent", {**unknown, "answers": {}}).status_code == 429
    assert client.post("/desk/answers", unknown).status_code == 429, "one count for both"
    assert looked(world.ruth) == []


def test_nobody_else_keys_anything(world: World, sign_in: Any, weekly: Instrument) -> None:
    shown = {"code": code_for(world.ruth, on_her_list(world.ruth, weekly)), "way": "phone"}
    calls = (
        ("post", HERE, shown),
        ("post", f"{HERE}/sent", {**shown, "answers": some_answers(6)}),
        ("post", f"{HERE}/differences", shown),
        ("put", f"{HERE}/differences", {**shown, "chosen": {}}),
    )
    for persona in (world.ruth, world.nasser, world.curator, world.administrator):
        for method, path, body in calls:
            assert ask(sign_in(persona), method, path, body).status_code == 403, (method, path)
    for method, path, body in calls:
        assert ask(Client(), method, path, body).status_code == 401, (method, path)
        assert ask(program(world.desk), method, path, body).status_code == 403, (method, path)
    assert looked(world.ruth) == [] and responses_of(world.ruth) == []
