"""Releases of a request, their jobs, and which releases somebody is in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from files.models import Job
from members.queries.own import own_rows
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from registry.models import DataRequest, Deletion, Recipient, Release, ReleaseSubject
from registry.request_change import with_approved
from registry.request_rules import may_ask

MAKING = "registry.release"  # the job
GONE_OUT = (
    Release.State.ACTIVE,
    Release.State.EXPIRED,
    Release.State.ARCHIVED,
    Release.State.DESTROYED,
)
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


def release_out(row: DataRequest) -> Release | None:
    """The release somebody has, or may have."""
    return row.releases.filter(state__in=(Release.State.ACTIVE, Release.State.EXPIRED)).first()


def recipient_of(*, actor: SignedIn, ref: UUID) -> Recipient:
    """The actor as somebody who may fetch a release. Raises Http404."""
    mine = Recipient.objects.filter(ref=ref, account_id=actor.account_id)
    found = mine.select_related("release__request__dataset__registry").first()
    if found is None:
        raise Http404
    return found


def names_to_delete(recipient: Recipient) -> list[str]:
    """Pseudonyms she still has to take out of her copies; none once the release has ended."""
    return list(lines_for(recipient).values_list("pseudonym", flat=True))


def lines_for(recipient: Recipient) -> QuerySet[Deletion]:
    """The lines of the list she has not confirmed."""
    lines = recipient.release.deletions.filter(pk__gt=recipient.deleted_upto)
    return lines.exclude(pseudonym="").order_by("pk")


def holders(release: Release) -> list[Recipient]:
    """Recipients who have a copy, or may have: whoever fetched it, and whoever asked for it."""
    fetched = set(release.fetched.values_list("by_account", flat=True))
    who = {*fetched, release.request.asked_by}
    return [one for one in release.recipients.order_by("pk") if one.account_id in who]


def my_recipients(*, actor: Actor) -> Sequence[Recipient]:
    """Data others asked for that the actor may fetch or still has, newest first."""
    if not isinstance(actor, SignedIn) or not may_ask(actor):
        return []
    kept = (Release.State.ACTIVE, Release.State.EXPIRED)
    mine = Recipient.objects.filter(account_id=actor.account_id, release__state__in=kept)
    others = mine.exclude(release__request__asked_by=actor.account_id)
    found = list(others.select_related("release__request").order_by("-pk")[:PAGE])
    with_approved([one.release for one in found])
    return found


def job_of(release: Release) -> Job | None:
    """The work that makes it; asked as the release itself, whose job it is."""
    with acting_as(System(Purpose.EXPORT, subject_id=release.ref)) as system:
        made: Job | None = (
            Job.objects.visible_to(system).filter(kind=MAKING).order_by("-pk").first()
        )
    return made


def uses_of_my_data(*, actor: Actor) -> Sequence[ReleaseSubject]:
    """Every release with data of the actor that went out, newest first.

    Whoever was taken out before it went out was in no use.
    """
    mine = own_rows(ReleaseSubject, actor).filter(release__state__in=GONE_OUT)
    mine = mine.exclude(gone_at__lte=F("release__freed_at"))
    return list(
        mine.select_related("release__request__dataset__registry", "release__archive").order_by(
            "-release__freed_at"
        )
    )


def public_uses(*, before: int = 0) -> QuerySet[Release]:
    """What was released to whom and why, for everybody; newest first."""
    rows = Release.objects.filter(state__in=GONE_OUT)
    rows = rows.select_related("request__dataset__registry", "archive")
    return (rows.filter(pk__lt=before) if before else rows).order_by("-pk")
