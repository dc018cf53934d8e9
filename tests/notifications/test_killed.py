"""A dispatcher may be killed at any moment: no mail is lost, and at most the one in hand repeats."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.actions.dispatching import MOST_ATTEMPTS
from notifications.actions.upkeep import free_expired_leases
from notifications.models import Outbox
from tests.notifications.sink import Sink
from tests.notifications.test_outbox import tell
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)
State = Outbox.State


def start_dispatcher(sink: Sink) -> subprocess.Popen[bytes]:
    """Signs in to the test database as the web role."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    return subprocess.Popen(
        [sys.executable, "-m", "tests.notifications.dispatcher", str(sink.port)],
        env={**os.environ, "DATABASE_URL": database.geturl(), "PO_DB_ROLE": "app"},
        cwd=settings.BASE_DIR,
    )


def the_leases_run_out() -> None:
    Outbox.objects.filter(state=State.SENDING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    free_expired_leases()


def test_a_kill_between_sending_and_marking_repeats_that_one_mail_only(
    world: World, sink: Sink
) -> None:
    last_seen = 7
    for number in range(30):
        tell(world.ruth, str(number))
    running: list[subprocess.Popen[bytes]] = []

    def kill_at(number: int) -> None:
        if number == last_seen:
            running[0].kill()
            running[0].wait()

    sink.on_mail = kill_at
    running.append(start_dispatcher(sink))
    assert running[0].wait(60) == -9
    assert len(sink.received) == last_seen
    in_hand = sink.ids()[-1]
    left = Outbox.objects.filter(state=State.SENDING).count()
    assert 0 < left <= 20

    assert start_dispatcher(sink).wait(60) == 0
    assert in_hand not in sink.ids()[last_seen:], "a living lease was not respected"
    the_leases_run_out()
    assert start_dispatcher(sink).wait(60) == 0

    times = Counter(sink.ids())
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}
    assert times.pop(in_hand) == 2
    assert len(times) == 29
    assert set(times.values()) == {1}


def test_two_dispatchers_at_once_send_each_mail_once(world: World, sink: Sink) -> None:
    for number in range(60):
        tell(world.ruth, str(number))
    both = [start_dispatcher(sink) for _dispatcher in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert len(sink.received) == len(set(sink.ids())) == 60
    assert set(Outbox.objects.values_list("attempts", flat=True)) == {1}


def test_a_mail_that_kills_its_dispatcher_each_time_is_given_up(world: World) -> None:
    tell(world.ruth)
    Outbox.objects.update(
        state=State.SENDING,
        attempts=MOST_ATTEMPTS,
        lease_until=timezone.now() - timedelta(seconds=1),
    )
    free_expired_leases()
    row: Any = Outbox.objects.get()
    assert (row.state, row.why, row.sealed) == (State.FAILED, "gave up", "")
