"""Workings out of calculated answers, and their jobs."""

from __future__ import annotations

from collections.abc import Sequence

from files.models import Job
from po_platform.access.actor import Purpose, System, acting_as
from registry.calculated import hangs_on
from registry.models import Dataset, WorkingOut
from registry.queries.datasets import form_in_use, version_in_use

WORKING_OUT = "registry.working_out"  # the job
SHOWN = 10


def as_working_out(one: WorkingOut) -> System:
    """The software at work on it: its job."""
    return System(Purpose.EXPORT, subject_id=one.ref)


def workings_out(dataset: Dataset) -> Sequence[WorkingOut]:
    """The newest of a dataset. To be shown to who manages its registry: they say how many, of nobody."""
    return list(dataset.workings_out.order_by("-pk")[:SHOWN])


def job_of(one: WorkingOut) -> Job | None:
    """The work it is done by, for as long as that is kept."""
    with acting_as(as_working_out(one)) as system:
        found: Job | None = Job.objects.visible_to(system).filter(kind=WORKING_OUT).first()
    return found


def has_calculations(dataset: Dataset) -> bool:
    """Whether the version in use works anything out."""
    version = version_in_use(dataset)
    return version is not None and bool(hangs_on(form_in_use(version).definition))
