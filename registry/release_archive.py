"""A sealed copy of a release instead of none: made at the end, opened for a while, gone on its day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from uuid import UUID

from django.utils import timezone

from audit.actions import record
from files import places
from files.actions.storing import expire_file, store_file
from files.models import StoredFile
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import open_for_application, seal_for_application
from registry.models import Archive, Release
from registry.sealed_copy import new_key, seal, unseal

KIND = "registry.archive"


def agreed_archive(release: Release) -> Archive | None:
    """What was agreed to and is not over."""
    return Archive.objects.filter(
        release=release, agreed_at__isnull=False, ended_at__isnull=True
    ).first()


def keep_sealed(release: Release, file: StoredFile) -> None:
    """Our copy as it is at this moment, under a key of its own; nothing where nobody agreed to it.

    Runs as the software at work on this release.
    """
    found = agreed_archive(release)
    if found is None or found.sealed_key:
        return
    key = new_key()
    ends = datetime.combine(
        found.until + timedelta(days=1), time(), timezone.get_current_timezone()
    )
    with TemporaryDirectory() as folder, acting_as(_system(release)) as system:
        made = Path(folder) / "sealed.zip"
        seal(places.path_of(file.place), made, key)
        stored = store_file(
            actor=system, subject_id=release.ref, kind=KIND, source=made,
            name=f"sealed-{str(release.ref)[:8]}.zip", expires_at=ends,
        )  # fmt: skip
    found.file_ref, found.sealed_key = (
        stored.ref,
        seal_for_application(key.hex(), _place(release.ref)),
    )
    found.save(update_fields=["file_ref", "sealed_key"])


def keep_nothing(release: Release) -> None:
    """It ended without a sealed copy: what was agreed to is over."""
    Archive.objects.filter(release=release, ended_at=None).update(ended_at=timezone.now())


def keep_until_after(release: Release, before: date) -> None:
    """The use ends later than on the day `before`: what would go by then lasts as long after it."""
    found = Archive.objects.filter(release=release, ended_at=None).first()
    if found is None or release.expires_on is None or found.until > release.expires_on:
        return
    found.until += release.expires_on - before
    found.save(update_fields=["until"])
    record(actor=_system(release), verb="registry.archive.moved", thing=found)


def opened(release: Release, archive: Archive) -> IO[bytes] | None:
    """The data as they were sealed, while somebody opened them. Raises NotOpened."""
    if not archive.is_open or not archive.sealed_key:
        return None
    file = _file_of(release, archive)
    if file is None:
        return None
    key = bytes.fromhex(open_for_application(archive.sealed_key, _place(release.ref)))
    return unseal(places.path_of(file.place), key)


def end_archive(release: Release, archive: Archive) -> None:
    """Its key and its bytes go, or that it was asked for; `release` is locked."""
    file = _file_of(release, archive)
    with acting_as(_system(release)) as system:
        if file is not None:
            expire_file(actor=system, ref=file.ref)
        archive.sealed_key, archive.open_until, archive.ended_at = "", None, timezone.now()
        archive.save()
        if release.state == Release.State.ARCHIVED:
            release.state = Release.State.DESTROYED
            release.save(update_fields=["state"])
        record(actor=system, verb="registry.archive.ended", thing=archive)


def _file_of(release: Release, archive: Archive) -> StoredFile | None:
    """The sealed file; None while nothing was sealed."""
    if archive.file_ref is None:
        return None
    with acting_as(_system(release)) as system:
        rows = StoredFile.objects.visible_to(system)
        found: StoredFile | None = rows.filter(ref=archive.file_ref).first()
    return found


def _system(release: Release) -> System:
    return System(Purpose.EXPORT, subject_id=release.ref)


def _place(ref: UUID) -> str:
    return f"registry_archive|key|{ref}"
