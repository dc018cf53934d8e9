"""A licence that runs out is told before, stops what asks, and lets it go on once it is renewed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.models import RoleHolding
from notifications.models import Outbox
from po_platform.access.actor import Hat, SignedIn, acting_as
from po_platform.kit.spoken import plain_day
from proms.actions.licence_notices import tell_of_endings
from proms.actions.open_windows import open_windows
from proms.actions.schedules import plan_for_patient
from proms.models import Instrument
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import World, make_persona
from tests.proms.path import put_weekly_in_use, text_of
from tests.proms.test_licences import answer
from tests.proms.test_schedules import days_later, enrolments, for_everybody, listed, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def ends_in(world: World, weekly: Instrument, days: int, language: str = "") -> date:
    day = timezone.localdate() + timedelta(days=days)
    answer(world, weekly, language, "granted", ends_on=day)
    return day


def told() -> int:
    """How many notices of it there are, whoever they go to."""
    tell_of_endings()
    return Outbox.objects.filter(kind="proms.licence_ends").count()


def test_curators_hear_of_it_60_and_14_days_before_and_on_the_day_each_once(
    world: World, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = ends_in(world, weekly, 61)
    assert told() == 0
    heard = []
    for left in (60, 59, 14, 13, 0, -1, -8):
        monkeypatch.setattr(
            timezone, "localdate", lambda *_at, left=left: end - timedelta(days=left)
        )
        heard.append(told())
    assert heard == [1, 1, 2, 2, 3, 3, 3]


def test_the_mail_goes_to_who_curates_now_and_names_no_questionnaire(
    world: World, weekly: Instrument
) -> None:
    gone = make_persona("Former Curator", role=Hat.CURATOR)
    RoleHolding.objects.filter(account=gone.account, role=Hat.CURATOR).update(
        ends_at=timezone.now() - timedelta(days=1)
    )
    ends_in(world, weekly, 10)
    deliver()
    assert told() == 1
    (mail,) = deliver()
    assert mail.to == [world.curator.account.email]
    assert "/instruments" in str(mail.body)
    assert weekly.title not in f"{mail.subject} {mail.body}"


def test_no_mail_goes_out_for_a_licence_that_was_renewed_meanwhile(
    world: World, weekly: Instrument
) -> None:
    ends_in(world, weekly, 10)
    deliver()
    assert told() == 1
    ends_in(world, weekly, 400)
    assert deliver() == []


def test_it_stands_on_the_curators_start_page_with_the_plans_that_ask_it(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    curator = sign_in(world.curator)
    ends_in(world, weekly, 61)
    assert "licence ends" not in text_of(curator.get("/start"))
    end = ends_in(world, weekly, 30)
    for_everybody(world, planned(weekly))
    page = text_of(curator.get("/start"))
    assert f"{weekly.title}: the licence ends on {plain_day(end)}" in page
    assert "1 plan for every member asks it." in page
    assert f"/instruments/{weekly.slug}/licence" in curator.get("/start").content.decode()
    assert plain_day(end) in text_of(curator.get("/instruments"))
    assert plain_day(end) in text_of(curator.get("/for-everybody"))
    over = ends_in(world, weekly, -1)
    assert f"the licence ended on {plain_day(over)}" in text_of(curator.get("/start"))
    assert "licence" not in text_of(sign_in(world.ruth).get("/start"))


def test_one_language_that_ends_is_told_by_its_name(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    end = ends_in(world, weekly, 30, "de")
    page = text_of(sign_in(world.curator).get("/start"))
    assert f"German: the licence ends on {plain_day(end)}" in page
    assert told() == 1


def test_a_plan_says_that_it_rests_and_goes_on_once_a_later_end_is_written_down(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    for_everybody(world, planned(weekly))
    open_windows()
    (waits,) = listed(world.ruth)
    with acting_as(world.nasser.actor()) as nasser:
        assert isinstance(nasser, SignedIn)
        hers = planned(weekly, anchor_on=timezone.localdate() + timedelta(days=300))
        plan_for_patient(actor=nasser, subject=world.ruth.subject, planned=hers)
    ends_in(world, weekly, -1)
    plan = enrolments(world.ruth)[0]
    pages = ["/schedules", f"/schedules/{plan.ref}"]
    ruth = sign_in(world.ruth)
    for page in pages:
        assert "Not asked at the moment" in text_of(ruth.get(page))
    clinician = sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}/plan")
    assert "Not asked at the moment" in text_of(clinician)
    assert "Not asked at the moment" in text_of(sign_in(world.curator).get("/for-everybody"))
    assert ruth.get(f"/answer/{waits.ref}").status_code == 200  # what waits can be answered
    days_later(7)
    open_windows()
    assert len(listed(world.ruth)) == 1  # nothing new
    ends_in(world, weekly, 400)
    assert "Not asked at the moment" not in text_of(ruth.get("/schedules"))
    days_later(7)
    open_windows()
    assert len(listed(world.ruth)) == 2
