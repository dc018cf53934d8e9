"""Files of data somebody asked for, their jobs, and what was made."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from files.models import Job, StoredFile
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from registry.models import Dataset, TakeOut

TAKING_OUT = "registry.data_out"  # the job
SHOWN = 5


def as_take_out(take: TakeOut) -> System:
    """The software at work on one file: its job and what was made."""
    return System(Purpose.EXPORT, subject_id=take.ref)


def my_take_out(*, actor: SignedIn, ref: UUID) -> TakeOut:
    """One the actor asked for. Raises Http404."""
    mine = TakeOut.objects.filter(ref=ref, asked_by=actor.account_id)
    found = mine.select_related("dataset__registry").first()
    if found is None:
        raise Http404
    return found


def my_take_outs(*, actor: SignedIn, dataset: Dataset) -> Sequence[TakeOut]:
    """The newest the actor asked for that can still be fetched, or are being made."""
    mine = TakeOut.objects.filter(asked_by=actor.account_id, dataset=dataset).order_by("-pk")
    return [one for one in mine[:SHOWN] if (job := job_of(one)) and (job.is_open or file_of(one))]


def job_of(take: TakeOut) -> Job | None:
    """The work that makes it."""
    with acting_as(as_take_out(take)) as system:
        found: Job | None = Job.objects.visible_to(system).filter(kind=TAKING_OUT).first()
    return found


def file_of(take: TakeOut) -> StoredFile | None:
    """What was made, while it can be fetched."""
    with acting_as(as_take_out(take)) as system:
        living = StoredFile.objects.visible_to(system).exclude(expires_at__lte=timezone.now())
        found: StoredFile | None = living.first()
    return found
