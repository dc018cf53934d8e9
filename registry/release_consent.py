"""Whether everybody in a release still agrees to its use: asked again before it goes anywhere."""

from __future__ import annotations

from django.db import transaction

from files.models import Job
from po_platform.access.actor import acting_as
from po_platform.kit.broker import publish
from registry.models import Release, ReleaseSubject
from registry.release_end import as_release
from registry.research import as_research

AGAIN = "registry.release_again"
# What was there when the release was made; what somebody agreed to later speaks of later data.
STILL = """
select distinct subject_id from registry_entry where subject_id = any(%s) and first_at <= %s
"""


def names_gone(release: Release) -> set[str]:
    """Pseudonyms in our copy whose person does not agree any more, or was erased here."""
    with acting_as(as_release(release)) as system:
        found = ReleaseSubject.objects.visible_to(system).filter(release=release, gone_at=None)
        people = dict(found.values_list("pseudonym", "subject_id"))
    with as_research(release.request.dataset.registry_id, release.use) as cursor:
        cursor.execute(STILL, [list(people.values()), release.as_of])
        agree = {subject for (subject,) in cursor.fetchall()}
    return set(release.pseudonyms) - {name for name, one in people.items() if one in agree}


def begin_again(release: Release) -> bool:
    """Has our copy written anew without them, once; whether this began it."""
    with acting_as(as_release(release)) as system:
        open_jobs = Job.objects.visible_to(system).filter(
            kind=AGAIN, state__in=(Job.State.QUEUED, Job.State.RUNNING)
        )
        if open_jobs.exists():
            return False
        job = Job.objects.create(subject_id=release.ref, kind=AGAIN)
    transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return True
