"""Long work is done a unit at a time, survives whoever works on it, and stops when its person says so."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.utils import timezone

from files import places, work
from files.actions import leasing, running
from files.actions.jobs import cancel_job, start_job
from files.actions.running import MOST_ATTEMPTS, run_job, run_waiting_jobs
from files.actions.storing import FileRefused
from files.models import Job, StoredFile
from files.queries import newest_job
from files.work import Progress
from po_platform.access.actor import Purpose, System, acting_as
from tests.database import connect_as
from tests.files.counting import KIND, UNITS
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
State = Job.State


def begun_by(persona: Persona) -> Job:
    actor = persona.actor()
    with acting_as(actor):
        return start_job(actor=actor, kind=KIND)


def as_she_sees_it(persona: Persona) -> Job:
    actor = persona.actor()
    with acting_as(actor):
        job = newest_job(actor=actor, kind=KIND)
    assert job is not None
    return job


def change(job: Job, **values: Any) -> None:
    """What time does by itself."""
    with acting_as_person_of(job):
        Job.objects.filter(pk=job.pk)._mark("test").update(**values)


def acting_as_person_of(job: Job) -> Any:
    return acting_as(System(Purpose.EXPORT, subject_id=job.subject_id))


def test_a_job_ends_with_its_result_and_says_how_far_it_is(world: World) -> None:
    job = begun_by(world.ruth)
    assert as_she_sees_it(world.ruth).state == State.QUEUED
    run_job(job.pk)
    job = as_she_sees_it(world.ruth)
    assert (job.state, job.done, job.total) == (State.DONE, UNITS, UNITS)
    assert job.result is not None
    text = places.path_of(job.result.place).read_text()
    assert text == "unit 1, attempt 1\nunit 2, attempt 1\nunit 3, attempt 1\n"
    assert not (places.root() / places.WORK / job.ref.hex).exists()


def test_pressing_twice_begins_one_job(world: World) -> None:
    assert begun_by(world.ruth).pk == begun_by(world.ruth).pk
    assert begun_by(world.gerd).pk != begun_by(world.ruth).pk


def test_nobody_else_sees_or_stops_a_job(world: World) -> None:
    job = begun_by(world.ruth)
    gerd = world.gerd.actor()
    with acting_as(gerd):
        assert newest_job(actor=gerd, kind=KIND) is None
        with pytest.raises(Http404):
            cancel_job(actor=gerd, ref=job.ref)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from files_job")
            assert cursor.fetchone() == (0,)
            cursor.execute("select * from waiting_jobs(10)")
            assert cursor.fetchall() == []
            cursor.execute("select * from claim_job(%s, 'me', 60)", [job.pk])
            assert cursor.fetchall() == []


def test_a_stopped_job_does_nothing_more_and_leaves_nothing(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    job = begun_by(world.ruth)
    places.work_folder(job.ref)
    ruth = world.ruth.actor()
    with django_capture_on_commit_callbacks(execute=True), acting_as(ruth):
        cancel_job(actor=ruth, ref=job.ref)
    run_job(job.pk)
    job = as_she_sees_it(world.ruth)
    assert (job.state, job.done, job.result) == (State.CANCELLED, 0, None)
    assert not (places.root() / places.WORK / job.ref.hex).exists()


def test_what_a_unit_wrote_is_undone_when_it_was_stopped_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped_while_working(actor: Any, job: Job) -> Progress:
        done = work_of(actor, job)
        change(job, state=State.CANCELLED)
        return done

    work_of = work._kinds[KIND]
    monkeypatch.setitem(work._kinds, KIND, stopped_while_working)
    job = begun_by(world.ruth)
    change(job, resume={"done": 2})
    folder = places.work_folder(job.ref)
    (folder / "1.txt").touch()
    (folder / "2.txt").touch()
    run_job(job.pk)
    with acting_as_person_of(job):
        assert StoredFile.objects.filter(kind=KIND)._mark("test").count() == 0


def test_what_a_unit_left_after_its_job_was_stopped_is_cleared_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, unit = begun_by(world.ruth), running._one_unit
    folder = places.root() / places.WORK / job.ref.hex
    held = []

    def stopped_between(actor: Any, job_id: int, claimer: str) -> bool:
        if as_she_sees_it(world.ruth).done == 1:
            held.append(folder.exists())
            change(job, state=State.CANCELLED)
        return unit(actor, job_id, claimer)

    monkeypatch.setattr(running, "_one_unit", stopped_between)
    run_job(job.pk)
    assert held == [True]
    assert not folder.exists()


def test_a_unit_that_breaks_is_tried_again_later_and_given_up_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def broken(actor: Any, job: Job) -> Progress:
        raise ValueError("broken on purpose")

    monkeypatch.setitem(work._kinds, KIND, broken)
    job = begun_by(world.ruth)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        run_job(job.pk)
        found = as_she_sees_it(world.ruth)
        assert found.attempts == attempt
        if attempt < MOST_ATTEMPTS:
            assert found.state == State.QUEUED
            assert found.due_at > timezone.now()
            change(job, due_at=timezone.now())
    assert found.state == State.FAILED
    assert "broken on purpose" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_takes_long_is_nobody_elses_as_long_as_its_worker_lives(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks(actor: Any, job: Job) -> Progress:
        before = lease_seen(job)
        for _turn in range(200):
            time.sleep(0.1)
            if lease_seen(job) > before:
                renewed.append(job.pk)
                break
        return work_of(actor, job)

    renewed: list[int] = []
    work_of = work._kinds[KIND]
    monkeypatch.setitem(work._kinds, KIND, looks)
    monkeypatch.setattr(leasing, "RENEWED_EVERY", 0.2)
    job = begun_by(world.ruth)
    run_job(job.pk)
    assert as_she_sees_it(world.ruth).state == State.DONE
    assert renewed == [job.pk] * UNITS


def lease_seen(job: Job) -> datetime:
    """What another worker would see now."""
    with connection.cursor() as cursor:
        cursor.execute("select lease_until from files_job where id = %s", [job.pk])
        found: datetime = cursor.fetchone()[0]
    return found


def test_who_dies_in_a_unit_of_any_kind_keeps_it_for_two_minutes_at_most(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = []

    def looks(actor: Any, job: Job) -> Progress:
        assert job.lease_until is not None
        left.append(job.lease_until - timezone.now())
        return work_of(actor, job)

    work_of = work._kinds[KIND]
    monkeypatch.setitem(work._kinds, KIND, looks)
    run_job(begun_by(world.ruth).pk)
    assert len(left) == UNITS and max(left) <= timedelta(minutes=2)


def test_what_cannot_be_kept_is_said_to_the_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(actor: Any, job: Job) -> Progress:
        raise FileRefused("There is no room.")

    monkeypatch.setitem(work._kinds, KIND, refused)
    run_job(begun_by(world.ruth).pk)
    job = as_she_sees_it(world.ruth)
    assert (job.state, job.problem) == (State.FAILED, "There is no room.")


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing(world: World, store: Path) -> None:
    job = begun_by(world.ruth)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.files.worker", str(job.pk)],
        env={
            **os.environ,
            "DATABASE_URL": database.geturl(),
            "PO_DB_ROLE": "app",
            "PO_FILES_DIR": str(store),
            "PO_STOP_AT": "2",
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    with worker.stdout as said:
        assert said.readline() == b"here\n"
    worker.kill()
    worker.wait()
    halfway = as_she_sees_it(world.ruth)
    assert (halfway.state, halfway.done) == (State.RUNNING, 1)
    run_job(job.pk)
    assert as_she_sees_it(world.ruth).done == 1, "somebody else has it until the lease is over"
    change(job, lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    ended = as_she_sees_it(world.ruth)
    assert ended.state == State.DONE
    assert ended.result is not None
    text = places.path_of(ended.result.place).read_text()
    assert text == "unit 1, attempt 1\nunit 2, attempt 2\nunit 3, attempt 1\n"


@pytest.mark.django_db(transaction=True)
def test_work_nobody_has_in_hand_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("files.actions.running.publish", lambda *hint: False)
    begun_by(world.ruth)
    begun_by(world.gerd)
    assert run_waiting_jobs() == 2
    assert as_she_sees_it(world.ruth).state == State.DONE
    assert as_she_sees_it(world.gerd).state == State.DONE
    assert run_waiting_jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_jobs_and_files_show_to_nobody_without_an_actor(world: World) -> None:
    run_job(begun_by(world.ruth).pk)
    with connect_as("app") as web, web.cursor() as cursor:
        for table in ("files_job", "files_storedfile"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,)
    web.close()
