"""What time and changed minds do to releases: reminders, the end, and lists of whom to delete."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Purpose, System, acting_as
from registry import request_notices as notices
from registry.actions.releases import as_release, end_release
from registry.models import Deletion, Release, ReleaseSubject
from registry.research import as_research

REMIND = timedelta(days=30)
STILL = "select distinct subject_id from registry_entry where subject_id = any(%s)"


def watch_over_releases() -> int:
    """For the tick: ends what is over, reminds before, tells of those who took their yes back."""
    ended = 0
    for ref in list(_active().values_list("ref", flat=True)):
        with acting_as(System(Purpose.EXPORT, subject_id=ref)):
            ended += _look_at(ref)
    return ended


def _active() -> QuerySet[Release]:
    return Release.objects.filter(state=Release.State.ACTIVE)


def _look_at(ref: UUID) -> int:
    with transaction.atomic():
        rows = Release.objects.filter(ref=ref, state=Release.State.ACTIVE)
        release = (
            rows.select_for_update(of=("self",), skip_locked=True)
            .select_related("request__dataset__registry")
            .first()
        )
        if release is None or release.expires_on is None:
            return 0
        today = timezone.localdate()
        if release.expires_on <= today:
            end_release(release)
            record(actor=as_release(release), verb="registry.release.ended", thing=release)
            notices.tell_holders(release, notices.ENDS, "ended")
            return 1
        if release.reminded_at is None and release.expires_on - REMIND <= today:
            release.reminded_at = timezone.now()
            release.save(update_fields=["reminded_at"])
            notices.tell_holders(release, notices.ENDS, "soon")
        _list_those_who_left(release)
    return 0


def _list_those_who_left(release: Release) -> None:
    """A line for each pseudonym whose person does not agree any more, or was erased here."""
    system = as_release(release)
    found = ReleaseSubject.objects.visible_to(system).filter(release=release, gone_at=None)
    people = dict(found.values_list("pseudonym", "subject_id"))
    with as_research(release.request.dataset.registry_id, release.use) as cursor:
        cursor.execute(STILL, [list(people.values())])
        agree = {subject for (subject,) in cursor.fetchall()}
    told = set(release.deletions.values_list("pseudonym", flat=True))
    living = {name for name, subject in people.items() if subject in agree}
    gone = sorted(set(release.pseudonyms) - living - told)
    if not gone:
        return
    Deletion.objects.bulk_create(Deletion(release=release, pseudonym=name) for name in gone)
    found.filter(pseudonym__in=gone).update(gone_at=timezone.now())
    record(actor=system, verb="registry.release.people_left", thing=release, count=len(gone))
    notices.tell_holders(release, notices.LIST, f"list:{len(told) + len(gone)}")
