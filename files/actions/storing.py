"""Keeping a file: checked by its content, counted against the person's room, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from files import places
from files.models import StoredFile
from files.sniffing import EXTENSIONS, content_type_of
from po_platform.access.actor import Actor

LONGEST_NAME = 120


class FileRefused(Exception):
    """This file cannot be kept; the message says why, in plain words."""


def store_file(
    *,
    actor: Actor,
    subject_id: UUID,
    kind: str,
    name: str,
    source: Path,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Copies `source` (a file on this machine) into the store, as a file of this subject.

    `kind`: app.noun. `name`: as the person will see it. Raises FileRefused.
    """
    content_type = content_type_of(source)
    if content_type is None:
        raise FileRefused(_("We cannot keep a file of this kind."))
    shelf = places.PASSING if expires_at else places.KEPT
    place = places.new_place(shelf)
    with transaction.atomic():
        _demand_room(actor, subject_id, source.stat().st_size)
        with places.writing(places.path_of(place)) as target:
            size, digest = places.copy_of(source, target)
        row = StoredFile.objects.create(
            subject_id=subject_id,
            kind=kind,
            name=shown_name(name, content_type),
            content_type=content_type,
            size=size,
            sha256=digest,
            place=place,
            expires_at=expires_at,
        )
        record(actor=actor, verb="files.file.stored", thing=row, subject=subject_id, kind=kind)
    return row


def shown_name(name: str, content_type: str) -> str:
    """A name any device can save: no folders, nothing invisible, the ending that fits the content."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(
        ". "
    )
    ending = f".{EXTENSIONS[content_type]}"
    stem = plain.removesuffix(ending) or "file"
    return stem[: LONGEST_NAME - len(ending)] + ending


def _demand_room(actor: Actor, subject_id: UUID, size: int) -> None:
    """Raises FileRefused; two at once are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(subject_id)])
    living = StoredFile.objects.visible_to(actor).filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=Now()), subject_id=subject_id
    )
    used = living.aggregate(used=Sum("size"))["used"] or 0
    if used + size > settings.STORED_FILES_PER_PERSON:
        raise FileRefused(_("There is no room for this file. Delete another one first."))


def expire_file(*, actor: Actor, ref: UUID) -> None:
    """A file goes now: nobody can fetch it any more, and its bytes go with the next sweep."""
    with transaction.atomic():
        row = StoredFile.objects.visible_to(actor).filter(ref=ref).first()
        if row is None:
            raise Http404
        StoredFile.objects.visible_to(actor).filter(pk=row.pk).update(expires_at=Now())
        record(actor=actor, verb="files.file.expired", thing=row, subject=row.subject_id)
