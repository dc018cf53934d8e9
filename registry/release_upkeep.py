"""What time and changed minds do to releases: reminders, the end, lists of whom to delete, leftovers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Purpose, System, acting_as
from registry import request_notices as notices
from registry.models import Archive, Release
from registry.queries.releases import job_of
from registry.release_archive import end_archive
from registry.release_consent import (
    all_agree,
    begin_again,
    end_with_copy,
    names_gone,
    note_who_left,
)
from registry.release_end import as_release, clear_away, could_not_be_made, file_of
from registry.release_left import list_those_who_left

State = Release.State
REMIND = timedelta(days=30)


def watch_over_releases() -> int:
    """For the tick: ends what is over, reminds before, tells of those who took their yes back.

    What was begun and will never be finished is cleared away; how many ended or went.
    """
    ended = 0
    looks = {State.ACTIVE: _look_at, State.BUILDING: _clear_away, State.BUILT: _clear_away}
    for state, look in looks.items():
        for ref in list(Release.objects.filter(state=state).values_list("ref", flat=True)):
            with acting_as(System(Purpose.EXPORT, subject_id=ref)), transaction.atomic():
                release = _locked(ref, state)
                ended += look(release) if release is not None else 0
    return ended


def end_archives() -> int:
    """For the tick: sealed copies whose day is over go with their keys; how many.

    While the data are in use nothing is sealed yet, and what was agreed to holds.
    """
    over = Archive.objects.filter(ended_at=None, until__lt=timezone.localdate())
    over = over.exclude(release__state=State.ACTIVE)
    count = 0
    for archive in over.select_related("release"):
        with transaction.atomic():
            release = Release.objects.select_for_update().get(pk=archive.release_id)
            end_archive(release, archive)
            count += 1
    return count


def ask_to_destroy() -> int:
    """For the tick: what was fetched of a sealed copy goes when its week is over, or somebody leaves.

    Whoever fetched it is asked once for each; how many are out.
    """
    out = Archive.objects.filter(fetched_at__isnull=False)
    count = 0
    for archive in out.select_related("release__request__dataset__registry"):
        release = archive.release
        with acting_as(as_release(release)), transaction.atomic():
            if not all_agree(release):
                note_who_left(release)
                notices.tell_to_destroy(release, f"left:{archive.fetched_at}")
            elif not archive.is_open:
                notices.tell_to_destroy(release, f"over:{archive.fetched_at}")
        count += 1
    return count


def _locked(ref: UUID, state: str) -> Release | None:
    rows = Release.objects.filter(ref=ref, state=state)
    return (
        rows.select_for_update(of=("self",), skip_locked=True)
        .select_related("request__dataset__registry")
        .first()
    )


def _clear_away(release: Release) -> int:
    """A job that died, or a file nobody looked at in time: key, names and copies go."""
    if release.state == State.BUILT:
        if file_of(release) is not None:
            return 0
        clear_away(release, _("Nobody set it free in time. You can make it again."))
    else:
        job = job_of(release)
        if job is not None and job.is_open:
            return 0
        could_not_be_made(release)
    return 1


def _look_at(release: Release) -> int:
    if release.expires_on is None:
        return 0
    today = timezone.localdate()
    if release.expires_on <= today:
        if not end_with_copy(release):
            return 0  # it ends at a later look
        record(actor=as_release(release), verb="registry.release.ended", thing=release)
        notices.tell_holders(release, notices.ENDS, "ended")
        return 1
    if release.reminded_at is None and release.expires_on - REMIND <= today:
        release.reminded_at = timezone.now()
        release.save(update_fields=["reminded_at"])
        notices.tell_holders(release, notices.ENDS, "soon")
    gone = names_gone(release)
    if gone:
        begin_again(release)
    list_those_who_left(release, gone)
    return 0
