"""Whoever is on the telephone answers something now: chosen by her, keyed by the desk, told in her looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Read
from members.actions.calls import WantsCall, ask_for_call
from members.actions.first_weeks import say_where
from members.facts import begin_helping
from members.models import CallRequest
from notifications.models import Outbox
from po_platform.access.actor import NOBODY, Hat, SignedIn, Tick, acting_as
from proms.models import Assignment, Instrument
from tests.database import connect_as
from tests.members.helper_steps import help_of
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import Persona, World, make_persona
from tests.proms.path import (
    on_her_list,
    put_in,
    put_weekly_in_use,
    some_answers,
    text_of,
    use,
)
from tests.proms.test_desk import code_for, fill_in, responses_of
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db
WISH = WantsCall("Ruth Ellison", "01632 960 331", "signing_in", "morning", "en")


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


@pytest.fixture
def call(world: World, sign_in: Any) -> str:
    """The address of Ruth's call, which the desk has taken."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        ask_for_call(actor=ruth, wish=WISH)
        found = CallRequest.objects.visible_to(ruth).get()
    sign_in(world.desk).post(f"/desk/calls/{found.ref}/take")
    return f"/desk/calls/{found.ref}"


def waiting(persona: Persona) -> list[Assignment]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Assignment.objects.visible_to(actor).filter(subject_id=persona.subject))


