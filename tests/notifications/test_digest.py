"""Who wants one mail a day or a week gets one, with how many of what and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from members.models import Account
from notifications import kinds
from notifications.actions import dispatching, opt_out
from notifications.kinds import Kind, Pending
from notifications.models import Outbox
from tests.members.key_files import forget_keys, key_folder
from tests.notifications.conftest import TASKS
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import prefer, tell
from tests.personas import World

__all__ = ["key_folder"]  # a fixture
pytestmark = pytest.mark.django_db
State = Outbox.State


@pytest.fixture
def daily(world: World) -> World:
    """Ruth wants one mail a day."""
    prefer(world.ruth, mail_frequency="daily")
    return world


def another_key(folder: Path) -> Path:
    """What is sealed from now on has it."""
    (folder / "kek-2").write_bytes(b"2" * 32)
    forget_keys()
    return folder / "kek-2"


def open_the_summary() -> list[EmailMultiAlternatives]:
    """The hour of the summary has come."""
    Outbox.objects.filter(kind="notifications.digest").update(
        due_at=timezone.now() - timedelta(seconds=1)
    )
    return deliver()


def test_notices_of_a_day_become_one_mail_that_counts_them(daily: World) -> None:
    tell(daily.ruth, "1")
    tell(daily.ruth, "2")
    tell(daily.ruth, "3", kind="tests.reply")
    assert deliver() == []
    (mail,) = open_the_summary()
    assert mail.subject == "3 things are waiting for you at Morning Hands"
    assert "Something to fill in: 2" in mail.body
    assert "A reply to you: 1" in mail.body
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_summary_comes_at_eight_on_her_clock(daily: World) -> None:
    prefer(daily.ruth, time_zone="Australia/Lord_Howe")
    tell(daily.ruth)
    deliver()
    due = Outbox.objects.get(kind="notifications.digest").due_at
    assert due.astimezone(ZoneInfo("Australia/Lord_Howe")).time() == time(8)
    assert datetime.now(UTC) < due <= datetime.now(UTC) + timedelta(days=1, minutes=31)


def test_a_summary_of_one_says_so(daily: World) -> None:
    tell(daily.ruth)
    deliver()
    (mail,) = open_the_summary()
    assert mail.subject == "One thing is waiting for you at Morning Hands"


def test_what_was_done_meanwhile_is_not_counted(daily: World, done: set[str]) -> None:
    tell(daily.ruth, "1", about="a")
    tell(daily.ruth, "2", about="b")
    deliver()
    done.add("a")
    (mail,) = open_the_summary()
    assert "Something to fill in: 1" in mail.body


def test_what_does_not_open_stays_behind_and_holds_up_no_summary(
    daily: World, key_folder: Path
) -> None:
    tell(daily.ruth, "1")
    key = another_key(key_folder)
    tell(daily.ruth, "2")
    deliver()
    key.unlink()
    forget_keys()
    (mail,) = open_the_summary()
    assert "Something to fill in: 1" in mail.body
    left = Outbox.objects.get(state=State.WAITING)
    assert left.sealed and left.digest_id is None and left.due_at > timezone.now()


def test_what_did_not_open_goes_out_when_its_key_is_back(daily: World, key_folder: Path) -> None:
    key = another_key(key_folder)
    tell(daily.ruth)
    deliver()
    key.unlink()
    forget_keys()
    for _again in range(2):
        assert open_the_summary() == []
        Outbox.objects.filter(state=State.WAITING).update(due_at=timezone.now())
    another_key(key_folder)
    Outbox.objects.filter(kind="notifications.digest").update(dedup=uuid4())  # a day later
    assert deliver() == []
    (mail,) = open_the_summary()
    assert "Something to fill in: 1" in mail.body


def test_a_summary_with_nothing_left_is_not_sent(daily: World, done: set[str]) -> None:
    tell(daily.ruth, about="a")
    deliver()
    done.add("a")
    assert open_the_summary() == []
    assert set(Outbox.objects.values_list("state", "why")) == {(State.DROPPED, "done")}


def test_a_group_stopped_meanwhile_is_not_counted(daily: World) -> None:
    tell(daily.ruth, "1")
    tell(daily.ruth, "2", kind="tests.reply")
    deliver()
    opt_out(person_id=daily.ruth.person.pk, groups=["tests.tasks"])
    (mail,) = open_the_summary()
    assert "Something to fill in" not in mail.body
    assert "A reply to you: 1" in mail.body


def test_what_must_not_wait_is_not_gathered(daily: World) -> None:
    tell(daily.ruth, "1", kind="tests.duty")
    tell(daily.ruth, "2", digestible=False)
    assert len(deliver()) == 2


def test_what_comes_after_the_summary_waits_for_the_next(daily: World) -> None:
    tell(daily.ruth, "1")
    deliver()
    assert len(open_the_summary()) == 1
    tell(daily.ruth, "2")
    assert deliver() == []
    assert Outbox.objects.get(state=State.WAITING).due_at > timezone.now()  # that hour is closed
    Outbox.objects.filter(kind="notifications.digest").update(dedup=uuid4())
    Outbox.objects.filter(state=State.WAITING).update(due_at=timezone.now())
    assert deliver() == []
    assert len(open_the_summary()) == 1


def test_who_died_or_left_meanwhile_gets_no_summary(daily: World) -> None:
    tell(daily.ruth)
    deliver()
    type(daily.ruth.person).objects.filter(pk=daily.ruth.person.pk).update(state="deceased")
    assert open_the_summary() == []
    assert set(Outbox.objects.values_list("state", "why")) == {(State.DROPPED, "deceased")}


def test_each_person_has_her_own_summary(daily: World) -> None:
    Account.objects.filter(pk=daily.gerd.account.pk).update(mail_frequency="weekly")
    for persona in (daily.ruth, daily.gerd):
        tell(persona, persona.name)
    deliver()
    assert sorted(mail.to[0] for mail in open_the_summary()) == [
        "gerd@example.org",
        "ruth@example.org",
    ]


def test_the_stop_link_of_a_summary_names_the_groups_in_it(daily: World, client: Any) -> None:
    tell(daily.ruth, "1")
    tell(daily.ruth, "2", kind="tests.reply")
    deliver()
    (mail,) = open_the_summary()
    address = (
        mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    )
    client.post(address, {"List-Unsubscribe": "One-Click"})
    tell(daily.ruth, "3")
    tell(daily.ruth, "4", kind="tests.reply")
    deliver()
    assert Outbox.objects.filter(why="opted out").count() == 2


def test_what_is_in_a_summary_is_asked_when_it_leaves_and_not_while_others_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def still_wanted(pending: Sequence[Pending]) -> set[int]:
        asked.extend(note.row_id for note in pending)
        return {note.row_id for note in pending}

    kind = Kind("tests.slow", TASKS, "Something slow to ask about", still_wanted=still_wanted)
    monkeypatch.setitem(kinds._kinds, kind.name, kind)
    monkeypatch.setattr(dispatching, "SENT_AT_ONCE", 1)
    people = [one for one in world.people.values() if one.account.email][:3]
    for one in people:
        prefer(one, mail_frequency="daily")
        tell(one, one.name, kind=kind.name)
    deliver()
    asked.clear()
    assert len(open_the_summary()) == len(set(asked)) == len(asked) == len(people)
