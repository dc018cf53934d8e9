"""A member sets the day of her reminders and how often; never more than that, and none in a pause."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from education.actions.enrolling import come_back, pause
from education.actions.nudging import nudge_quiet
from education.actions.reminders import next_day, remind_as_set, set_reminders
from education.models import Enrolment
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.education.programme_path import SLUG, begun, enrolment_of, shipped
from tests.education.test_quiet_ladder import put_back
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import World


@given(weekday=st.integers(1, 7), today=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_next_day_is_within_a_week_and_never_today(weekday: int, today: date) -> None:
    found = next_day(weekday, today)
    assert found.isoweekday() == weekday
    assert today < found <= today + timedelta(days=7)


def due(world: World, days_ago: int = 0, **more: Any) -> None:
    with acting_as(world.ruth.actor()) as actor:
        day = timezone.localdate() - timedelta(days=days_ago)
        own_rows(Enrolment, actor).update(remind_on=day, **more)


@pytest.mark.django_db
def test_she_sets_a_day_gets_one_mail_and_stops_it_with_one_press(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    assert f"{way}/reminders" in ruth.get(way).content.decode()
    for wrong in ({"weekday": "8", "every": "1"}, {"weekday": "1", "every": "3"}, {"weekday": "1"}):
        assert ruth.post(f"{way}/reminders", wrong).status_code == 422
    assert ruth.post(f"{way}/reminders", {"weekday": "2", "every": "2"}).status_code == 302
    now = enrolment_of(world.ruth)
    assert now.remind_on is not None
    assert (now.remind_every, now.remind_on.isoweekday()) == (2, 2)
    assert remind_as_set() == 0
    due(world)
    assert (remind_as_set(), remind_as_set()) == (1, 0)
    assert enrolment_of(world.ruth).remind_on == timezone.localdate() + timedelta(days=14)
    (mail,) = [one for one in deliver() if world.ruth.account.email in one.to]
    assert f"{way}/reminders" in mail.body
    assert_neutral(mail, also=["tired", SLUG])
    ruth.post(f"{way}/reminders", {"do": "stop"})
    stopped = enrolment_of(world.ruth)
    assert (stopped.remind_weekday, stopped.remind_on) == (None, None)
    assert "The next one" not in ruth.get(f"{way}/reminders").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state",
    [
        {"state": "left"},
        {"state": "done"},
        {"state": "resting"},
        {"paused_until": "2099-01-01"},
    ],
)
def test_whoever_is_not_on_the_way_gets_none(world: World, state: dict[str, Any]) -> None:
    begun(world.ruth, shipped(world))
    due(world, remind_weekday=1, **state)
    assert remind_as_set() == 0
    # The day goes on all the same: nobody who comes back is written to at once.
    after = enrolment_of(world.ruth).remind_on
    assert after is not None
    assert after > timezone.localdate()


@pytest.mark.django_db
def test_a_pause_drops_the_mail_that_waits_and_what_was_missed_is_not_made_up(world: World) -> None:
    row = begun(world.ruth, shipped(world))
    due(world, days_ago=40, remind_weekday=1)
    assert (remind_as_set(), remind_as_set()) == (1, 0)
    with acting_as(world.ruth.actor()) as actor:
        pause(actor=actor, ref=row.ref, until=timezone.localdate() + timedelta(days=9))
    assert not [one for one in deliver() if world.ruth.account.email in one.to]
    with acting_as(world.ruth.actor()) as actor:
        come_back(actor=actor, ref=row.ref)
    assert remind_as_set() == 0


@pytest.mark.django_db
def test_whoever_set_a_day_is_reminded_then_and_by_nothing_else_of_ours(world: World) -> None:
    row = begun(world.ruth, shipped(world))
    with acting_as(world.ruth.actor()) as actor:
        set_reminders(actor=actor, ref=row.ref, weekday=2)
    for _week in range(4):
        put_back(world.ruth, 7)
        assert (nudge_quiet(), remind_as_set()) == (0, 1)
    assert not Outbox.objects.filter(kind="education.nudge").exists()
    put_back(world.ruth, 7)
    assert nudge_quiet() == 1
    assert Outbox.objects.get(kind="education.closing").person_id == world.ruth.person.pk
    assert enrolment_of(world.ruth).state == "resting"
    assert remind_as_set() == 0


@pytest.mark.django_db
def test_a_nudge_of_the_day_before_takes_nothing_from_the_day_she_set(world: World) -> None:
    begun(world.ruth, shipped(world))
    due(world, remind_weekday=1, nudged_at=timezone.now())
    assert remind_as_set() == 1


@pytest.mark.django_db
def test_setting_a_day_is_being_here(world: World) -> None:
    row = begun(world.ruth, shipped(world))
    put_back(world.ruth, 34)
    with acting_as(world.ruth.actor()) as actor:
        set_reminders(actor=actor, ref=row.ref, weekday=2)
    put_back(world.ruth, 2)
    assert nudge_quiet() == 0
