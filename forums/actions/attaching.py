"""Pictures and documents are put beside a draft, go out with its post, and are taken off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from files.places import keep_bytes, remove_after_commit
from forums.actions.drafts import place_for
from forums.actions.writing import lock_writer
from forums.models import DraftFile, Post, PostFile, Topic
from forums.queries.posts import my_post
from forums.rules import may_attach, may_take_back, may_write
from forums.sight import sight_of
from forums.uploads import kept
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def attach(
    *, actor: Actor, kind: str, ref: UUID, upload: UploadedFile[Any], shows: str
) -> DraftFile:
    """Kept beside what the actor writes at this place. Raises UploadRefused, PermissionDenied, Http404."""
    sight = sight_of(actor)
    demand(may_write(sight))
    if kind not in ("board", "topic"):
        raise Http404
    made = kept(upload)
    with transaction.atomic():
        place = place_for(actor, kind, ref)
        lock_writer(sight.me)
        there = DraftFile.objects.visible_to(actor).filter(at=place).count()
        demand(may_attach(there=there))
        size = len(made.whole) + len(made.small)
        if _used(actor, sight.me) + size > settings.STORED_FILES_PER_PERSON:
            raise PermissionDenied(_("There is no room for this file. Take another one off first."))
        row = DraftFile.objects.create(
            person_id=sight.me,
            at=place,
            name=made.name,
            shows=shows.strip(),
            content_type=made.content_type,
            size=len(made.whole),
            place=keep_bytes(made.whole),
            small=keep_bytes(made.small) if made.small else "",
        )
        record(actor=actor, verb="forums.file.attached", thing=row)
    return row


def _used(actor: Actor, person_id: int) -> int:
    sizes: list[Any] = [
        DraftFile.objects.visible_to(actor).filter(person=person_id),
        PostFile.objects.filter(post__author=person_id),
    ]
    return sum(rows.aggregate(used=Sum("size"))["used"] or 0 for rows in sizes)


def take_off_draft(*, actor: Actor, ref: UUID) -> None:
    """What was put beside a draft goes; gone already is no matter."""
    with transaction.atomic():
        row = DraftFile.objects.visible_to(actor).filter(ref=ref).first()
        if row is None:
            return
        record(actor=actor, verb="forums.file.taken_off", thing=row)
        remove_after_commit(row.places)
        row.delete()


def take_off_post(*, actor: Actor, ref: UUID) -> Post:
    """One file goes from the actor's own post, for good. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        row = PostFile.objects.filter(ref=ref).select_related("post").first()
        if row is None or sight.person_id is None or row.post.author_id != sight.person_id:
            raise Http404
        lock_writer(sight.me)
        Topic.objects.select_for_update().get(pk=row.post.topic_id)
        post = my_post(sight=sight, ref=row.post.ref, lock=True)
        demand(may_take_back(sight, post))
        record(actor=actor, verb="forums.file.taken_off", thing=row)
        remove_after_commit(row.places)
        row.delete()
        post.version += 1
        post.changed_at = timezone.now()
        post.save(update_fields=["version", "changed_at"])
    return post
