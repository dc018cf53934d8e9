"""Whether everybody in a release still agrees to its use: asked again before it goes anywhere."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from files.models import Job
from po_platform.access.actor import acting_as
from po_platform.kit.broker import publish
from registry.models import Release, ReleaseSubject
from registry.release_archive import agreed_archive
from registry.release_end import as_release, end_release, file_of
from registry.research import as_research

AGAIN = "registry.release_again"
TRIED_AGAIN = timedelta(days=1)
# What was there when the release was made; what somebody agreed to later speaks of later data.
# Whoever said since then that entries from another record are not to be used is out as a whole.
STILL = """
select distinct subject_id from registry_entry
 where subject_id = any(%(who)s) and first_at <= %(moment)s
   and subject_id not in (select found_since(%(who)s, %(moment)s))
"""


def names_gone(release: Release) -> set[str]:
    """Pseudonyms in our copy whose person does not agree any more, or was erased here."""
    people = _people(release)
    agree = _agreeing(release, [subject for _name, subject in people])
    return set(release.pseudonyms) - {name for name, one in people if one in agree}


def all_agree(release: Release) -> bool:
    """Whether everybody in what was sealed agrees now; who was erased cannot say so any more."""
    people = _people(release)
    return len(_agreeing(release, [subject for _name, subject in people])) >= release.n_people


def note_who_left(release: Release) -> None:
    """Whoever does not agree any more to what was sealed reads that the asker was told."""
    people = _people(release)
    agree = _agreeing(release, [subject for _name, subject in people])
    gone = [subject for _name, subject in people if subject not in agree]
    with acting_as(as_release(release)) as system:
        rows = ReleaseSubject.objects.visible_to(system).filter(release=release, gone_at=None)
        rows.filter(subject_id__in=gone).update(gone_at=timezone.now())


def _people(release: Release) -> list[tuple[str, UUID]]:
    """(pseudonym, subject) of everybody in our copy; pseudonyms are "" once it has ended."""
    with acting_as(as_release(release)) as system:
        found = ReleaseSubject.objects.visible_to(system).filter(release=release, gone_at=None)
        return list(found.values_list("pseudonym", "subject_id"))


def _agreeing(release: Release, subjects: list[UUID]) -> set[UUID]:
    with as_research(release.request.dataset.registry_id, release.use) as cursor:
        cursor.execute(STILL, {"who": subjects, "moment": release.as_of})
        return {subject for (subject,) in cursor.fetchall()}


def end_with_copy(release: Release) -> bool:
    """Ends it; what was agreed to be sealed is, if everybody in it agrees at this moment.

    False when somebody does not: it goes on until our copy is written anew without her, which
    begins here. A copy that cannot be written anew is not sealed.
    """
    gone = names_gone(release) if agreed_archive(release) is not None else set()
    if gone and _can_be_written(release):
        begin_again(release)
        return False
    end_release(release, sealed=not gone)
    return True


def begin_again(release: Release) -> bool:
    """Has our copy written anew without them, once; whether this began it.

    What failed is not tried again before a day is over.
    """
    if not _can_be_written(release):
        return False
    with acting_as(as_release(release)) as system:
        open_jobs = Job.objects.visible_to(system).filter(
            kind=AGAIN, state__in=(Job.State.QUEUED, Job.State.RUNNING)
        )
        if open_jobs.exists():
            return False
        job = Job.objects.create(subject_id=release.ref, kind=AGAIN)
    transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return True


def _can_be_written(release: Release) -> bool:
    """Not once our copy is gone: nothing is left to write it from."""
    return file_of(release) is not None and not _failed_lately(release)


def _failed_lately(release: Release) -> bool:
    with acting_as(as_release(release)) as system:
        newest = Job.objects.visible_to(system).filter(kind=AGAIN).order_by("-pk").first()
    if newest is None or newest.state != Job.State.FAILED or newest.ended_at is None:
        return False
    return bool(newest.ended_at > timezone.now() - TRIED_AGAIN)
