"""Releases of a request, their jobs, and which releases somebody is in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from files.models import Job
from members.queries.own import own_rows
from po_platform.access.actor import Actor, Purpose, System, acting_as
from registry.models import DataRequest, Release, ReleaseSubject

GONE_OUT = (Release.State.ACTIVE, Release.State.EXPIRED, Release.State.DESTROYED)
PAGE = 50


def release_of(row: DataRequest, *, lock: bool = False) -> Release:
    """The one release of a request that did not fail. Raises Http404."""
    rows = row.releases.exclude(state=Release.State.FAILED)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.first()
    if found is None:
        raise Http404
    found.request = row
    return found


def job_of(release: Release) -> Job | None:
    """The work that makes it; asked as the release itself, whose job it is."""
    with acting_as(System(Purpose.EXPORT, subject_id=release.ref)) as system:
        found: Job | None = Job.objects.visible_to(system).order_by("-pk").first()
    return found


def uses_of_my_data(*, actor: Actor) -> Sequence[ReleaseSubject]:
    """Every release with data of the actor that went out, newest first."""
    mine = own_rows(ReleaseSubject, actor).filter(release__state__in=GONE_OUT)
    return list(
        mine.select_related("release__request__dataset__registry").order_by("-release__freed_at")
    )


def public_uses(*, before: int = 0) -> QuerySet[Release]:
    """What was released to whom and why, for everybody; newest first."""
    rows = Release.objects.filter(state__in=GONE_OUT).select_related("request__dataset__registry")
    return (rows.filter(pk__lt=before) if before else rows).order_by("-pk")
