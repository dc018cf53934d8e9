"""Quiet members are written to three times at most, kindly, and not at all while they pause."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from education.actions import enrolling
from education.actions.nudging import nudge_quiet, remind_as_wished
from education.ladder import APART, QUIET_DAYS, next_nudge
from education.models import Enrolment, IfThenPlan, Later
from members.leaving import Ended, How, bring_everything_back, stop_everything
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from tests.education.programme_path import SLUG, begun, enrolment_of, goes_through, shipped
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

NUDGES = ("education.nudge", "education.closing")


def put_back(persona: Persona, days: float) -> None:
    """As if so much more time had gone by."""
    with acting_as(persona.actor()) as actor:
        for row in own_rows(Enrolment, actor):
            row.quiet_since -= timedelta(days=days)
            row.nudged_at = row.nudged_at and row.nudged_at - timedelta(days=days)
            row.paused_until = row.paused_until and row.paused_until - timedelta(days=days)
            row.remind_on = row.remind_on and row.remind_on - timedelta(days=days)
            row.save(update_fields=["quiet_since", "nudged_at", "paused_until", "remind_on"])


def written() -> list[str]:
    rows = Outbox.objects.filter(kind__in=NUDGES).order_by("pk")
    return list(rows.values_list("kind", flat=True))


# ---------- Pure ----------

DAYS = st.floats(min_value=0, max_value=400, allow_nan=False)


@given(steps=st.lists(DAYS, min_size=1, max_size=30))
def test_however_time_goes_there_are_three_at_most_and_a_week_apart(steps: list[float]) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    now, nudged, at, sent = start, 0, None, []
    for days in steps:
        now += timedelta(days=days)
        due = next_nudge(quiet_since=start, nudged=nudged, nudged_at=at)
        if due is not None and due <= now:
            nudged, at = nudged + 1, now
            sent.append(now)
    assert len(sent) <= len(QUIET_DAYS) == 3
    assert all(later - sooner >= APART for sooner, later in itertools.pairwise(sent))
    assert all(
        moment >= start + timedelta(days=quiet)
        for moment, quiet in zip(sent, QUIET_DAYS, strict=False)
    )


# ---------- With the vault ----------


@pytest.mark.django_db
@pytest.mark.parametrize(("own_day", "days"), [(False, [7, 21, 35]), (True, [35])])
def test_the_days_of_the_vault_are_those_of_the_rule(
    world: World, own_day: bool, days: list[int]
) -> None:
    row = begun(world.ruth, shipped(world))
    with acting_as(world.ruth.actor()) as actor:
        own_rows(Enrolment, actor).update(remind_weekday=1 if own_day else None)
    told, nudged, at, since = [], 0, None, row.quiet_since
    for day in range(60):
        now = since + timedelta(days=day + 0.1)
        due = next_nudge(quiet_since=since, nudged=nudged, nudged_at=at, own_day=own_day)
        if due is not None and due <= now:
            nudged, at = 3 if own_day else nudged + 1, now
            told.append(day)
    seen, before = [], timezone.now()
    for day in range(60):
        put_back(world.ruth, 1 if day else 0.1)
        if nudge_quiet():
            seen.append(day)
    assert seen == told == days
    assert timezone.now() - before < timedelta(minutes=2)
    assert written() == [*["education.nudge"] * (len(days) - 1), "education.closing"]
    assert enrolment_of(world.ruth).state == "resting"


@pytest.mark.django_db
def test_the_closing_note_leads_back_to_the_place(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth = sign_in(world.ruth)
    goes_through(ruth, row.ref, "what-it-is", words="mine")
    for days in (8, 14, 14):
        put_back(world.ruth, days)
        nudge_quiet()
        mails = deliver()
    assert len(mails) == 1
    assert f"/programmes/mine/{row.ref}" in mails[0].body
    assert_neutral(mails[0], also=["tired", SLUG])
    ruth.post(f"/programmes/mine/{row.ref}/move", {"do": "back"})
    now = enrolment_of(world.ruth)
    assert (now.state, now.nudged) == ("active", 0)


@pytest.mark.django_db
def test_whoever_pauses_gets_none_and_one_reminder_on_her_day(world: World) -> None:
    row = begun(world.ruth, shipped(world))
    with acting_as(world.ruth.actor()) as actor:
        enrolling.pause(actor=actor, ref=row.ref, until=timezone.localdate() + timedelta(days=28))
    put_back(world.ruth, 20)
    assert (nudge_quiet(), remind_as_wished()) == (0, 0)
    put_back(world.ruth, 9)
    assert nudge_quiet() == 0
    assert remind_as_wished() == 1
    assert remind_as_wished() == 0
    assert enrolment_of(world.ruth).paused_until is None
    assert nudge_quiet() == 0
    put_back(world.ruth, 8)
    assert nudge_quiet() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["left", "done", "undecided"])
def test_nobody_writes_to_whoever_is_not_on_the_way(world: World, what: str) -> None:
    row = begun(world.ruth, shipped(world))
    with acting_as(world.ruth.actor()) as actor:
        if what == "left":
            enrolling.leave(actor=actor, ref=row.ref)
        if what == "done":
            enrolling.finish(actor=actor, ref=row.ref)
    if what == "undecided":
        type(world.ruth.person).objects.filter(pk=world.ruth.person.pk).update(state="undecided")
    put_back(world.ruth, 100)
    assert nudge_quiet() == 0


@pytest.mark.django_db
def test_a_nudge_that_waits_is_dropped_when_she_comes_back(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    put_back(world.ruth, 8)
    assert nudge_quiet() == 1
    sign_in(world.ruth).get(f"/programmes/mine/{row.ref}/steps/what-it-is")
    assert deliver() == []


@pytest.mark.django_db
def test_whoever_works_on_her_plan_is_not_quiet(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    put_back(world.ruth, 20)
    ruth.post(f"{way}/plan", {"if_text": "it rains", "then_text": "rest"})
    assert nudge_quiet() == 0
    put_back(world.ruth, 6)
    with acting_as(world.ruth.actor()) as actor:
        plan = own_rows(IfThenPlan, actor).get()
    ruth.post(f"/programmes/plans/{plan.ref}", {"outcome": "worked", "words": ""})
    put_back(world.ruth, 6)
    assert nudge_quiet() == 0


@pytest.mark.django_db
def test_a_long_standstill_does_not_bring_three_mails_at_once(world: World) -> None:
    begun(world.ruth, shipped(world))
    put_back(world.ruth, 200)
    assert nudge_quiet() == 1
    put_back(world.ruth, 3)
    assert nudge_quiet() == 0


@pytest.mark.django_db
def test_a_wished_reminder_comes_once(world: World) -> None:
    programme = shipped(world)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acting_as(world.gerd.actor()) as actor:
        enrolling.remind_later(actor=actor, programme=programme, day=tomorrow)
    assert remind_as_wished() == 0
    with acting_as(world.gerd.actor()) as actor:
        own_rows(Later, actor).update(remind_on=timezone.localdate())
    assert remind_as_wished() == 1
    assert remind_as_wished() == 0
    (mail,) = deliver()
    assert f"/programmes/{programme.ref}" in mail.body
    assert_neutral(mail, also=["tired", SLUG])


@pytest.mark.django_db
def test_leaving_the_organisation_stops_it_and_a_mistake_brings_it_back(world: World) -> None:
    begun(world.ruth, shipped(world))
    ended = Ended(world.ruth.person.pk, world.ruth.account.pk, How.LEFT, timezone.now())
    system = System(Purpose.END, person_id=world.ruth.person.pk)
    put_back(world.ruth, 8)
    with acting_as(system):
        stop_everything(ended)
    assert nudge_quiet() == 0
    with acting_as(system):
        bring_everything_back(ended)
    assert nudge_quiet() == 1
