"""Files of pages: stored with the section that gives them to readers, and gone once no text does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from audit.actions import record
from education.kept_files import Upload
from education.models import KeptFile
from education.sections import KEPT_PARTS, KINDS
from files.places import keep_bytes, path_of
from po_platform.access.actor import Actor, Purpose, System, acting_as

# A file is there before the text that names it is saved.
NAMED_WITHIN = timedelta(days=1)


def file_parts(
    actor: Actor, old: Mapping[str, Any], given: Mapping[str, Any], *, quiet: bool
) -> dict[str, Any]:
    """What a section says of its file from now on; its caller holds the draft. `given["upload"]`: a
    new one, `given["away"]`: none any more. Saved by itself, nothing changes."""
    if KEPT_PARTS[0] not in KINDS[str(old["kind"])].parts:
        return {}
    upload = given.get("upload")
    if upload is not None and not quiet:
        return parts_of(_store(actor, upload, uuid4()))
    if given.get("away") and not quiet:
        return {}
    return {name: old[name] for name in KEPT_PARTS if old.get(name)}


def parts_of(row: KeptFile) -> dict[str, Any]:
    """What a section keeps of a file, so that readers are told of it without another query."""
    return {"kept": str(row.ref), "kept_name": row.name, "kept_size": row.size}


def take_in_file(actor: Actor, upload: Upload, ref: UUID | None) -> KeptFile:
    """A file of an export; one that is here under its name, with the same content, stays, and gets
    back the bytes this disk has lost."""
    here = KeptFile.objects.select_for_update().filter(ref=ref).first() if ref else None
    if here is not None and here.sha256 == sha256(upload.content).hexdigest():
        if not path_of(here.place).is_file():
            here.place = keep_bytes(upload.content)
            record(actor=actor, verb="education.file.kept", thing=here)
        here.made_at = timezone.now()  # named again: whoever forgets looks anew
        here.save(update_fields=["place", "made_at"])
        return here
    return _store(actor, upload, ref if ref and here is None else uuid4())


def _store(actor: Actor, upload: Upload, ref: UUID) -> KeptFile:
    row = KeptFile.objects.create(
        ref=ref,
        name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=sha256(upload.content).hexdigest(),
        place=keep_bytes(upload.content),
    )
    record(actor=actor, verb="education.file.kept", thing=row)
    return row


UNNAMED = """
delete from education_keptfile f
 where f.made_at < now() - make_interval(secs => %s)
   and f.ref::text not in (select s ->> 'kept'
                             from education_revision r, jsonb_array_elements(r.body) s
                            where s ->> 'kept' is not null)
"""


def forget_unnamed() -> int:
    """The job: rows of files no text names, older or newer. Their bytes go with the next sweep."""
    with acting_as(System(Purpose.OPERATE)), connection.cursor() as cursor:
        cursor.execute(UNNAMED, [NAMED_WITHIN.total_seconds()])
        return int(cursor.rowcount)