def test_it_is_put_on_her_list_opened_and_sent_in_one_call(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    desk = sign_in(world.desk)
    assert "Answer a questionnaire together" in text_of(desk.get(call))
    assert "There is a problem" in text_of(desk.post(f"{call}/questions", {}))
    opened = desk.post(f"{call}/questions", {"which": weekly.slug})
    assert opened.status_code == 302
    assert "For Ruth" in text_of(desk.get(opened["Location"]))
    (asked,) = waiting(world.ruth)
    assert (asked.asked_by, asked.asked_by_account) == ("self", world.desk.account.pk)
    assert not Outbox.objects.filter(kind__startswith="proms.").exists()
    fill_in(desk, opened["Location"], some_answers())
    desk.post(f"{opened['Location']}/check?all")
    (sent,) = responses_of(world.ruth)
    assert (sent.way, sent.given_by_account) == ("phone", world.desk.account.pk)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        whats = set(Read.objects.visible_to(ruth).values_list("what", flat=True))
    assert "proms.desk_form" in whats


def test_what_waits_already_is_opened_and_nothing_put_there_twice(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    desk = sign_in(world.desk)
    for _press in range(2):
        assert desk.post(f"{call}/questions", {"which": weekly.slug}).status_code == 302
    assert len(waiting(world.ruth)) == 1


def test_a_form_opened_for_a_call_closes_with_it_and_opens_with_it_again(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    desk = sign_in(world.desk)
    opened = desk.post(f"{call}/questions", {"which": weekly.slug})["Location"]
    fill_in(desk, opened, some_answers())
    assert "For Ruth" in text_of(desk.get(opened))
    desk.post(f"{call}/put-back")
    for answer in (
        desk.get(opened),
        desk.get(f"{opened}/1"),
        desk.get(f"{opened}/all"),
        desk.post(f"{opened}/all", {"q1": "9"}),
        desk.post(f"{opened}/check?all"),
    ):
        assert (answer.status_code, answer["Location"]) == (302, call)
    assert "a call that is over" in text_of(desk.get(opened, follow=True))
    assert responses_of(world.ruth) == []
    desk.post(f"{call}/take")
    again = desk.post(f"{call}/questions", {"which": weekly.slug})["Location"]
    assert "For Ruth" in text_of(desk.get(again))


def half_hour_over(world: World, ago: timedelta) -> None:
    """The half hour of every call the desk has taken ended that long ago."""
    with acting_as(world.desk.actor()) as actor:
        rows = CallRequest.objects.visible_to(actor).filter(taken_until__isnull=False)
        assert rows.update(taken_until=timezone.now() - ago) == 1


def test_a_long_conversation_loses_nothing_while_nobody_else_has_the_call(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    desk = sign_in(world.desk)
    opened = desk.post(f"{call}/questions", {"which": weekly.slug})["Location"]
    half_hour_over(world, timedelta(minutes=5))
    assert "For Ruth" in text_of(desk.get(opened))
    fill_in(desk, opened, some_answers())
    desk.post(f"{opened}/check?all")
    assert len(responses_of(world.ruth)) == 1


@pytest.mark.parametrize("how", ["much later", "taken by somebody else", "written down"])
def test_a_call_that_is_over_or_anothers_opens_its_form_no_more(
    world: World, sign_in: Any, weekly: Instrument, call: str, how: str
) -> None:
    desk = sign_in(world.desk)
    opened = desk.post(f"{call}/questions", {"which": weekly.slug})["Location"]
    fill_in(desk, opened, some_answers())
    half_hour_over(world, timedelta(minutes=61 if how == "much later" else 5))
    if how == "taken by somebody else":
        other = sign_in(make_persona("Second Desk", role=Hat.DESK))
        assert other.post(f"{call}/take").status_code == 302
    elif how == "written down":
        assert desk.post(call, {"outcome": "done"}).status_code == 302
    leads = "/desk/answers" if how == "written down" else call
    for answer in (desk.get(opened), desk.post(f"{opened}/check?all")):
        assert (answer.status_code, answer["Location"]) == (302, leads)
    assert "a call that is over" in text_of(desk.get(opened, follow=True))
    assert responses_of(world.ruth) == []


def test_a_code_she_reads_out_opens_its_form_without_a_call(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    desk = sign_in(world.desk)
    desk.post(f"{call}/questions", {"which": weekly.slug})
    desk.post(f"{call}/put-back")
    (asked,) = waiting(world.ruth)
    opened = desk.post("/desk/answers", {"code": code_for(world.ruth, asked), "way": "phone"})
    assert "For Ruth" in text_of(desk.get(opened["Location"]))


def test_what_was_not_sent_on_the_telephone_is_hers_to_leave_and_no_miss(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    sign_in(world.desk).post(f"{call}/questions", {"which": weekly.slug})
    (left,) = waiting(world.ruth)  # the line dropped
    assert left.closes_at is None
    ruth = sign_in(world.ruth)
    assert "not_returned" not in ruth.get("/my-answers/table.csv").getvalue().decode()
    assert on_her_list(world.ruth, weekly).pk == left.pk  # taken up once more it is the same one
    assert ruth.post(f"/answer/{left.ref}/take-off").status_code == 302
    assert [one.state for one in waiting(world.ruth)] == ["withdrawn"]


def test_who_was_just_diagnosed_finds_what_she_chose_on_the_telephone(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        say_where(actor=ruth, where="just_diagnosed")
    sign_in(world.desk).post(f"{call}/questions", {"which": weekly.slug})
    (left,) = waiting(world.ruth)
    assert f"/answer/{left.ref}" in sign_in(world.ruth).get("/start").content.decode()


def test_only_who_has_the_call_of_a_member_and_only_what_members_may_start(
    world: World, sign_in: Any, weekly: Instrument, call: str
) -> None:
    closed = use(
        world,
        put_in(world, questionnaire(choice("a", "x", "y"), title="Another")),
        open_to_members=False,
    )
    page = f"{call}/questions"
    desk = sign_in(world.desk)
    assert "Another" not in text_of(desk.get(page))
    assert desk.post(page, {"which": closed.slug}).status_code == 422
    other = sign_in(make_persona("Second Desk", role=Hat.DESK))
    for client in (other, sign_in(world.ruth), sign_in(world.nasser), sign_in(world.curator)):
        assert client.post(page, {"which": weekly.slug}).status_code in (403, 404)
    desk.post(f"{call}/put-back")
    assert desk.post(page, {"which": weekly.slug}).status_code == 404
    assert waiting(world.ruth) == []


def taken(desk: Client, caller: SignedIn) -> str:
    """The address of a call this actor asks for, which the desk has taken."""
    with acting_as(caller):
        ask_for_call(actor=caller, wish=WISH)
        found = CallRequest.objects.visible_to(caller).get()
    desk.post(f"/desk/calls/{found.ref}/take")
    return f"/desk/calls/{found.ref}"


@pytest.mark.parametrize("by_law", [False, True], ids=["a helper", "a legal proxy"])
def test_where_a_helper_asked_the_number_is_not_the_members_and_leads_to_no_form(
    world: World, sign_in: Any, weekly: Instrument, by_law: bool
) -> None:
    if by_law:
        caller = begun(world.gerd, proxy_for(world, world.gerd, second_office()))
    else:
        caller = begun(world.helper, help_of(world.ruth, world.helper, Tick.ARRANGE).pk)
    desk = sign_in(world.desk)
    call = taken(desk, caller)
    page = text_of(desk.get(call))
    assert WISH.number in page and "Answer a questionnaire together" not in page
    assert desk.get(f"{call}/questions").status_code == 404
    assert desk.post(f"{call}/questions", {"which": weekly.slug}).status_code == 404
    assert waiting(world.ruth) == []


@pytest.mark.django_db(transaction=True)
def test_of_open_calls_from_before_only_ours_are_known_to_ring_the_member(world: World) -> None:
    asked = {}
    for persona, about in ((world.ruth, "other"), (world.gerd, "reminder")):
        actor = persona.actor()
        with acting_as(actor):
            ask_for_call(actor=actor, wish=replace(WISH, about=about))
            asked[about] = CallRequest.objects.visible_to(actor).get().pk
    (written,) = Path("members/migrations").glob("*_calls_by_helpers.py")
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(import_module(f"members.migrations.{written.stem}").UNKNOWN)
        cursor.execute("select id from members_callrequest where by_helper")
        assert cursor.fetchall() == [(asked["other"],)]
    owner.close()


def begun(helper: Persona, grant_id: int) -> SignedIn:
    """The helper as the middleware makes her once she acts."""
    actor = helper.actor()
    with acting_as(NOBODY), acting_as(actor):
        found = begin_helping(actor, grant_id)
    assert found is not None
    return found


def test_a_visitors_call_leads_to_no_form(world: World, sign_in: Any, weekly: Instrument) -> None:
    with acting_as(NOBODY):
        ask_for_call(actor=NOBODY, wish=WISH)
    desk = sign_in(world.desk)
    with acting_as(world.desk.actor()) as actor:
        found = CallRequest.objects.visible_to(actor).get()
    desk.post(f"/desk/calls/{found.ref}/take")
    assert "Answer a questionnaire together" not in text_of(desk.get(f"/desk/calls/{found.ref}"))
    page = f"/desk/calls/{found.ref}/questions"
    assert desk.post(page, {"which": weekly.slug}).status_code == 404
