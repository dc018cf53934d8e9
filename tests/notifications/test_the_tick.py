"""One tick wakes everything that is due; any number of ticks do the work once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from notifications import jobs
from notifications.actions.ticking import tick
from notifications.jobs import every, run_due_jobs
from notifications.models import DueJob
from tests.notifications.test_outbox import tell
from tests.personas import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_other_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})


def an_hour_passes() -> None:
    DueJob.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_job_runs_at_the_first_tick_and_then_when_its_time_has_come() -> None:
    ran: list[str] = []
    every(3600, "tests.count", lambda: ran.append("now"))
    tick()
    tick()
    assert len(ran) == 1
    an_hour_passes()
    tick()
    assert len(ran) == 2


def test_a_job_that_fails_holds_up_no_other_and_comes_again() -> None:
    ran: list[str] = []

    def fails() -> None:
        ran.append("failing")
        raise RuntimeError

    every(60, "tests.fails", fails)
    every(60, "tests.works", lambda: ran.append("works"))
    assert run_due_jobs() == ["tests.works"]
    assert DueJob.objects.get(name="tests.fails").last_ok_at is None
    assert DueJob.objects.get(name="tests.works").last_ok_at is not None
    an_hour_passes()
    run_due_jobs()
    assert ran == ["failing", "works"] * 2


def test_a_job_running_elsewhere_is_left_alone() -> None:
    ran: list[str] = []

    def meets_another_tick() -> None:
        ran.append("first")
        run_due_jobs()

    every(60, "tests.slow", meets_another_tick)
    run_due_jobs()
    assert ran == ["first"]


def test_one_name_is_one_job() -> None:
    every(60, "tests.job", tick)
    every(60, "tests.job", tick)
    with pytest.raises(ValueError, match="two different jobs"):
        every(60, "tests.job", run_due_jobs)


def test_what_a_job_queues_goes_out_in_the_same_tick(world: World) -> None:
    every(60, "tests.remind", lambda: tell(world.ruth))
    assert tick().sent == 1


def test_the_command_says_what_it_did(world: World) -> None:
    tell(world.ruth)
    said = StringIO()
    call_command("tick", stdout=said)
    assert said.getvalue().startswith("sent 1, ")


def test_beat_wakes_the_tick_and_nothing_else() -> None:
    from django.conf import settings

    from po_platform.celery import app

    app.loader.import_default_modules()
    (entry,) = settings.CELERY_BEAT_SCHEDULE.values()
    assert entry["task"] in app.tasks
    assert "notifications.send_now" in app.tasks
