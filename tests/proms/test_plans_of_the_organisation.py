"""Plans of the organisation: their end, their rhythm, changes for what is to come, and offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import Event
from po_platform.access.actor import Purpose, System, acting_as
from proms.actions.open_windows import open_windows
from proms.actions.schedules import move_for_everybody, plan_for_patient
from proms.actions.taking_part import Changed, change_for_everybody
from proms.actions.visits import When, note_visit
from proms.models import Instrument, Schedule
from proms.windows import Delta
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import put_in, put_weekly_in_use, text_of, use
from tests.proms.test_licences import answer
from tests.proms.test_schedules import (
    days_later,
    enrolments,
    for_everybody,
    for_herself,
    listed,
    planned,
)
from tests.questionnaires.forms import choice, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]
TODAY = timezone.localdate
DAYS_13 = timedelta(days=13)
FORM = {
    "anchor": "start", "every": "w1", "due_days": "2", "closes_days": "6", "reminders": "1",
}  # fmt: skip


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def changed(world: World, schedule: Schedule, **given: Any) -> None:
    now: dict[str, Any] = {"due_days": 3, "closes_days": 6, "reminders": 1, "until": None}
    curator = world.curator.actor()
    with acting_as(curator):
        change_for_everybody(actor=curator, schedule=schedule, changed=Changed(**(now | given)))


def offer(world: World, weekly: Instrument, **given: Any) -> Schedule:
    return for_everybody(world, planned(weekly, anchor="start", offered=True, **given))


# ---------- The end ----------


def test_after_its_last_day_a_plan_opens_nothing_and_is_over(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for_everybody(world, planned(weekly, anchor="start", until=TODAY() + timedelta(days=8)))
    open_windows()
    assert "until" in text_of(sign_in(world.ruth).get("/schedules"))
    (plan,) = enrolments(world.ruth)
    schedule = plan.schedule
    for _eight_days in range(2):
        assert schedule.until is not None
        schedule.until -= timedelta(days=8)
        schedule.save(update_fields=["until"])
        days_later(8)
        open_windows()
    assert len(listed(world.ruth)) == 2, "the first and the one a week later"
    (plan,) = enrolments(world.ruth)
    assert (plan.state, plan.reason) == ("ended", "done")


def test_until_its_last_day_the_end_can_be_put_off(world: World, weekly: Instrument) -> None:
    last = TODAY() + timedelta(days=20)
    schedule = for_everybody(
        world, planned(weekly, anchor="start", every=Delta(months=1), until=last)
    )
    open_windows()
    days_later(8)
    open_windows()
    (plan,) = enrolments(world.ruth)
    assert plan.state == "running", "nothing is to come before the last day, but it is not over"
    changed(world, schedule, until=last + timedelta(days=60))
    days_later(24)
    open_windows()
    assert len(listed(world.ruth)) == 2


def test_around_visits_nothing_is_asked_after_the_last_day(
    world: World, weekly: Instrument
) -> None:
    plan = planned(weekly, anchor="visit", first_days=-2, every=None, until=TODAY())
    for_everybody(world, plan)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        note_visit(actor=ruth, when=When(TODAY() + timedelta(days=2), None, ""))
    open_windows()
    assert len(listed(world.ruth)) == 1, "two days before is today"
    with acting_as(ruth):
        note_visit(actor=ruth, when=When(TODAY() + timedelta(days=9), None, ""))
    days_later(0)
    open_windows()
    assert len(listed(world.ruth)) == 1


def test_nothing_is_counted_from_a_day_behind_its_last_one(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    given = {"until": TODAY() + timedelta(days=20), "first_days": 7}
    hers, nasser = for_herself(world.ruth, planned(weekly, **given)), world.nasser.actor()
    with acting_as(nasser):
        row = plan_for_patient(
            actor=nasser, subject=world.ruth.subject, planned=planned(weekly, **given)
        )
    schedule = for_everybody(world, planned(weekly, **given))
    late, right = ({"anchor_on": f"{TODAY() + timedelta(days=days)}"} for days in (14, 13))
    here = f"patients/{world.ruth.subject}/schedules/{row.ref}/anchor"
    for persona, page, address in (
        (world.ruth, f"/schedules/{hers.ref}/change", f"schedules/{hers.ref}/anchor"),
        (world.nasser, f"/clinic/people/{world.ruth.subject}/plan/{row.ref}/move", here),
        (world.curator, f"/for-everybody/{schedule.ref}/move", f"for-everybody/{schedule.ref}/anchor"),
    ):  # fmt: skip
        client = sign_in(persona)
        refused = client.post(page, late)
        assert (refused.status_code, "This plan ends before that day." in text_of(refused)) == (
            422, True,
        ), page  # fmt: skip
        by_program = program(world.ruth) if persona is world.ruth else client
        assert ask(by_program, "put", address, late).status_code == 403, address
        assert {one.anchor_on for one in enrolments(world.ruth)} <= {TODAY(), TODAY() + DAYS_13}
        assert client.post(page, right).status_code == 302, page
    schedule.refresh_from_db()
    assert schedule.anchor_on == TODAY() + DAYS_13
    assert {one.anchor_on for one in enrolments(world.ruth)} == {TODAY() + DAYS_13}
    Schedule.objects.update(until=TODAY() - timedelta(days=1))
    over = sign_in(world.curator).post(f"/for-everybody/{schedule.ref}/move", right)
    assert "This plan is over." in text_of(over)


@pytest.mark.parametrize("anchor", ["day", "start"])
def test_its_last_day_is_not_before_what_comes_first(
    world: World, sign_in: Any, weekly: Instrument, anchor: str
) -> None:
    given = {**FORM, "first": weekly.slug, "anchor": anchor, "anchor_on": f"{TODAY()}", "after_days": "42"}  # fmt: skip
    curator: Client = sign_in(world.curator)
    early = {**given, "until": f"{TODAY() + timedelta(days=41)}"}
    told = text_of(curator.post("/for-everybody/new", early))
    assert "Choose a day to come, not before the first one" in told
    assert not Schedule.objects.exists()
    right = {**given, "until": f"{TODAY() + timedelta(days=42)}"}
    assert curator.post("/for-everybody/new", right).status_code == 302


def test_what_is_over_is_not_what_every_member_is_asked(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for_everybody(world, planned(weekly, anchor="start"))
    curator: Client = sign_in(world.curator)
    assert "Every week" in text_of(curator.get("/for-everybody"))
    answer(world, weekly, "", "granted", ends_on=TODAY() + timedelta(days=30))
    assert "1 plan for every member asks it." in text_of(curator.get("/start"))
    Schedule.objects.update(until=TODAY() - timedelta(days=1))
    assert "Nothing is planned." in text_of(curator.get("/for-everybody"))
    assert ask(curator, "get", "for-everybody").json() == {"results": []}
    assert "plan for every member asks it" not in text_of(curator.get("/start"))
    open_windows()
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        pk = Schedule.objects.values_list("pk", flat=True).get()
        cursor.execute("select enrol_members(%s, %s, 10)", [pk, TODAY()])
        assert cursor.fetchone() == (0,)
    assert enrolments(world.ruth) == []


# ---------- How often, how many ----------


def test_every_so_many_weeks_and_up_to_six_questionnaires(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    others = [
        use(world, put_in(world, questionnaire(choice("a", "x", "y"), title=f"Form {n}")))
        for n in range(5)
    ]
    curator: Client = sign_in(world.curator)
    places = ("first", "second", "third", "fourth", "fifth", "sixth")
    asked = dict(zip(places, [one.slug for one in (weekly, *others)], strict=True))
    given = {**FORM, **asked, "every": "wn"}
    told = curator.post("/for-everybody/new", given)
    assert "Write how many" in text_of(told)
    assert curator.post("/for-everybody/new", {**given, "every_number": "6"}).status_code == 302
    schedule = Schedule.objects.get()
    assert (schedule.every_days, schedule.steps.count()) == (42, 6)
    assert "Every 6 weeks" in text_of(curator.get("/for-everybody"))
    months = {**FORM, "first": weekly.slug, "every": "mn", "every_number": "5"}
    assert curator.post("/for-everybody/new", months).status_code == 302
    assert Schedule.objects.latest("pk").every_months == 5
    past = {**FORM, "first": weekly.slug, "until": (TODAY() - timedelta(days=1)).isoformat()}
    assert "Choose a day to come" in text_of(curator.post("/for-everybody/new", past))
    assert Schedule.objects.count() == 2
    own = sign_in(world.ruth).get("/schedules/new").content.decode()
    assert 'name="fourth"' not in own and 'name="offered"' not in own


# ---------- Changes ----------


def test_a_change_holds_for_windows_to_come_and_leaves_what_is_open(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    schedule = for_everybody(world, planned(weekly, anchor="start"))
    open_windows()
    (waiting,) = listed(world.ruth)
    curator: Client = sign_in(world.curator)
    page = f"/for-everybody/{schedule.ref}/change"
    assert "keeps its days" in text_of(curator.get(page))
    wrong = {"due_days": "5", "closes_days": "1", "reminders": "0", "until": ""}
    assert curator.post(page, wrong).status_code == 422
    right = {"due_days": "1", "closes_days": "4", "reminders": "0", "until": ""}
    assert curator.post(page, right).status_code == 302
    days_later(0)
    open_windows()
    (still,) = listed(world.ruth)
    assert (still.pk, still.due_at, still.closes_at) == (
        waiting.pk, waiting.due_at, waiting.closes_at,
    )  # fmt: skip
    days_later(7)
    open_windows()
    later = listed(world.ruth)[-1]
    assert later.pk != waiting.pk
    assert later.closes_at is not None
    assert (later.closes_at - later.opens_at).days in (4, 5)
    event = Event.objects.get(verb="proms.schedule.changed")
    assert "open 6" in str(event.detail) and "open 4" in str(event.detail)
    curator.post(page, right)
    assert Event.objects.filter(verb="proms.schedule.changed").count() == 1, "nothing changed"


def test_around_visits_what_waits_keeps_its_days_and_nobody_changes_them(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    schedule = for_everybody(world, planned(weekly, anchor="visit", first_days=-2, every=None))
    page = f"/for-everybody/{schedule.ref}/change"
    shown = sign_in(world.curator).get(page)
    assert 'name="closes_days"' not in shown.content.decode()
    assert sign_in(world.curator).post(page, {"reminders": "2", "until": ""}).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.reminders, schedule.closes_days) == (2, 6)


def test_what_is_over_is_planned_anew_and_nobody_else_changes_it(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    schedule = for_everybody(world, planned(weekly))
    page = f"/for-everybody/{schedule.ref}/change"
    right = {"due_days": "1", "closes_days": "4", "reminders": "0", "until": ""}
    for persona in (world.ruth, world.nasser):
        assert sign_in(persona).post(page, right).status_code == 403
    Schedule.objects.update(until=TODAY() - timedelta(days=1))
    assert sign_in(world.curator).post(page, right).status_code == 403
    schedule.refresh_from_db()
    assert schedule.closes_days == 6


# ---------- Offered ----------


def begin(client: Client, schedule: Schedule) -> Any:
    return client.post(f"/my-answers/take-part/{schedule.ref}")


def test_an_offered_plan_is_put_on_nobodys_list_and_begun_by_who_wants_it(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    schedule = offer(world, weekly)
    open_windows()
    assert listed(world.ruth) == []
    assert enrolments(world.ruth) == []
    ruth = sign_in(world.ruth)
    assert "/my-answers/take-part" in ruth.get("/my-answers").content.decode()
    shown = text_of(ruth.get("/my-answers/take-part"))
    assert "How was your week?" in shown and "About 3 minutes." in shown
    assert begin(ruth, schedule).status_code == 302
    assert begin(ruth, schedule).status_code == 302, "twice is once"
    (plan,) = enrolments(world.ruth)
    assert plan.anchor_on == TODAY()
    open_windows()
    assert len(listed(world.ruth)) == 1
    assert listed(world.gerd) == []
    assert enrolments(world.gerd) == []
    assert "You take part." in text_of(ruth.get("/my-answers/take-part"))
    assert "You chose to take part in this." in text_of(ruth.get(f"/schedules/{plan.ref}"))


def test_who_left_an_offered_plan_may_begin_it_again(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    schedule = offer(world, weekly)
    ruth = sign_in(world.ruth)
    begin(ruth, schedule)
    open_windows()
    (plan,) = enrolments(world.ruth)
    ruth.post(f"/schedules/{plan.ref}/change", {"leave": "1"})
    days_later(7)
    open_windows()
    assert len(listed(world.ruth)) == 1, "nothing came after she left"
    begin(ruth, schedule)
    open_windows()
    (again,) = enrolments(world.ruth)
    assert (again.pk, again.state, again.anchor_on) == (plan.pk, "running", TODAY())
    assert len(listed(world.ruth)) == 2


def test_an_offer_that_counts_from_another_day_is_put_on_nobodys_list_again(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    actor = world.curator.actor()
    schedule = for_everybody(world, planned(weekly, offered=True, times=1))
    ruth = sign_in(world.ruth)
    begin(ruth, schedule)
    open_windows()
    days_later(8)
    Schedule.objects.update(anchor_on=TODAY() - timedelta(days=8))
    open_windows()
    (plan,) = enrolments(world.ruth)
    assert (plan.state, plan.reason, len(listed(world.ruth))) == ("ended", "done", 1)
    with acting_as(actor):
        move_for_everybody(actor=actor, schedule=schedule, anchor_on=TODAY())
    open_windows()
    assert len(listed(world.ruth)) == 1, "she is through, and nobody began it anew"
    begin(ruth, schedule)
    open_windows()
    assert len(listed(world.ruth)) == 2


def test_what_is_over_or_never_was_an_offer_cannot_be_begun(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    ruth = sign_in(world.ruth)
    put_on_lists = for_everybody(world, planned(weekly))
    assert begin(ruth, put_on_lists).status_code == 404
    schedule = offer(world, weekly)
    Schedule.objects.filter(pk=schedule.pk).update(until=TODAY() - timedelta(days=1))
    assert begin(ruth, schedule).status_code == 404
    ended = offer(world, weekly)
    sign_in(world.curator).post(f"/for-everybody/{ended.ref}/end")
    assert begin(ruth, ended).status_code == 404
    assert "Nothing is offered at present." in text_of(ruth.get("/my-answers/take-part"))
    assert enrolments(world.ruth) == []


def test_programs_read_offers_begin_them_and_change_plans(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    curator, ruth = sign_in(world.curator), program(world.ruth)
    body = {"instruments": [weekly.slug], "every": "wn", "every_number": 3, "offer": True}
    made = ask(curator, "post", "for-everybody", body)
    assert made.status_code == 201, made.content
    assert (made.json()["offered"], made.json()["rhythm"]) == (True, "Every 3 weeks")
    one = f"for-everybody/{made.json()['ref']}"
    put = {"due_days": 2, "closes_days": 9, "reminders": 0}
    assert ask(curator, "put", one, put).json()["closes_days"] == 9
    assert ask(ruth, "put", one, put).status_code == 403
    (found,) = ask(ruth, "get", "offers").json()["results"]
    assert (found["instruments"], found["plan"]) == (["How was your week?"], None)
    begun = ask(ruth, "put", f"offers/{found['ref']}", {})
    assert begun.status_code == 200
    assert ask(ruth, "get", "offers").json()["results"][0]["plan"] == begun.json()["plan"]
    assert ask(ruth, "get", f"schedules/{begun.json()['plan']}").status_code == 200
