"""The job of the schedules over weeks and years: no window is lost, and none comes twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from members.models import Account
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms.actions import open_windows as job
from proms.actions.assignments import take_off_my_list
from proms.actions.schedules import move_anchor
from proms.models import Assignment, Enrolment, Instrument
from proms.paper import BY_POST
from proms.windows import Delta, at
from tests.database import connect_as
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, use
from tests.proms.test_schedules import enrolments, for_everybody, for_herself, listed, planned
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db
EIGHT = time(8)


class Clock:
    """What the portal takes for now; in the past, where the database finds everything due."""

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        self.zone = zone
        self.now = at(day, EIGHT, zone)

    def __call__(self) -> datetime:
        return self.now

    def to(self, day: date, clock: time = EIGHT) -> None:
        self.now = at(day, clock, self.zone)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday in Berlin; the year with both changes of the clock lies before the tests' own."""
    made = Clock(date(2025, 1, 6), ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr("django.utils.timezone.now", made)
    return made


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def opened(persona: Persona) -> list[date]:
    """The days on which something came on her list, in her own time."""
    actor = persona.actor()
    zone = ZoneInfo(Account.objects.get(pk=persona.account.pk).time_zone)
    with acting_as(actor):
        rows = Assignment.objects.visible_to(actor).filter(subject_id=persona.subject)
        moments = rows.exclude(round_key="").order_by("opens_at").values_list("opens_at", flat=True)
        return [moment.astimezone(zone).date() for moment in moments]


def answers(persona: Persona) -> None:
    """All that waits is answered."""
    actor = persona.actor()
    with acting_as(actor):
        mine = Assignment.objects.visible_to(actor).filter(subject_id=persona.subject)
        mine.filter(state="open").update(state="done")


def next_look(persona: Persona) -> datetime:
    return min(one.next_at for one in enrolments(persona))


@pytest.mark.parametrize("named", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_a_year_of_weeks_has_52_windows_wherever_the_clocks_change(
    world: World, weekly: Instrument, clock: Clock, named: str
) -> None:
    zone, first = ZoneInfo(named), date(2025, 1, 6)
    Account.objects.filter(pk=world.ruth.account.pk).update(time_zone=named)
    clock.zone = zone
    clock.to(first)
    for_herself(world.ruth, planned(weekly, anchor_on=first))
    while clock.now < at(first + timedelta(days=364), EIGHT, zone):
        job.open_windows()
        answers(world.ruth)
        clock.now = next_look(world.ruth)
    assert opened(world.ruth) == [first + timedelta(weeks=week) for week in range(52)]


def test_what_others_plan_comes_every_week_beside_each_other(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    start = date(2025, 3, 10)  # the clocks change on the 30th
    clock.to(start)
    for instrument in (weekly, other):
        for_everybody(world, planned(instrument, anchor_on=start))
    for week in range(6):
        clock.to(start + timedelta(weeks=week))
        job.open_windows()
        answers(world.ruth)
    assert len(opened(world.ruth)) == 12


def test_after_the_anchor_moved_the_next_window_opens_on_the_new_day(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    start = date(2025, 1, 6)
    enrolment = for_herself(world.ruth, planned(weekly, anchor_on=start))
    for week in range(3):
        clock.to(start + timedelta(weeks=week))
        job.open_windows()
        answers(world.ruth)
    thursday = start + timedelta(weeks=3, days=3)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        move_anchor(actor=ruth, ref=enrolment.ref, anchor_on=thursday)
    for day in range(15, 32):
        clock.to(start + timedelta(days=day))
        job.open_windows()
        answers(world.ruth)
    assert opened(world.ruth)[3:] == [thursday, thursday + timedelta(weeks=1)]


def test_an_anchor_moved_back_asks_nothing_again(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    start = date(2025, 1, 6)
    enrolment = for_herself(world.ruth, planned(weekly, anchor_on=start))
    job.open_windows()
    answers(world.ruth)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        move_anchor(actor=ruth, ref=enrolment.ref, anchor_on=start - timedelta(days=2))
    job.open_windows()
    assert opened(world.ruth) == [start]
    clock.to(start + timedelta(days=5))
    job.open_windows()
    assert opened(world.ruth) == [start, start + timedelta(days=5)]


def test_a_window_that_meets_the_one_before_comes_when_that_is_answered(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    start = date(2025, 1, 6)
    plan = planned(weekly, anchor_on=start, closes_days=13, overdue_days=8)
    for_herself(world.ruth, plan)
    job.open_windows()
    clock.to(start + timedelta(days=7))
    job.open_windows()
    assert len(listed(world.ruth)) == 1  # never twice at once
    answers(world.ruth)
    clock.to(start + timedelta(days=9))
    job.open_windows()
    assert len(opened(world.ruth)) == 2


def test_her_own_plan_takes_nothing_from_what_others_ask(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    weekly.minutes = 25
    weekly.save()
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    other.minutes = 20
    other.save()
    third = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="A third")))
    third.minutes = 15
    third.save()
    start = date(2025, 1, 6)
    for_herself(world.ruth, planned(weekly, anchor_on=start))
    job.open_windows()
    for_everybody(world, planned(other, anchor_on=start))
    job.open_windows()
    assert len(listed(world.ruth)) == 2  # hers, and the one she is asked
    answers(world.ruth)
    for_everybody(world, planned(third, anchor_on=start))
    job.open_windows()
    assert len(opened(world.ruth)) == 2  # 20 and 15 minutes by others are too many in a week


def test_what_she_planned_and_has_not_answered_yet_nobody_else_asks(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    start = date(2025, 1, 6)
    for_herself(world.ruth, planned(weekly, anchor_on=start))
    for_everybody(world, planned(weekly, other, anchor_on=start))
    job.open_windows()
    asked = {(one.instrument_id, one.asked_by) for one in listed(world.ruth)}
    assert asked == {(weekly.pk, "self"), (other.pk, "organisation")}
    assert len(listed(world.gerd)) == 2  # who plans nothing is asked both
    answers(world.ruth)
    clock.to(start + timedelta(weeks=1))
    job.open_windows()
    assert len(opened(world.ruth)) == 4  # once a week, not twice


def test_what_she_took_up_long_ago_and_forgot_holds_up_no_plan(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    on_her_list(world.ruth, weekly)
    later = date(2025, 1, 20)
    clock.to(later)
    for_everybody(world, planned(weekly, anchor_on=later))
    job.open_windows()
    assert opened(world.ruth) == [later]


@pytest.mark.parametrize("then", ["off", "sent"])
def test_what_she_took_up_herself_puts_a_months_window_off_and_not_out(
    world: World, clock: Clock, weekly: Instrument, then: str
) -> None:
    hers = on_her_list(world.ruth, weekly)
    start = date(2025, 1, 7)
    clock.to(start)
    for_everybody(world, planned(weekly, anchor_on=start, every=Delta(months=1)))
    job.open_windows()
    assert opened(world.ruth) == []
    assert next_look(world.ruth) == clock.now + timedelta(days=1)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        if then == "off":
            take_off_my_list(actor=ruth, assignment=hers)
        else:
            mine = Assignment.objects.visible_to(ruth).filter(pk=hers.pk)
            mine.update(state="done", state_since=clock.now + timedelta(hours=1))
    clock.to(start + timedelta(days=1))
    job.open_windows()
    assert opened(world.ruth) == ([start] if then == "off" else [])
    assert next_look(world.ruth).month == 2


def test_what_she_sent_before_the_window_opened_is_asked_in_it(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    hers, start = on_her_list(world.ruth, weekly), date(2025, 1, 7)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        mine = Assignment.objects.visible_to(ruth).filter(pk=hers.pk)
        mine.update(state="done", state_since=clock.now)
    clock.to(start)
    for_everybody(world, planned(weekly, anchor_on=start, every=Delta(months=1)))
    job.open_windows()
    assert opened(world.ruth) == [start]


def test_her_own_plan_goes_on_after_a_week_she_left_out(
    world: World, clock: Clock, weekly: Instrument
) -> None:
    start = date(2025, 1, 6)
    for_herself(world.ruth, planned(weekly, anchor_on=start))
    for week in range(2):
        clock.to(start + timedelta(weeks=week))
        job.open_windows()
    assert opened(world.ruth) == [start, start + timedelta(weeks=1)]


def test_one_run_takes_page_after_page_and_one_fault_holds_up_nobody(
    world: World, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proms.windows.OPENS_AT", time(0))
    monkeypatch.setattr(job, "PAGE", 2)
    monkeypatch.setattr(job, "PAGES", 100)
    for_everybody(world, planned(weekly))
    look, broken = job._look, world.ruth.subject

    def fails(actor: Any, enrolment: Enrolment, *more: Any) -> Any:
        if enrolment.subject_id == broken:
            raise RuntimeError("a row nobody can read")
        return look(actor, enrolment, *more)

    monkeypatch.setattr(job, "_look", fails)
    assert job.open_windows() >= 5
    assert listed(world.ruth) == []
    assert len(listed(world.gerd)) == 1
    assert next_look(world.ruth) > timezone.now()


def test_two_schedules_of_one_day_are_told_in_one_notice(
    world: World, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proms.windows.OPENS_AT", time(0))
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    deliver()
    for instrument in (weekly, other):
        for_everybody(world, planned(instrument))
    job.open_windows()
    first, second = listed(world.ruth)
    assert len([mail for mail in deliver() if mail.to == [world.ruth.account.email]]) == 1
    hers = Outbox.objects.filter(person_id=world.ruth.person.pk)
    assert hers.filter(kind="proms.waiting", why="told that day").count() == 1
    # On a later day, with one of both answered, the other is told; and once.
    send(world.ruth, first, None if first.instrument_id == weekly.pk else {"a": "x"})
    hers.filter(state=Outbox.State.SENT).update(done_at=timezone.now() - timedelta(days=2))
    hers.filter(kind="proms.waiting_again").update(due_at=timezone.now())
    assert len([mail for mail in deliver() if mail.to == [world.ruth.account.email]]) == 1
    assert second.state == "open"


def test_a_preferred_weekday_is_kept_while_the_window_is_open(
    world: World, clock: Clock, sign_in: Any, weekly: Instrument
) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(answer_weekday=3)
    start = date(2025, 1, 6)
    for_herself(world.ruth, planned(weekly, anchor_on=start))
    for day in range(22):
        clock.to(start + timedelta(days=day))
        job.open_windows()
        answers(world.ruth)
    assert opened(world.ruth) == [start + timedelta(days=3 + 7 * week) for week in range(3)]


@pytest.mark.parametrize("weekday", [3, 4, 5, 6])
def test_on_a_preferred_weekday_there_is_as_much_time_as_on_any_other(
    world: World, clock: Clock, weekly: Instrument, weekday: int
) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(answer_weekday=weekday)
    start = date(2025, 1, 6)
    for_everybody(world, planned(weekly, anchor_on=start))
    clock.to(start + timedelta(days=weekday))
    job.open_windows()
    (hers,) = listed(world.ruth)
    assert hers.closes_at is not None
    assert hers.closes_at - hers.opens_at == timedelta(days=6, hours=16)
    assert hers.closes_at - hers.opens_at > BY_POST  # a letter goes there and back


@pytest.mark.parametrize("number", [5, 30])
def test_what_an_older_release_opened_during_the_update_stops_no_plan(
    world: World, clock: Clock, weekly: Instrument, number: int
) -> None:
    """The worker of before goes on while the tables change, and names windows by their number."""
    start = date(2025, 1, 6)
    for_everybody(world, planned(weekly, anchor_on=start))
    job.open_windows()
    (enrolment,) = enrolments(world.ruth)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        hers = Assignment.objects.visible_to(ruth).filter(subject_id=world.ruth.subject)
        hers.update(round_key=f"s{enrolment.pk}.{number}.0", state="done")
        Enrolment.objects.visible_to(ruth).update(next_at=clock.now)
    job.open_windows()
    assert opened(world.ruth) == [start]  # not the same week again
    clock.to(start + timedelta(weeks=1))
    job.open_windows()
    assert opened(world.ruth) == [start, start + timedelta(weeks=1)]


@pytest.mark.django_db(transaction=True)
def test_keys_of_before_name_the_day_of_their_window_afterwards(
    world: World, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proms.windows.OPENS_AT", time(0))
    for_everybody(world, planned(weekly))
    job.open_windows()
    (found,) = listed(world.ruth)
    (enrolment,) = enrolments(world.ruth)
    ruth = world.ruth.actor()
    # The anchor moved on that day: one more of another number opened on it.
    twice = on_her_list(world.ruth, weekly)
    with acting_as(ruth):
        hers = Assignment.objects.visible_to(ruth)
        for pk, number in ((found.pk, 7), (twice.pk, 8)):
            key = f"s{enrolment.pk}.{number}.0"
            hers.filter(pk=pk).update(round_key=key, opens_at=found.opens_at)
    (written,) = Path("proms/migrations").glob("*_windows_by_day.py")
    keys = import_module(f"proms.migrations.{written.stem}").KEYS
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(keys, ["Europe/Berlin"])
    owner.close()
    day = f"s{enrolment.pk}.{enrolment.anchor_on.isoformat()}.0"
    assert [one.round_key for one in listed(world.ruth)] == [day, f"{day}.2"]
    answers(world.ruth)
    with acting_as(ruth):
        Enrolment.objects.visible_to(ruth).update(next_at=timezone.now())
    in_a_week = Clock(enrolment.anchor_on + timedelta(days=7), ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr("django.utils.timezone.now", in_a_week)
    job.open_windows()
    assert len(listed(world.ruth)) == 1  # and the plan goes on
