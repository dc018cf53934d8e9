"""A neutral mail when something waits, one more before it closes, none after it was answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms.models import Assignment, Instrument
from tests.database import connect_as
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import World
from tests.proms.path import (
    asked_by,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    use,
)
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def weekly(world: World) -> Instrument:
    share(world.ruth, world.nasser)
    return put_weekly_in_use(world)


def waiting_mails() -> list[Any]:
    """What goes out now and is about something that waits."""
    return [mail for mail in deliver() if "/waiting/" in str(mail.body)]


def let_time_pass(time: timedelta) -> None:
    """Everything in the outbox and on the lists is this much older."""
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(
            "update notifications_outbox set due_at = due_at - %s, done_at = done_at - %s",
            [time, time],
        )
        cursor.execute(
            "update proms_assignment set opens_at = opens_at - %s, closes_at = closes_at - %s",
            [time, time],
        )
    owner.close()


def test_what_a_clinician_asks_for_is_told_in_neutral_words(
    world: World, weekly: Instrument
) -> None:
    deliver()
    assignment = asked_by(world.nasser, world.ruth, weekly)
    (mail,) = waiting_mails()
    assert mail.to == [world.ruth.account.email]
    assert "/waiting/" in mail.body
    assert str(assignment.ref) not in mail.body
    assert_neutral(mail, also=["Nasser", "question", "pain", "Questionnaire"])


def test_what_she_took_up_herself_is_no_news(world: World, weekly: Instrument) -> None:
    deliver()
    on_her_list(world.ruth, weekly)
    assert waiting_mails() == []


def test_two_days_before_it_closes_there_is_one_more(world: World, weekly: Instrument) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    assert len(waiting_mails()) == 1
    let_time_pass(timedelta(days=11))
    assert waiting_mails() == []
    let_time_pass(timedelta(days=1, minutes=1))
    assert len(waiting_mails()) == 1
    let_time_pass(timedelta(days=1))
    assert waiting_mails() == []


def test_after_it_was_answered_nothing_more_goes_out(world: World, weekly: Instrument) -> None:
    assignment = asked_by(world.nasser, world.ruth, weekly)
    assert len(waiting_mails()) == 1
    send(world.ruth, assignment, some_answers())
    let_time_pass(timedelta(days=12, minutes=1))
    assert waiting_mails() == []


def test_after_the_time_is_over_nothing_more_goes_out(world: World, weekly: Instrument) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    let_time_pass(timedelta(days=15))
    assert waiting_mails() == []


def test_two_notices_about_one_thing_are_asked_about_together(
    world: World, weekly: Instrument
) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    let_time_pass(timedelta(days=12, minutes=1))  # no tick ran for twelve days: both are due
    assert len(waiting_mails()) == 1
    spared = Outbox.objects.filter(state=Outbox.State.DROPPED, why="told that day")
    assert [row.kind for row in spared] == ["proms.waiting_again"]


def test_what_is_asked_in_the_afternoon_is_told_though_the_morning_reminded(
    world: World, weekly: Instrument
) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    let_time_pass(timedelta(days=12, minutes=1))
    assert len(waiting_mails()) == 1
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    asked_by(world.nasser, world.ruth, other)
    assert len(waiting_mails()) == 1


def test_reminders_about_two_things_on_one_day_are_one(world: World, weekly: Instrument) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    asked_by(world.nasser, world.ruth, other)
    assert len(waiting_mails()) == 1
    let_time_pass(timedelta(days=12, minutes=1))
    (mail,) = waiting_mails()
    assert_neutral(mail, also=["Another", "two"])


def reminder_of_the_first_is_due() -> int:
    """The row that says again what was asked first: due now, and nothing was sent today."""
    Outbox.objects.filter(state=Outbox.State.SENT).update(
        done_at=timezone.now() - timedelta(days=2)
    )
    again = Outbox.objects.filter(kind="proms.waiting_again").order_by("pk")[0].pk
    Outbox.objects.filter(pk=again).update(due_at=timezone.now())
    return int(again)


@pytest.mark.parametrize("came", ["in one batch", "due before it", "later that day"])
def test_a_reminder_on_the_day_something_new_was_told_comes_on_the_next(
    world: World, weekly: Instrument, came: str
) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    assert len(waiting_mails()) == 1
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    new = asked_by(world.nasser, world.ruth, other)
    if came != "later that day":
        again = reminder_of_the_first_is_due()
        if came == "due before it":
            early = timezone.now() - timedelta(hours=2)
            Outbox.objects.filter(pk=again).update(due_at=early)
        assert len(waiting_mails()) == 1
    else:
        again = reminder_of_the_first_is_due()
        Outbox.objects.filter(pk=again).update(due_at=timezone.now() + timedelta(hours=1))
        assert len(waiting_mails()) == 1
        Outbox.objects.filter(pk=again).update(due_at=timezone.now())
        assert waiting_mails() == []
    row = Outbox.objects.get(pk=again)
    assert row.state == Outbox.State.WAITING
    assert row.due_at > timezone.now() + timedelta(hours=23)
    send(world.ruth, new, {"a": "x"})  # the link opened this one alone
    let_time_pass(timedelta(days=1, minutes=1))
    assert len(waiting_mails()) == 1


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "later that day"])
def test_a_reminder_that_cannot_wait_another_day_goes_out_beside_something_new(
    world: World, weekly: Instrument, at_once: bool
) -> None:
    asked_by(world.nasser, world.ruth, weekly)
    assert len(waiting_mails()) == 1
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    asked_by(world.nasser, world.ruth, other)
    if not at_once:
        assert len(waiting_mails()) == 1
        moment = timezone.now()
    again = reminder_of_the_first_is_due()
    if not at_once:
        Outbox.objects.filter(kind="proms.waiting").order_by("-pk").update(done_at=moment)
    end = timezone.now() + timedelta(hours=30)
    Outbox.objects.filter(pk=again).update(expires_at=end)
    assert len(waiting_mails()) == (2 if at_once else 1)
    assert Outbox.objects.get(pk=again).state == Outbox.State.SENT


def test_which_are_open_is_told_only_to_the_one_that_delivers(
    world: World, weekly: Instrument
) -> None:
    assignment = asked_by(world.nasser, world.ruth, weekly)
    for persona in (world.ruth, world.gerd, world.administrator):
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute("select * from still_open(%s)", [[assignment.pk]])
            assert cursor.fetchall() == []
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Assignment.objects.visible_to(actor).get().state == "open"
