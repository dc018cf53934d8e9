"""A clinic's plan outlives whoever made it, rests while the clinic sees nothing, and says so."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import Event
from members.actions.consent import STOP, end_grant
from members.models import Clinic, ClinicMembership, Grant
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.spoken import day
from proms.actions import open_windows as job
from proms.actions.schedules import plan_for_patient
from proms.models import Enrolment, Instrument, Schedule
from proms.queries.schedules import RESTS_FOR
from tests.database import become
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import put_weekly_in_use, text_of
from tests.proms.test_schedules import days_later, enrolments, listed, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]


@pytest.fixture
def weekly(world: World) -> Instrument:
    """In use; Ruth shares with the clinic, where Dr Oduya works."""
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    return put_weekly_in_use(world)


def planned_by(world: World, clinician: Persona, weekly: Instrument, **changes: Any) -> Enrolment:
    actor = clinician.actor()
    with acting_as(actor):
        plan = planned(weekly, **changes)
        return plan_for_patient(actor=actor, subject=world.ruth.subject, planned=plan)


def works_at(world: World, clinician: Persona) -> None:
    ClinicMembership.objects.create(clinic=world.clinic, account=clinician.account)


def leaves(world: World, clinician: Persona) -> None:
    working = ClinicMembership.objects.filter(clinic=world.clinic, account=clinician.account)
    working.update(left_at=timezone.now())


def stops_sharing(world: World) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        grant = Grant.objects.visible_to(ruth).filter(ended_by__isnull=True, purpose="care").get()
        end_grant(actor=ruth, grant_id=grant.pk, consequence=STOP, language="en")


def rests_since(world: World, days: int) -> None:
    """As if it had begun to rest so many days ago, and the job looked today."""
    with acting_as(System(Purpose.ASSIGN, world.ruth.subject, world.ruth.person.pk)) as actor:
        since = timezone.now() - timedelta(days=days)
        rows = Enrolment.objects.visible_to(actor)
        rows.update(unshared_at=since, next_at=timezone.now())


def tomorrow() -> None:
    days_later(0)  # the job looks at everybody again
    job.open_windows()


def page_of(world: World) -> str:
    return f"/clinic/people/{world.ruth.subject}/plan"


def test_a_colleague_goes_on_when_its_maker_leaves(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    row = planned_by(world, world.oduya, weekly)
    nasser, page = sign_in(world.nasser), page_of(world)
    assert nasser.get(page).status_code == 404
    works_at(world, world.nasser)
    leaves(world, world.oduya)
    job.open_windows()
    assert len(listed(world.ruth)) == 1
    shown = text_of(nasser.get(page))
    assert "A plan of Harrow Clinic." in shown and "End it" in shown
    later = timezone.localdate() + timedelta(days=9)
    assert nasser.post(f"{page}/{row.ref}/move", {"anchor_on": f"{later}"}).status_code == 302
    assert enrolments(world.ruth)[0].anchor_on == later
    ruth = sign_in(world.ruth)
    assert "Harrow Clinic planned this." in text_of(ruth.get(f"/schedules/{row.ref}"))
    assert sign_in(world.oduya).post(f"{page}/{row.ref}/end").status_code == 404
    assert nasser.post(f"{page}/{row.ref}/end").status_code == 302
    assert enrolments(world.ruth)[0].state == Enrolment.State.ENDED
    ended = Event.objects.filter(verb="proms.enrolment.ended").get()
    assert ended.account_id == world.nasser.account.pk


def test_with_nobody_left_it_rests_says_so_and_goes_on_with_the_next_colleague(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    row = planned_by(world, world.oduya, weekly)
    leaves(world, world.oduya)
    job.open_windows()
    (found,) = enrolments(world.ruth)
    assert listed(world.ruth) == [] and found.unshared_at is not None
    assert found.state == Enrolment.State.RUNNING
    ruth, until = sign_in(world.ruth), day(found.unshared_at + RESTS_FOR)
    assert "It rests: whoever planned it does not see" in text_of(ruth.get("/schedules"))
    assert f"before {until}, it goes on by itself" in text_of(ruth.get(f"/schedules/{row.ref}"))
    assert "rests: whoever planned it does not see your answers" in text_of(ruth.get("/start"))
    (told,) = ask(program(world.ruth), "get", "schedules").json()["results"]
    assert told["rests_until"] and told["coming"] == []
    works_at(world, world.nasser)
    tomorrow()
    assert len(listed(world.ruth)) == 1
    assert "It rests" not in text_of(ruth.get("/schedules"))
    assert "rests: whoever" not in text_of(ruth.get("/start"))
    verbs = list(Event.objects.filter(verb__startswith="proms.enrolment.re").order_by("pk"))
    assert [one.verb for one in verbs] == ["proms.enrolment.rested", "proms.enrolment.resumed"]


def test_a_sharing_that_comes_back_wakes_it_and_what_she_paused_stays_paused(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    row = planned_by(world, world.oduya, weekly)
    stops_sharing(world)
    job.open_windows()
    ruth = sign_in(world.ruth)
    pause = (timezone.localdate() + timedelta(days=10)).isoformat()
    assert ruth.post(f"/schedules/{row.ref}/change", {"until": pause}).status_code == 302
    rests_since(world, 89)
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    tomorrow()
    (found,) = enrolments(world.ruth)
    assert (found.unshared_at, found.state) == (None, Enrolment.State.PAUSED)
    assert listed(world.ruth) == []
    days_later(11)
    job.open_windows()
    assert len(listed(world.ruth)) == 1


def test_after_90_days_it_ends_and_both_read_that(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    planned_by(world, world.oduya, weekly)
    stops_sharing(world)
    job.open_windows()
    rests_since(world, 91)
    job.open_windows()
    (found,) = enrolments(world.ruth)
    assert (found.state, found.reason) == (Enrolment.State.ENDED, "moved")
    assert found.unshared_at is not None
    on, ruth = day(found.unshared_at + RESTS_FOR), sign_in(world.ruth)
    assert f"Ended on {on}" in text_of(ruth.get("/schedules"))
    assert "rests: whoever" not in text_of(ruth.get("/start"))
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    tomorrow()
    assert listed(world.ruth) == []
    assert f"Ended on {on}" in text_of(sign_in(world.oduya).get(page_of(world)))


def test_what_was_planned_for_one_clinician_alone_is_no_colleagues(
    world: World, sign_in: Any
) -> None:
    weekly = put_weekly_in_use(world)
    works_at(world, world.nasser)
    share(world.ruth, world.oduya)
    share(world.ruth, world.nasser)
    row = planned_by(world, world.oduya, weekly)
    assert row.schedule.clinic_id is None
    nasser, page = sign_in(world.nasser), page_of(world)
    assert "End it" not in text_of(nasser.get(page))
    assert nasser.post(f"{page}/{row.ref}/end").status_code == 403
    assert nasser.get(f"{page}/{row.ref}/move").status_code == 404


def test_a_clinic_she_shares_nothing_with_takes_nothing_over(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    row = planned_by(world, world.oduya, weekly)
    other = Clinic.objects.create(name="Other Clinic")
    ClinicMembership.objects.create(clinic=other, account=world.nasser.account)
    share(world.ruth, world.nasser, clinic_id=other.pk)
    leaves(world, world.oduya)
    job.open_windows()
    assert listed(world.ruth) == []
    nasser, page = sign_in(world.nasser), page_of(world)
    assert "It rests since" in text_of(nasser.get(page))
    assert nasser.post(f"{page}/{row.ref}/end").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_plans_of_before_get_their_clinic_and_nothing_begins_or_ends(
    world: World, weekly: Instrument
) -> None:
    for_clinic = planned_by(world, world.oduya, weekly)
    share(world.ruth, world.nasser)
    alone = planned_by(world, world.nasser, weekly)
    with acting_as(System(Purpose.ASSIGN, world.ruth.subject, world.ruth.person.pk)) as actor:
        far = timezone.now() + timedelta(days=30)
        Enrolment.objects.visible_to(actor).update(next_at=far)
    Schedule.objects.update(clinic=None)
    before = [(one.pk, one.state, one.anchor_on) for one in enrolments(world.ruth)]
    leaves(world, world.oduya)  # after she planned it, and the job had not looked since
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute(import_module("proms.migrations.0028_plans_of_clinics").KEPT)
    become("app")
    kept = dict(Schedule.objects.values_list("pk", "clinic_id"))
    assert kept[for_clinic.schedule_id] == world.clinic.pk
    assert kept[alone.schedule_id] is None
    assert [(one.pk, one.state, one.anchor_on) for one in enrolments(world.ruth)] == before
    soon = timezone.now() + timedelta(days=1, minutes=1)
    assert all(one.next_at < soon for one in enrolments(world.ruth))
