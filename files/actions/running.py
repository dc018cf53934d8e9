"""Does queued work a unit at a time; a worker may be killed at any moment and another goes on."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.models.functions import Now

from audit.actions import record
from files import places
from files.actions.leasing import ours, renewed, until
from files.actions.storing import FileRefused
from files.models import Job
from files.work import LEASE, Progress, work_of
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.broker import publish

log = logging.getLogger(__name__)
State = Job.State

MOST_ATTEMPTS = 5  # at the same unit
WAITS = timedelta(seconds=30)
TAKEN_AT_ONCE = 20


class _TakenAway(Exception):
    """Stopped by its person, or taken over: what this unit wrote is undone."""


def run_waiting_jobs() -> int:
    """For the tick: work nobody has in hand goes to the workers, or is done here; how many."""
    with acting_as(System(Purpose.EXPORT)), connection.cursor() as cursor:
        cursor.execute("select waiting_jobs(%s)", [TAKEN_AT_ONCE])
        waiting = [job_id for (job_id,) in cursor.fetchall()]
    for job_id in waiting:
        if not publish("files.run_job", job_id):
            run_job(job_id)
    return len(waiting)


def run_job(job_id: int) -> None:
    """Works on one job until it has ended; does nothing when somebody else has it."""
    claimer = uuid4().hex
    with acting_as(System(Purpose.EXPORT)), connection.cursor() as cursor:
        cursor.execute("select subject_id from claim_job(%s, %s, %s)", [job_id, claimer, LEASE])
        row = cursor.fetchone()
        if row is None:
            return
        actor = System(Purpose.EXPORT, subject_id=row[0])
    while _one_unit(actor, job_id, claimer):
        pass


def _one_unit(actor: System, job_id: int, claimer: str) -> bool:
    """True when there is more to do."""
    try:
        with acting_as(actor):
            job = ours(actor, job_id, claimer).get()
            if job.attempts > MOST_ATTEMPTS:  # those who had it before died of it
                _give_up(actor, job_id, claimer)
                return False
            with renewed(actor, job_id, claimer):
                progress = work_of(job.kind)(actor, job)
            _advance(actor, job, claimer, progress)
    except (_TakenAway, Job.DoesNotExist):
        _clear_stopped(actor, job_id)
        return False
    except FileRefused as refused:
        with acting_as(actor):
            _give_up(actor, job_id, claimer, str(refused))
        return False
    except Exception:
        log.exception("job %s", job_id)
        with acting_as(actor):
            _put_off(actor, job_id, claimer)
        _clear_stopped(actor, job_id)
        return False
    if progress.finished:
        places.clear_work(job.ref)
    return not progress.finished


def _advance(actor: System, job: Job, claimer: str, progress: Progress) -> None:
    ended = {"state": State.DONE, "ended_at": Now(), "lease_until": None}
    going_on = {"lease_until": until()}
    kept = ours(actor, job.pk, claimer).update(
        done=progress.done,
        total=progress.total,
        resume=dict(progress.resume),
        result=progress.result,
        attempts=1,
        **(ended if progress.finished else going_on),
    )
    if not kept:
        raise _TakenAway
    if progress.finished:
        record(actor=actor, verb="files.job.done", thing=job, subject=job.subject_id)


def _clear_stopped(actor: System, job_id: int) -> None:
    """What it wrote after its person stopped it goes as well; who took it over keeps its work."""
    with acting_as(actor):
        stopped = Job.objects.visible_to(actor).filter(pk=job_id, state=State.CANCELLED).first()
    if stopped is not None:
        places.clear_work(stopped.ref)


def _put_off(actor: System, job_id: int, claimer: str) -> None:
    """Again in half a minute, then twice as long; after five times it is given up."""
    job = ours(actor, job_id, claimer).first()
    if job is None:
        return
    if job.attempts >= MOST_ATTEMPTS:
        _give_up(actor, job_id, claimer)
        return
    ours(actor, job_id, claimer).update(
        state=State.QUEUED, lease_until=None, due_at=Now() + WAITS * 2 ** (job.attempts - 1)
    )


def _give_up(actor: System, job_id: int, claimer: str, words: str = "") -> None:
    """`words`: for the person, in her language; without any, the page has its own."""
    job = ours(actor, job_id, claimer).first()
    if job is None:
        return
    ours(actor, job_id, claimer).update(
        state=State.FAILED, problem=words[:300], ended_at=Now(), lease_until=None
    )
    places.clear_work(job.ref)
    record(actor=actor, verb="files.job.failed", thing=job, subject=job.subject_id)
