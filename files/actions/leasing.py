"""Who has a job in hand: its lease is renewed while a unit is worked on, and ends soon after a crash."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from files.models import Job
from files.work import LEASE
from po_platform.access.actor import System, acting_as
from po_platform.access.protected import ProtectedQuerySet

log = logging.getLogger(__name__)

RENEWED_EVERY = LEASE / 4  # seconds


def until() -> CombinedExpression:
    """When whoever takes a unit now counts as dead unless she was heard of."""
    return Now() + timedelta(seconds=LEASE)


def ours(actor: System, job_id: int, claimer: str) -> ProtectedQuerySet[Job]:
    """The job while this worker has it in hand; nothing once it was stopped or taken over."""
    return Job.objects.visible_to(actor).filter(
        pk=job_id, claimed_by=claimer, state=Job.State.RUNNING
    )


@contextmanager
def renewed(actor: System, job_id: int, claimer: str) -> Iterator[None]:
    """However long the unit within takes, nobody else takes it over while this process lives.

    Its transaction is open all that time, so the renewing has a connection of its own.
    """
    over = Event()
    beat = Thread(target=_renew, args=(over, actor, job_id, claimer), daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join(timeout=LEASE)


def _renew(over: Event, actor: System, job_id: int, claimer: str) -> None:
    try:
        while not over.wait(RENEWED_EVERY):
            try:
                with acting_as(actor), connection.cursor() as cursor:
                    cursor.execute("set local lock_timeout = '5s'")  # the unit waits for nobody
                    ours(actor, job_id, claimer).update(lease_until=until())
            except DatabaseError:
                log.warning("the lease of job %s was not renewed", job_id, exc_info=True)
                connection.close()
    finally:
        connection.close()
