"""The end of a release, before or after anybody had it: its key, its names and our copy go."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from files.actions.storing import expire_file
from files.models import StoredFile
from members.rights_texts import months_after
from po_platform.access.actor import Purpose, System, acting_as
from registry import request_notices as notices
from registry.models import DataRequest, Deletion, Release, ReleaseSubject
from registry.release_archive import keep_nothing, keep_sealed, keep_until_after

State = Release.State


def as_release(release: Release) -> System:
    """The software at work on one release: its job, its file and who is in it."""
    return System(Purpose.EXPORT, subject_id=release.ref)


def file_of(release: Release) -> StoredFile | None:
    """Our copy, as it may be fetched now."""
    with acting_as(as_release(release)) as system:
        return (
            StoredFile.objects.visible_to(system)
            .exclude(expires_at__lte=timezone.now())
            .filter(ref=release.file_ref or release.ref)
            .first()
        )


def end_release(release: Release, *, sealed: bool = False) -> None:
    """Our file, the key and every pseudonym go; that somebody was in it stays, for her to see.

    `sealed`: everybody in it was found to agree, so where a sealed copy was agreed to, that stays
    of the file. See release_consent.end_with_copy, which asks them.
    """
    file = file_of(release)
    if sealed and file is not None:
        keep_sealed(release, file)
    else:
        keep_nothing(release)
    _forget(release)
    release.state, release.closed_at = State.EXPIRED, timezone.now()
    release.save()


def keep_file(release: Release) -> None:
    """Our copy stays until the release has ended; nobody fetches it after its last day.

    It lies a month longer at most: what ends the release (or seals the copy) may run late.
    """
    if release.expires_on is None:
        return
    last = release.expires_on + timedelta(days=31)
    until = datetime.combine(last, time(), timezone.get_current_timezone())
    with acting_as(as_release(release)) as system:
        mine = StoredFile.objects.visible_to(system).filter(ref=release.file_ref or release.ref)
        mine.update(expires_at=until)


def extend_use(release: Release, months: int) -> None:
    """Another length of use was approved, counted from the day the data went out."""
    if release.state != State.ACTIVE or release.freed_at is None:
        return
    ends = months_after(timezone.localdate(release.freed_at), months)
    before = release.expires_on
    release.expires_on, release.reminded_at = max(ends, timezone.localdate()), None
    release.save(update_fields=["expires_on", "reminded_at"])
    if before is not None:
        keep_until_after(release, before)
    keep_file(release)


def give_up(release: Release, problem: str = "") -> None:
    """Nobody had it and nobody will. `problem`: why, for those who look after the registry."""
    _forget(release)
    with acting_as(as_release(release)):
        drop_copied(release)
    release.state, release.problem = State.FAILED, problem
    release.save()


def could_not_be_made(release: Release) -> None:
    """Nothing of it stays; whoever looks after the registry is told, and can begin anew."""
    clear_away(release, _("It could not be made. You can try again."))


def clear_away(release: Release, problem: str) -> None:
    """Given up by the software, which tells those who look after the registry."""
    give_up(release, problem)
    record(actor=as_release(release), verb="registry.release.cleared_away", thing=release)
    notices.tell_desk(release, "cleared")


def drop_copied(release: Release) -> None:
    """What was copied for its file goes. To be called while acting as the release.

    By its number alone: joined with the release, a million new rows are looked at a million times.
    """
    with connection.cursor() as cursor:
        cursor.execute("delete from registry_releaserow where release_id = %s", [release.pk])


def give_up_unfinished(row: DataRequest) -> None:
    """What was made for a request that goes no further. `row` is locked."""
    unfinished = row.releases.filter(state__in=(State.BUILDING, State.BUILT))
    for release in unfinished.select_for_update(of=("self",)):
        give_up(release)


def _forget(release: Release) -> None:
    file = file_of(release)
    with acting_as(as_release(release)) as system:
        if file is not None:
            expire_file(actor=system, ref=file.ref)
        people = ReleaseSubject.objects.visible_to(system).filter(release=release)
        people.update(pseudonym="")
    Deletion.objects.filter(release=release).update(pseudonym="")
    release.sealed_key, release.pseudonyms = "", []
