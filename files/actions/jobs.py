"""Asking for long work, and stopping it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from files import places
from files.house import HOUSE
from files.models import Job
from files.queries import house_job, open_job
from files.work import work_of
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.broker import publish

State = Job.State


def start_job(*, actor: SignedIn, kind: str) -> Job:
    """Long work for the actor begins; when the same kind is open already, that one is given back."""
    work_of(kind)
    if actor.subject_id is None:
        raise Http404
    with transaction.atomic():
        # Two presses at once meet at the constraint: the second one waits and finds the first.
        Job.objects.bulk_create(
            [Job(subject_id=actor.subject_id, kind=kind)], ignore_conflicts=True
        )
        job = open_job(actor=actor, kind=kind)
        if job is None:  # it ended in this very moment
            raise Http404
        if job.state == State.QUEUED and not job.attempts:
            record(actor=actor, verb="files.job.started", thing=job, subject=job.subject_id)
            transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return job


def start_house_job(*, actor: SignedIn, kind: str, first: int = 0) -> Job:
    """Long work for the organisation itself, one of a kind at a time; the open one is given back.

    The vault lets the office begin it. Where the work goes on is noted with whoever began it, and
    with the id of what is wanted `first`.
    """
    work_of(kind)
    with transaction.atomic():
        Job.objects.bulk_create(
            [Job(subject_id=HOUSE, kind=kind, resume={"by": actor.account_id, "first": first})],
            ignore_conflicts=True,
        )
        job = house_job(actor=actor, kind=kind)
        if job is None or not job.is_open:
            raise Http404
        if job.state == State.QUEUED and not job.attempts:
            record(actor=actor, verb="files.job.started", thing=job)
            transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return job


def cancel_job(*, actor: Actor, ref: UUID) -> Job:
    """Stops it; what was made so far goes. Ended work stays as it is."""
    with transaction.atomic():
        found = Job.objects.visible_to(actor).filter(ref=ref)
        stopped = found.filter(state__in=(State.QUEUED, State.RUNNING)).update(
            state=State.CANCELLED, ended_at=Now(), lease_until=None
        )
        job = found.first()
        if job is None:
            raise Http404
        if stopped:
            record(actor=actor, verb="files.job.cancelled", thing=job, subject=job.subject_id)
            transaction.on_commit(lambda: places.clear_work(job.ref))
    return job
