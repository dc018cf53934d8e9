"""Schedules ask on their days, nobody twice and not too much; pausing, leaving and dying stop them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from members.actions.consent import STOP, end_grant
from members.models import Grant, Person
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.spoken import day
from proms.actions import open_windows as job
from proms.actions.schedules import Planned, plan_for_everybody, plan_for_myself, plan_for_patient
from proms.actions.visits import When, cancel_visit, move_visit, note_visit
from proms.models import Assignment, Enrolment, Instrument, Schedule
from proms.windows import Delta
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import (
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
    use,
)
from tests.questionnaires.forms import choice, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]
TODAY = timezone.localdate


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


MOMENTS = ("opens_at", "due_at", "overdue_at", "closes_at")


def planned(*instruments: Instrument, **changes: Any) -> Planned:
    given: dict[str, Any] = {
        "anchor": "day", "anchor_on": TODAY(), "first_days": 0, "every": Delta(days=7),
        "times": None, "due_days": 3, "overdue_days": 5, "closes_days": 6, "reminders": 1,
    }  # fmt: skip
    return Planned(instruments=instruments, **(given | changes))


def for_everybody(world: World, plan: Planned) -> Schedule:
    actor = world.curator.actor()
    with acting_as(actor):
        return plan_for_everybody(actor=actor, planned=plan)


def for_herself(persona: Persona, plan: Planned) -> Enrolment:
    actor = persona.actor()
    with acting_as(actor):
        return plan_for_myself(actor=actor, planned=plan)


def listed(persona: Persona, state: str = "open") -> list[Assignment]:
    actor = persona.actor()
    with acting_as(actor):
        rows = Assignment.objects.visible_to(actor).filter(subject_id=persona.subject, state=state)
        return list(rows.select_related("instrument").order_by("pk"))


def enrolments(persona: Persona) -> list[Enrolment]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Enrolment.objects.visible_to(actor).filter(subject_id=persona.subject))


def days_later(days: int) -> None:
    """All that is written down is so many days older; the job looks at everybody again."""
    for persona_subject, person in subjects():
        with acting_as(System(Purpose.ASSIGN, persona_subject, person)) as actor:
            for row in Assignment.objects.visible_to(actor).order_by("opens_at"):
                for name in MOMENTS:
                    moment = getattr(row, name)
                    setattr(row, name, moment and moment - timedelta(days=days))
                row.round_key = older_key(row.round_key, days)
                row.save(update_fields=[*MOMENTS, "round_key"])
            for one in Enrolment.objects.visible_to(actor):
                one.anchor_on -= timedelta(days=days)
                one.next_at = timezone.now()
                if one.paused_until:
                    one.paused_until -= timedelta(days=days)
                one.save(update_fields=["anchor_on", "next_at", "paused_until"])


def older_key(round_key: str, days: int) -> str:
    """The key of the window that lay so many days before; one of a visit is that of the visit."""
    parts = round_key.split(".")
    if len(parts) == 3 and "-" in parts[1]:
        parts[1] = (date.fromisoformat(parts[1]) - timedelta(days=days)).isoformat()
    return ".".join(parts)


def subjects() -> list[tuple[Any, int]]:
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select subject_id, person_id from active_subjects(0, 10000)")
        return list(cursor.fetchall())


def test_everybody_is_asked_once_a_window_and_again_in_the_next(
    world: World, weekly: Instrument
) -> None:
    for_everybody(world, planned(weekly))
    job.open_windows()
    job.open_windows()
    (first,) = listed(world.ruth)
    assert (first.instrument_id, first.asked_by) == (weekly.pk, "organisation")
    assert first.due_at and first.closes_at and first.opens_at < first.due_at < first.closes_at
    assert len(listed(world.gerd)) == 1
    days_later(7)
    job.open_windows()
    assert len(listed(world.ruth)) == 2  # the first is over and open no more
    assert len(enrolments(world.ruth)) == 1


def test_a_bundle_comes_in_order_with_one_notice_that_stops_when_all_is_done(
    world: World, weekly: Instrument
) -> None:
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    for_everybody(world, planned(other, weekly, reminders=2))
    deliver()
    job.open_windows()
    first, second = listed(world.ruth)
    assert [first.instrument_id, second.instrument_id] == [other.pk, weekly.pk]
    assert first.closes_at == second.closes_at
    hers = [mail for mail in deliver() if mail.to == [world.ruth.account.email]]
    assert len(hers) == 1
    send(world.ruth, first, {"a": "x"})
    hers_by_now = Outbox.objects.filter(person_id=world.ruth.person.pk)
    due = hers_by_now.filter(kind="proms.waiting_again").order_by("due_at").first()
    assert due is not None
    hers_by_now.filter(state=Outbox.State.SENT).update(done_at=timezone.now() - timedelta(days=2))
    Outbox.objects.filter(pk=due.pk).update(due_at=timezone.now())
    assert len([m for m in deliver() if m.to == [world.ruth.account.email]]) == 1
    send(world.ruth, second)
    Outbox.objects.filter(person_id=world.ruth.person.pk, state=Outbox.State.WAITING).update(
        due_at=timezone.now()
    )
    assert [m for m in deliver() if m.to == [world.ruth.account.email]] == []


def test_the_same_from_two_schedules_is_asked_once_and_a_week_has_its_limit(
    world: World, weekly: Instrument
) -> None:
    weekly.minutes = 20
    weekly.save()
    long = use(world, put_in(world, questionnaire(choice("a", "x"), title="Long")))
    long.minutes = 25
    long.save()
    for plan in (planned(weekly), planned(weekly), planned(long, closes_days=20, overdue_days=9)):
        for_everybody(world, plan)
    job.open_windows()
    assert [one.instrument_id for one in listed(world.ruth)] == [weekly.pk]
    send(world.ruth, listed(world.ruth)[0])
    days_later(8)
    job.open_windows()
    asked = {one.instrument_id for one in listed(world.ruth)}
    assert len(asked) == 1  # either of them; the other does not fit into this week


def test_what_she_sent_herself_before_a_visit_is_not_asked_again_for_it(
    world: World, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    hers, nasser = on_her_list(world.ruth, weekly), world.nasser.actor()
    with acting_as(nasser):
        plan = planned(weekly, anchor="visit", first_days=-7, every=None, closes_days=7)
        plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=plan)
        when = When(TODAY() + timedelta(days=3))
        note_visit(actor=nasser, subject=world.ruth.subject, when=when)
    job.open_windows()
    assert [one.pk for one in listed(world.ruth)] == [hers.pk]
    send(world.ruth, hers, some_answers())
    days_later(0)
    job.open_windows()
    assert listed(world.ruth) == []


def test_a_visit_asks_before_it_moves_with_it_and_a_cancelled_one_asks_nothing(
    world: World, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    nasser = world.nasser.actor()
    with acting_as(nasser):
        plan = planned(weekly, anchor="visit", first_days=-7, every=None, closes_days=7)
        plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=plan)
        visit = note_visit(
            actor=nasser, subject=world.ruth.subject, when=When(TODAY() + timedelta(days=10))
        )
    job.open_windows()
    assert listed(world.ruth) == []
    ruth = world.ruth.actor()
    with acting_as(ruth):
        move_visit(actor=ruth, ref=visit.ref, when=When(TODAY() + timedelta(days=5)))
    job.open_windows()
    (asked,) = listed(world.ruth)
    assert asked.asked_by == "clinician"
    before, late = asked.closes_at, asked.overdue_at
    with acting_as(ruth):
        move_visit(actor=ruth, ref=visit.ref, when=When(TODAY() + timedelta(days=6)))
    job.open_windows()
    (asked,) = listed(world.ruth)
    assert before and asked.closes_at == before + timedelta(days=1)
    assert late and asked.overdue_at == late + timedelta(days=1)
    with acting_as(ruth):
        cancel_visit(actor=ruth, ref=visit.ref)
    job.open_windows()
    assert listed(world.ruth) == []
    assert listed(world.gerd) == []


def test_moving_the_anchor_reckons_what_is_to_come_and_leaves_what_was(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    enrolment = for_herself(world.ruth, planned(weekly, every=Delta(months=1)))
    job.open_windows()
    (asked,) = listed(world.ruth)
    client = sign_in(world.ruth)
    page = f"/schedules/{enrolment.ref}"
    later = TODAY() + timedelta(days=3)
    client.post(f"{page}/change", {"anchor_on": later.isoformat()})
    job.open_windows()
    assert listed(world.ruth) == [asked]
    assert enrolments(world.ruth)[0].anchor_on == later


@pytest.mark.parametrize("stop", ["paused", "left", "dead", "shares no more", "ended"])
def test_what_stops_it(world: World, sign_in: Any, weekly: Instrument, stop: str) -> None:
    share(world.ruth, world.nasser)
    nasser = world.nasser.actor()
    with acting_as(nasser):
        mine = plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=planned(weekly))
    client, page = sign_in(world.ruth), f"/schedules/{mine.ref}/change"
    if stop == "paused":
        client.post(page, {"until": (TODAY() + timedelta(days=3)).isoformat()})
    elif stop == "left":
        client.post(page, {"leave": "1"})
    elif stop == "dead":
        Person.objects.filter(pk=world.ruth.person.pk).update(state="deceased")
    elif stop == "ended":
        sign_in(world.nasser).post(f"/clinic/people/{world.ruth.subject}/plan/{mine.ref}/end")
    else:
        ruth = world.ruth.actor()
        with acting_as(ruth):
            grant = Grant.objects.visible_to(ruth).get()
            end_grant(actor=ruth, grant_id=grant.pk, consequence=STOP, language="en")
    job.open_windows()
    if stop == "dead":
        Person.objects.filter(pk=world.ruth.person.pk).update(state="active")
    assert listed(world.ruth) == []
    if stop == "paused":
        days_later(4)
        job.open_windows()
        assert len(listed(world.ruth)) == 1


def test_after_three_without_an_answer_we_ask_why_and_nothing_else(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for_everybody(world, planned(weekly))
    for _week in range(4):
        job.open_windows()
        days_later(7)
    (found,) = enrolments(world.ruth)
    assert found.asked_why_at is not None
    job.open_windows()
    assert len(listed(world.ruth)) == 3
    client = sign_in(world.ruth)
    assert "May we ask why?" in text_of(client.get("/start"))
    page = f"/schedules/{found.ref}/why"
    assert "There is a problem" in text_of(client.post(page, {}))
    client.post(page, {"why": "not_now"})
    (found,) = enrolments(world.ruth)
    assert (found.state, found.reason) == ("paused", "not_now")
    assert found.paused_until == TODAY() + timedelta(weeks=4)
    assert sign_in(world.gerd).get(page).status_code == 404


def test_pages_of_a_member_a_clinician_and_a_curator(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    given = {
        "first": weekly.slug, "anchor": "day", "anchor_on": TODAY().isoformat(), "every": "w1",
        "times": "4", "due_days": "2", "closes_days": "6", "reminders": "1",
    }  # fmt: skip
    ruth, curator, nasser = (sign_in(p) for p in (world.ruth, world.curator, world.nasser))
    assert ruth.post("/schedules/new", given).status_code == 302
    assert "Every week, 4 times" in text_of(ruth.get("/schedules"))
    assert curator.post("/for-everybody/new", {**given, "every": "m3"}).status_code == 302
    assert "Every 3 months, 4 times" in text_of(curator.get("/for-everybody"))
    share(world.ruth, world.nasser)
    page = f"/clinic/people/{world.ruth.subject}/plan"
    assert nasser.post(page, {**given, "anchor": "visit", "visit_days": "7"}).status_code == 302
    assert nasser.post(page, {"on": TODAY().isoformat()}).status_code == 302
    shown = text_of(nasser.get(page))
    assert "7 days before each visit" in shown
    row = max(enrolments(world.ruth), key=lambda one: one.pk)
    assert "Your clinic planned this." in text_of(ruth.get(f"/schedules/{row.ref}"))
    for wrong in (
        {}, {**given, "closes_days": "1"}, {**given, "second": weekly.slug},
        {**given, "anchor_on": "1999-01-01"}, {**given, "first": "no-such-thing"},
    ):  # fmt: skip
        assert "There is a problem" in text_of(ruth.post("/schedules/new", wrong))
    for persona in (world.gerd, world.oduya):
        assert sign_in(persona).get(page).status_code in (403, 404)
    schedule = Schedule.objects.get(meant_for="everybody")
    assert curator.post(f"/for-everybody/{schedule.ref}/end").status_code == 302
    assert "Nothing is planned" in text_of(curator.get("/for-everybody"))


def test_nobody_moves_by_hand_what_somebody_else_planned(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    nasser = world.nasser.actor()
    with acting_as(nasser):
        row = plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=planned(weekly))
    for_everybody(world, planned(weekly))
    job.open_windows()
    later = (TODAY() + timedelta(days=30)).isoformat()
    ruth = sign_in(world.ruth)
    before = {one.pk: one.anchor_on for one in enrolments(world.ruth)}
    for one in enrolments(world.ruth):
        page = f"/schedules/{one.ref}/change"
        assert ruth.post(page, {"anchor_on": later}).status_code == 403
    assert {one.pk: one.anchor_on for one in enrolments(world.ruth)} == before
    page = f"/clinic/people/{world.ruth.subject}/plan/{row.ref}/move"
    assert ruth.post(page, {"anchor_on": later}).status_code == 403


def test_a_clinician_moves_what_she_planned_and_a_curator_what_is_for_everybody(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    nasser, later = world.nasser.actor(), TODAY() + timedelta(days=30)
    with acting_as(nasser):
        row = plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=planned(weekly))
    plan = f"/clinic/people/{world.ruth.subject}/plan"
    client = sign_in(world.nasser)
    assert "Count from another day" in text_of(client.get(plan))
    assert "There is a problem" in text_of(client.post(f"{plan}/{row.ref}/move", {}))
    moved = client.post(f"{plan}/{row.ref}/move", {"anchor_on": later.isoformat()})
    assert moved.status_code == 302
    assert sign_in(world.oduya).get(f"{plan}/{row.ref}/move").status_code in (403, 404)
    assert enrolments(world.ruth)[0].anchor_on == later
    schedule = for_everybody(world, planned(weekly))
    job.open_windows()
    page = f"/for-everybody/{schedule.ref}/move"
    curator = sign_in(world.curator)
    assert "Every member" in text_of(curator.get(page))
    assert curator.post(page, {"anchor_on": later.isoformat()}).status_code == 302
    job.open_windows()
    assert [one.anchor_on for one in enrolments(world.ruth)] == [later, later]
    assert enrolments(world.gerd)[0].anchor_on == later
    assert sign_in(world.nasser).post(page, {"anchor_on": later.isoformat()}).status_code == 403


def test_the_first_time_after_so_many_days_and_then_every_three_months(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    given = {
        "first": weekly.slug, "anchor": "start", "anchor_on": TODAY().isoformat(), "every": "m3",
        "after_days": "42", "times": "", "due_days": "2", "closes_days": "6", "reminders": "1",
    }  # fmt: skip
    curator = sign_in(world.curator)
    assert "There is a problem" in text_of(
        curator.post("/for-everybody/new", {**given, "after_days": "731"})
    )
    assert curator.post("/for-everybody/new", given).status_code == 302
    assert "Every 3 months, first after 42 days" in text_of(curator.get("/for-everybody"))
    job.open_windows()
    assert listed(world.ruth) == []
    days_later(41)
    job.open_windows()
    assert listed(world.ruth) == []
    days_later(1)
    job.open_windows()
    assert len(listed(world.ruth)) == 1


def test_she_chooses_the_weekday_on_which_things_come(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for_herself(world.ruth, planned(weekly, anchor_on=TODAY()))
    ruth, tomorrow = sign_in(world.ruth), TODAY() + timedelta(days=1)
    assert "There is a problem" in text_of(ruth.post("/schedules", {"weekday": "9"}))
    assert ruth.post("/schedules", {"weekday": str(tomorrow.weekday())}).status_code == 302
    job.open_windows()
    assert listed(world.ruth) == []
    assert f"Next on {day(tomorrow)}" in text_of(ruth.get("/schedules"))
    ruth.post("/schedules", {"weekday": ""})
    job.open_windows()
    assert len(listed(world.ruth)) == 1


def test_until_is_the_last_whole_day_there_is_time_wherever_it_is_told(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for_herself(
        world.ruth, planned(weekly)
    )  # open for six days more, closed as the next one begins
    job.open_windows()
    (waiting,) = listed(world.ruth)
    last = TODAY() + timedelta(days=6)
    assert waiting.closes_at and timezone.localdate(waiting.closes_at) == last + timedelta(days=1)
    ruth = sign_in(world.ruth)
    assert f"You have time until {day(last)}." in text_of(ruth.get(f"/answer/{waiting.ref}"))
    assert f"Until {day(last)}." in text_of(ruth.get("/my-answers"))
    (shown,) = ask(program(world.ruth), "get", "assignments").json()["results"]
    assert shown["until"] == str(last)


def test_what_her_plan_put_on_her_list_is_not_taken_up_once_more(
    world: World, weekly: Instrument
) -> None:
    for_herself(world.ruth, planned(weekly))
    job.open_windows()
    (waits,) = listed(world.ruth)
    assert on_her_list(world.ruth, weekly).pk == waits.pk
    assert len(listed(world.ruth)) == 1


def test_a_clinician_reads_from_which_day_on_something_comes_and_not_on_which_she_likes(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    soon, nasser = TODAY() + timedelta(days=2), world.nasser.actor()
    with acting_as(nasser):
        plan = planned(weekly, anchor_on=soon)
        plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=plan)
    later = soon + timedelta(days=3)
    ruth, page = sign_in(world.ruth), f"/clinic/people/{world.ruth.subject}/plan"
    ruth.post("/schedules", {"weekday": str(later.weekday())})
    assert f"Next on {day(later)}." in text_of(ruth.get("/schedules"))
    read = text_of(sign_in(world.nasser).get(page))
    assert f"Next from {day(soon)} on." in read and day(later) not in read
