"""A plan that stopped because nothing came goes on with answers, or with what is said in a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.models import CallRequest
from po_platform.access.actor import Hat, acting_as
from proms.actions.assignments import start_for_myself
from proms.actions.open_windows import open_windows
from proms.actions.plans_on_call import SaidOnCall, write_down_on_call
from proms.actions.schedules import pause
from proms.models import Assignment, Enrolment, Instrument, ReasonGiven
from tests.personas import World, make_persona
from tests.proms.path import put_weekly_in_use, send, text_of
from tests.proms.test_calls_after_misses import (
    asked_why,
    calls_of,
    known,
    say,
    time_passes,
)
from tests.proms.test_desk import change_ticket, code_for, enter, key
from tests.proms.test_on_call import call
from tests.proms.test_schedules import (
    days_later,
    enrolments,
    for_everybody,
    for_herself,
    listed,
    planned,
)

__all__ = ["asked_why", "call"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]


def open_now(world: World) -> Assignment:
    (found,) = [
        one for one in listed(world.ruth) if one.closes_at and one.closes_at > timezone.now()
    ]
    return found


def weekly_of(enrolment: Enrolment) -> Instrument:
    return enrolment.schedule.steps.select_related("instrument").get().instrument


def plan_of(world: World) -> tuple[str, str, bool]:
    (found,) = enrolments(world.ruth)
    return found.state, found.reason, found.asked_why_at is None


def reasons_of(world: World) -> list[tuple[str, bool]]:
    with acting_as(world.ruth.actor()) as ruth:
        return [(one.why, one.shown) for one in ReasonGiven.objects.visible_to(ruth)]


def test_answers_given_in_the_one_call_make_the_plan_go_on(
    world: World, sign_in: Any, asked_why: Enrolment
) -> None:
    time_passes(world, 14)
    assert len(calls_of(world.ruth)) == 1
    assert plan_of(world) == ("paused", "called", False)
    enter(sign_in(world.desk), code_for(world.ruth, open_now(world)))
    assert plan_of(world) == ("running", "go_on", True)
    assert "May we ask why?" not in text_of(sign_in(world.ruth).get("/start"))
    days_later(7)
    open_windows()
    assert open_now(world).state == "open"
    assert plan_of(world) == ("running", "", True)  # and is not asked why at once


def test_answers_by_herself_make_it_go_on_too_and_only_what_stopped_by_itself(
    world: World, asked_why: Enrolment
) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        taken_up = start_for_myself(actor=ruth, instrument=weekly_of(asked_why))
    send(world.ruth, taken_up)
    assert plan_of(world) == ("running", "go_on", True)
    with acting_as(ruth):
        until = timezone.localdate() + timedelta(days=20)
        pause(actor=ruth, ref=asked_why.ref, until=until)
        again = start_for_myself(actor=ruth, instrument=weekly_of(asked_why))
    send(world.ruth, again)
    (found,) = enrolments(world.ruth)
    assert (found.state, found.paused_until) == ("paused", until)


def test_a_window_that_was_answered_counts_before_it_closes(
    world: World, sign_in: Any, asked_why: Enrolment
) -> None:
    say(sign_in, world, asked_why, "go_on")
    open_windows()
    send(world.ruth, open_now(world))
    days_later(5)
    with acting_as(world.ruth.actor()) as ruth:  # the next one comes while that one is open in time
        Assignment.objects.visible_to(ruth).filter(state="done").update(
            closes_at=timezone.now() + timedelta(days=30)
        )
    days_later(2)
    open_windows()
    assert plan_of(world) == ("running", "", True)
    assert open_now(world).state == "open"


# ---------- What she says on the telephone ----------


def page_of(desk: Client, call: str) -> Any:
    return desk.get(f"{call}/plans")


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ({"why": "too_ill"}, "paused"),
        ({"why": "go_on"}, "running"),
        ({"why": "technical"}, "running"),
        ({"why": "too_much"}, "ended"),
        ({"why": "left"}, "ended"),
    ],
)
def test_what_she_says_in_a_call_counts_as_on_her_own_page(
    world: World, sign_in: Any, asked_why: Enrolment, call: str, given: dict[str, str], becomes: str
) -> None:
    desk = sign_in(world.desk)
    assert "What they say about what they are asked" in text_of(desk.get(call))
    assert "Stopped, because nothing came back." in text_of(page_of(desk, call))
    said = desk.post(f"{call}/plans", {"plan": str(asked_why.ref), **given})
    assert said["Location"] == call
    (found,) = enrolments(world.ruth)
    assert (found.state, found.reason, found.asked_why_at) == (becomes, given["why"], None)
    assert reasons_of(world) == []  # shown to nobody without a yes
    event = Event.objects.get(verb="proms.enrolment.said_on_call")
    assert event.account_id == world.desk.account.pk
    with acting_as(world.ruth.actor()) as ruth:
        assert Read.objects.visible_to(ruth).filter(what="proms.desk_plans").exists()


def test_a_pause_until_the_day_she_says_and_a_reason_shown_with_her_yes(
    world: World, sign_in: Any, asked_why: Enrolment, call: str
) -> None:
    desk, page = sign_in(world.desk), f"{call}/plans"
    here = {"plan": str(asked_why.ref), "why": "pause", "shown": "on"}
    today = timezone.localdate()
    for wrong in ("", today.isoformat(), (today + timedelta(days=500)).isoformat()):
        assert desk.post(page, here | {"until": wrong}).status_code == 422
    assert plan_of(world)[0] == "paused" and not plan_of(world)[2]
    until = today + timedelta(days=30)
    assert desk.post(page, here | {"until": until.isoformat()}).status_code == 302
    (found,) = enrolments(world.ruth)
    assert (found.state, found.paused_until, found.asked_why_at) == ("paused", until, None)
    assert reasons_of(world) == [("pause", True)]
    # Said anew in the same call: what was said before reaches no further than today.
    assert desk.post(page, here | {"why": "go_on", "until": ""}).status_code == 302
    with acting_as(world.ruth.actor()) as ruth:
        assert ReasonGiven.objects.visible_to(ruth).get().until == today


def test_only_who_has_the_call_writes_it_down_and_only_about_the_caller(
    world: World, sign_in: Any, asked_why: Enrolment, call: str
) -> None:
    page, before = f"{call}/plans", plan_of(world)
    given = {"plan": str(asked_why.ref), "why": "too_much"}
    with acting_as(world.gerd.actor()) as gerd:
        gerds = Enrolment.objects.visible_to(gerd).get()
    desk = sign_in(world.desk)
    assert desk.post(page, given | {"plan": str(gerds.ref)}).status_code == 422
    assert desk.post(page, {"why": "too_much"}).status_code == 422
    other = sign_in(make_persona("Second Desk", role=Hat.DESK))
    others = (world.ruth, world.gerd, world.nasser, world.curator, world.administrator)
    for client in (other, *(sign_in(one) for one in others)):
        assert client.get(page).status_code in (403, 404)
        assert client.post(page, given).status_code in (403, 404)
    sign_in(world.desk).post(f"{call}/put-back")
    assert desk.post(page, given).status_code == 404
    assert plan_of(world) == before


def test_who_is_asked_nothing_again_and_again_has_nothing_to_say_of(
    world: World, sign_in: Any, call: str
) -> None:
    assert "Nothing to write down here." in text_of(sign_in(world.desk).get(f"{call}/plans"))


def test_what_she_planned_for_herself_is_hers_unless_it_asked_her_why(
    world: World, sign_in: Any, call: str
) -> None:
    plan = for_herself(world.ruth, planned(put_weekly_in_use(world)))
    desk, page = sign_in(world.desk), f"{call}/plans"
    given = {"plan": str(plan.ref), "why": "too_much"}
    for answer in (desk.get(page), desk.post(page, given)):
        assert "Nothing to write down here." in text_of(answer)
    ref, actor = UUID(call.rsplit("/", 1)[1]), world.desk.actor()
    with acting_as(actor), pytest.raises(Http404):
        write_down_on_call(actor=actor, ref=ref, plan=plan.ref, said=SaidOnCall("too_much"))
    assert plan_of(world)[0] == "running"
    with acting_as(world.ruth.actor()) as ruth:
        Enrolment.objects.visible_to(ruth).update(state="paused", asked_why_at=timezone.now())
    assert "Stopped, because nothing came back." in text_of(desk.get(page))
    assert desk.post(page, given).status_code == 302
    assert plan_of(world)[0] == "ended"


def test_what_she_chose_to_take_part_in_is_hers_unless_it_asked_her_why(
    world: World, sign_in: Any, call: str
) -> None:
    schedule = for_everybody(world, planned(put_weekly_in_use(world), offered=True))
    sign_in(world.ruth).post(f"/my-answers/take-part/{schedule.ref}")
    desk, page, (plan,) = sign_in(world.desk), f"{call}/plans", enrolments(world.ruth)
    given = {"plan": str(plan.ref), "why": "too_much"}
    for answer in (desk.get(page), desk.post(page, given)):
        assert "planned or chose for themselves" in text_of(answer)
        assert "How was your week?" not in text_of(answer)
    assert plan_of(world)[0] == "running"
    with acting_as(world.ruth.actor()) as ruth:
        Enrolment.objects.visible_to(ruth).update(state="paused", asked_why_at=timezone.now())
    assert "How was your week?" in text_of(desk.get(page))


# ---------- No second call about the same ----------


@pytest.mark.parametrize("why", ["technical", "too_long"])
def test_who_says_why_and_can_be_reached_is_not_sent_to_ask_for_a_call(
    world: World, sign_in: Any, asked_why: Enrolment, why: str
) -> None:
    page = f"/schedules/{asked_why.ref}/why"
    answered = sign_in(world.ruth).post(page, {"why": why}, follow=True)
    assert answered.redirect_chain[-1][0] == "/start"
    assert "calls you about the next one" in text_of(answered)
    assert len(calls_of(world.ruth)) == 1


def test_who_cannot_be_reached_is_asked_for_a_number(
    world: World, sign_in: Any, asked_why: Enrolment
) -> None:
    known(world.ruth, "")
    said = sign_in(world.ruth).post(f"/schedules/{asked_why.ref}/why", {"why": "technical"})
    assert said["Location"] == "/call-me"
    with acting_as(world.ruth.actor()) as ruth:
        assert not CallRequest.objects.visible_to(ruth).exists()


def test_the_desk_tells_how_long_each_code_works(
    world: World, sign_in: Any, asked_why: Enrolment
) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        taken_up = start_for_myself(actor=ruth, instrument=weekly_of(asked_why))
    code = code_for(world.ruth, taken_up)
    change_ticket(world.ruth, expires_at=timezone.now() - timedelta(days=1))
    told = text_of(key(sign_in(world.desk), code))
    assert "14 days" in told and "42 days" in told
