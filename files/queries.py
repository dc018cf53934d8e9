"""Somebody's own files and jobs."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet

from .house import HOUSE
from .models import Job, StoredFile

M = TypeVar("M", Job, StoredFile)


def my_files(*, actor: Actor, kind: str = "") -> ProtectedQuerySet[StoredFile]:
    """The actor's files that have not expired, newest first; of one kind or of all."""
    files = _own(StoredFile.objects.visible_to(actor), actor).filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
    )
    return (files.filter(kind=kind) if kind else files).order_by("-pk")


def my_file(*, actor: Actor, ref: UUID) -> StoredFile | None:
    """One of them."""
    return my_files(actor=actor).filter(ref=ref).first()


def newest_job(*, actor: Actor, kind: str) -> Job | None:
    """The actor's latest job of a kind, however it ended."""
    return _my_jobs(actor, kind).first()


def open_job(*, actor: Actor, kind: str) -> Job | None:
    """The actor's job of a kind that still waits or runs."""
    return _my_jobs(actor, kind).filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).first()


def house_file(*, actor: Actor, ref: UUID) -> StoredFile | None:
    """A file of the organisation itself that has not expired, for its office."""
    files: ProtectedQuerySet[StoredFile] = StoredFile.objects.visible_to(actor)
    living = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
    return files.filter(living, subject_id=HOUSE, ref=ref).first()


def house_job(*, actor: Actor, kind: str) -> Job | None:
    """The organisation's latest job of a kind, however it ended."""
    jobs: ProtectedQuerySet[Job] = Job.objects.visible_to(actor)
    return jobs.filter(subject_id=HOUSE, kind=kind).order_by("-pk").first()


def _my_jobs(actor: Actor, kind: str) -> ProtectedQuerySet[Job]:
    jobs = _own(Job.objects.visible_to(actor), actor).filter(kind=kind)
    return jobs.select_related("result").order_by("-pk")


def _own(rows: ProtectedQuerySet[M], actor: Actor) -> ProtectedQuerySet[M]:
    if isinstance(actor, SignedIn) and actor.subject_id is not None:
        return rows.filter(subject_id=actor.subject_id)
    return rows.none()
