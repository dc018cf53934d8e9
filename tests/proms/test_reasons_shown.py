"""Why she did not answer is shown to those she shares with only where she said so, and no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from members.actions.consent import STOP, end_grant
from members.models import Grant
from po_platform.access.actor import Actor, Anonymous, Purpose, System, Tick, acting_as
from po_platform.kit.spoken import plain_day
from proms.models import Assignment, Enrolment, ReasonGiven, Schedule, ScheduleStep
from proms.queries.reasons import Said, my_reasons
from proms.reasons import reason_of
from tests.database import become
from tests.members.helper_steps import acting, help_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, send, text_of

DAY = timedelta(days=1)


def on(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def said(day: int, until: datetime | None = None, why: str = "hospital") -> Said:
    return Said(1, "A form", why, on(day), until and until.date())


def test_a_reason_stands_for_what_was_missed_before_it_since_the_last_answers() -> None:
    one = said(20)
    assert reason_of(on(18), [], [one]) is one
    assert reason_of(on(18), [on(10)], [one]) is one
    assert reason_of(on(8), [on(10)], [one]) is None  # answers came meanwhile
    assert reason_of(on(22), [], [one]) is None  # nobody said why this time
    assert reason_of(on(22), [], [said(20, until=on(25))]) is not None
    assert reason_of(on(5), [], [said(20, why="technical"), said(6)]) == said(6)


@pytest.fixture
def held(world: World) -> Enrolment:
    """Ruth answered once, let one window pass that a schedule opened, and shares with Dr Nasser."""
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly))
    share(world.ruth, world.nasser)
    schedule = Schedule.objects.create(
        meant_for="everybody", anchor="day", due_days=1, overdue_days=1, closes_days=1
    )
    ScheduleStep.objects.create(schedule=schedule, instrument=weekly, rank=0)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        Assignment.objects.create(
            subject_id=world.ruth.subject, instrument=weekly,
            version=weekly.questionnaire.versions.latest("number"),
            closes_at=timezone.now() + timedelta(milliseconds=1), asked_by="organisation",
        )  # fmt: skip
        return Enrolment.objects.create(
            subject_id=world.ruth.subject, schedule=schedule, anchor_on=timezone.localdate()
        )


def why(client: Any, held: Enrolment, reason: str, **shown: str) -> Any:
    return client.post(f"/schedules/{held.ref}/why", {"why": reason, **shown})


def summary(world: World, end: str = "") -> str:
    return f"/clinic/people/{world.ruth.subject}{end}"


@pytest.mark.django_db
def test_what_she_agreed_to_show_stands_in_the_summary_the_text_and_the_course(
    world: World, sign_in: Any, held: Enrolment
) -> None:
    client, doctor = sign_in(world.ruth), sign_in(world.nasser)
    asked = text_of(client.get(f"/schedules/{held.ref}/why"))
    assert "Show this reason beside my answers" in asked
    assert "a doctor you give a code" in asked
    why(client, held, "hospital", shown="on")
    until = plain_day(timezone.localdate() + timedelta(weeks=4))
    for end in ("", "/text"):
        page = text_of(doctor.get(summary(world, end)))
        assert f"in hospital, said on {plain_day(timezone.now())}" in page
        assert f"nothing asked before {until}" in page
    assert "not returned (reason given: in hospital)" in text_of(
        doctor.get(summary(world, "/numbers"))
    )
    assert "not returned (reason given: in hospital)" in text_of(client.get("/my-answers/numbers"))
    assert doctor.get(summary(world, "/summary.pdf")).status_code == 200
    assert Event.objects.filter(verb="proms.reason.shown").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["too_ill", "too_much"])
def test_without_her_tick_nobody_reads_a_reason_and_none_is_kept(
    world: World, sign_in: Any, held: Enrolment, reason: str
) -> None:
    doctor = sign_in(world.nasser)
    before = [text_of(doctor.get(summary(world, end))) for end in ("", "/text", "/numbers")]
    why(sign_in(world.ruth), held, reason)
    after = [text_of(doctor.get(summary(world, end))) for end in ("", "/text", "/numbers")]
    assert before == after
    assert not kept_of(world)


@pytest.mark.django_db
def test_she_takes_it_back_and_shows_it_again(world: World, sign_in: Any, held: Enrolment) -> None:
    client, doctor = sign_in(world.ruth), sign_in(world.nasser)
    why(client, held, "too_much", shown="on")  # it ends the schedule; the reason is still hers
    (kept,) = kept_of(world)
    page = text_of(client.get("/schedules"))
    assert "it is too much" in page and "It is shown." in page
    assert client.post(f"/schedules/reasons/{kept.ref}", {"hide": "1"}).status_code == 302
    assert "Reason given" not in text_of(doctor.get(summary(world)))
    assert "Nobody else sees it." in text_of(client.get("/schedules"))
    client.post(f"/schedules/reasons/{kept.ref}", {"show": "1"})
    assert "Reason given" in text_of(doctor.get(summary(world)))
    verbs = list(
        Event.objects.filter(verb__startswith="proms.reason").values_list("verb", flat=True)
    )
    assert sorted(verbs) == ["proms.reason.hidden", "proms.reason.shown", "proms.reason.shown"]


@pytest.mark.django_db
def test_she_can_hide_whatever_is_still_shown_and_nothing_older_stands_there(
    world: World, sign_in: Any, held: Enrolment
) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        for days in (*range(25), 400):
            ReasonGiven.objects.create(
                subject_id=world.ruth.subject, schedule=held.schedule, why="hospital", shown=True,
                said_at=timezone.now() - timedelta(days=days),
            )  # fmt: skip
        mine = my_reasons(actor=ruth)
    assert (
        len(mine) == 25
        and text_of(sign_in(world.ruth).get("/schedules")).count("It is shown.") == 25
    )


@pytest.mark.django_db
def test_a_pause_is_shown_as_she_chose_and_ends_when_she_goes_on(
    world: World, sign_in: Any, held: Enrolment
) -> None:
    client, doctor = sign_in(world.ruth), sign_in(world.nasser)
    until = timezone.localdate() + timedelta(days=20)
    pause = {"until": until.isoformat()}
    client.post(f"/schedules/{held.ref}/change", pause)
    assert "Reason given" not in text_of(doctor.get(summary(world)))
    client.post(f"/schedules/{held.ref}/change", {"go_on": "1"})
    client.post(f"/schedules/{held.ref}/change", {**pause, "shown": "on"})
    assert f"a pause, said on {plain_day(timezone.now())}, nothing asked before" in text_of(
        doctor.get(summary(world))
    )
    client.post(f"/schedules/{held.ref}/change", {"go_on": "1"})
    assert plain_day(until) not in text_of(doctor.get(summary(world)))


@pytest.mark.django_db
def test_nobody_else_shows_or_hides_it(world: World, sign_in: Any, held: Enrolment) -> None:
    why(sign_in(world.ruth), held, "hospital", shown="on")
    (kept,) = kept_of(world)
    for persona in (world.gerd, world.nasser):
        answer = sign_in(persona).post(f"/schedules/reasons/{kept.ref}", {"hide": "1"})
        assert answer.status_code == 404
    assert sign_in(world.ruth).get(f"/schedules/reasons/{kept.ref}").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_the_room_and_the_vault_give_a_reason_to_the_same_people(
    world: World, sign_in: Any, held: Enrolment
) -> None:
    why(sign_in(world.ruth), held, "hospital", shown="on")
    ruth, nasser, desk = (p.actor() for p in (world.ruth, world.nasser, world.gerd))
    job = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    assert [both(actor) for actor in (ruth, nasser, desk, Anonymous(), job)] == [1, 1, 0, 0, 1]
    with acting_as(ruth):
        ReasonGiven.objects.visible_to(ruth).update(shown=False)
    assert [both(actor) for actor in (ruth, nasser)] == [1, 0]
    with acting_as(ruth):
        ReasonGiven.objects.visible_to(ruth).update(shown=True)
    helper = acting(world.gerd, help_of(world.ruth, world.gerd, Tick.SUMMARY))
    assert helper is not None
    assert both(helper) == 0  # who helps her reads her course, and not this
    with acting_as(ruth):
        grant = Grant.objects.visible_to(ruth).get(purpose="care")
    with acting_as(ruth):
        end_grant(actor=ruth, grant_id=grant.pk, consequence=STOP, language="en")
    assert both(nasser) == 0


@pytest.mark.django_db
def test_the_summary_costs_the_same_with_many_reasons(
    world: World, sign_in: Any, held: Enrolment
) -> None:
    doctor = sign_in(world.nasser)
    why(sign_in(world.ruth), held, "hospital", shown="on")
    costs = []
    for end in ("", "/text", "/numbers"):
        costs.append(cost(doctor, summary(world, end)))
    ruth = world.ruth.actor()
    with acting_as(ruth):
        ReasonGiven.objects.bulk_create(
            ReasonGiven(subject_id=world.ruth.subject, schedule=held.schedule, why=why_, shown=True)
            for why_ in ("technical", "not_now", "pause") * 5
        )
    assert costs == [cost(doctor, summary(world, end)) for end in ("", "/text", "/numbers")]


def cost(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def kept_of(world: World) -> list[ReasonGiven]:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        return list(ReasonGiven.objects.visible_to(ruth).order_by("pk"))


def both(actor: Actor) -> int:
    """How many reasons the policies give and the vault gives; the test ends where they differ."""
    become("owner")
    try:
        with acting_as(actor):
            room = ReasonGiven.objects.visible_to(actor).count()
    finally:
        become("app")
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from proms_reasongiven")
        assert cursor.fetchone()[0] == room
    return room
