"""Taking everything along: asked for with a fresh proof, made by a job, there for seven days."""

from __future__ import annotations

from dataclasses import replace

from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from files import places
from files.actions.jobs import start_job
from files.actions.storing import store_file
from files.models import Job, StoredFile
from files.work import Progress
from members.export_files import Frame, pack, write_frame, write_part
from members.export_parts import all_exports
from members.facts import people_behind
from members.models import Person
from members.notices import DOWNLOAD_READY
from members.own_data_rules import DOWNLOAD_LASTS, may_download
from members.queries.download import DOWNLOAD, preferred
from members.queries.organisation import current_organisation
from notifications.actions import queue
from po_platform.access.actor import SignedIn, System, acting_as
from po_platform.access.refusals import demand

PARTS_OF_AN_APP = 100  # room for the order of tables on the page


def start_download(*, actor: SignedIn) -> Job:
    """The job begins, or goes on when there is one already. Raises PermissionDenied."""
    demand(may_download(actor))
    return start_job(actor=actor, kind=DOWNLOAD)


def make_download(actor: System, job: Job) -> Progress:
    """One unit of the job: the tables of one app, and in the end the ZIP with its mail."""
    person = Person.objects.select_related("account").get(
        pk=people_behind([job.subject_id])[job.subject_id]
    )
    mine = replace(actor, person_id=person.pk)
    language, zone = preferred(person)
    exports, done = all_exports(), int(job.resume.get("done", 0))
    with acting_as(mine), override(language), timezone.override(zone):
        if done == len(exports):
            return _finish(mine, job, person, language)
        _app, export = exports[done]
        for number, part in enumerate(export(mine)):
            write_part(places.work_folder(job.ref), done * PARTS_OF_AN_APP + number, part)
    return Progress(done + 1, len(exports) + 1, {"done": done + 1})


def _finish(actor: System, job: Job, person: Person, language: str) -> Progress:
    folder = places.work_folder(job.ref)
    organisation = current_organisation(language)
    made_at = timezone.now()
    write_frame(
        folder,
        Frame(person.display_name, organisation.name, organisation.phone, made_at, language),
    )
    pack(folder, folder / "my-data.zip")
    day = timezone.localtime(made_at).date().isoformat()
    stored = store_file(
        actor=actor,
        subject_id=job.subject_id,
        kind=DOWNLOAD,
        name=_("my-data-%(day)s.zip") % {"day": day},
        source=folder / "my-data.zip",
        expires_at=made_at + DOWNLOAD_LASTS,
    )
    earlier = StoredFile.objects.visible_to(actor).filter(kind=DOWNLOAD, expires_at__gt=Now())
    earlier.exclude(pk=stored.pk).update(expires_at=Now())
    queue(
        recipient=person.pk,
        kind=DOWNLOAD_READY,
        context={"path": reverse("members:download")},
        dedup=f"{DOWNLOAD}:{job.ref}",
        expires_at=stored.expires_at,
    )
    record(actor=actor, verb="members.download.made", thing=stored, subject=job.subject_id)
    parts = len(all_exports()) + 1
    return Progress(parts, parts, {"done": parts}, result=stored, finished=True)
