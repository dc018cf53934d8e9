"""A member chooses a picture for beside her posts and takes it away; a moderator takes it off, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from files.places import keep_bytes, remove_after_commit
from forums.actions.writing import lock_writer
from forums.models import FormerPicture, OwnPicture
from forums.picture_rules import may_take_picture_off
from forums.queries.pictures import may_choose_now
from forums.rules import may_write
from forums.sight import sight_of
from forums.uploads import drawn_small
from members.models import Person
from moderation.actions.training import demand_ready
from notifications.actions import queue
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

PICTURE_OFF = "forums.picture_off"


def choose_picture(*, actor: Actor, upload: UploadedFile[Any]) -> OwnPicture:
    """Instead of the one there was. Raises UploadRefused, PermissionDenied."""
    demand(may_choose_now(actor=actor))
    drawn = drawn_small(upload)
    with transaction.atomic():
        me = sight_of(actor).me
        lock_writer(me)
        demand(may_choose_now(actor=actor))
        row = _put(me, keep_bytes(drawn), len(drawn))
        record(actor=actor, verb="forums.picture.chosen", thing=row)
    return row


def answer_former_picture(*, actor: Actor, ref: UUID, use: bool) -> None:
    """Of an old account (its ref) that is hers: beside her posts from now on, or gone for good.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        lock_writer(sight.me)
        rows = FormerPicture.objects.select_for_update(of=("self",))
        row = rows.filter(author__ref=ref, author__person=sight.me).first()
        if row is None:
            raise Http404
        if use:
            demand(may_choose_now(actor=actor))
            record(
                actor=actor, verb="forums.picture.chosen", thing=_put(sight.me, row.place, row.size)
            )
        else:
            record(actor=actor, verb="forums.former_picture.declined", thing=row)
            remove_after_commit(row.places)
        row.delete()


def take_picture_away(*, actor: Actor) -> None:
    """Her own, for good, whatever else she may not do; gone already is no matter."""
    with transaction.atomic():
        rows = OwnPicture.objects.select_for_update().exclude(place="")
        row = rows.filter(person=sight_of(actor).person_id).first()
        if row is None:
            return
        record(actor=actor, verb="forums.picture.taken_away", thing=row)
        remove_after_commit(row.places)
        row.delete()


def take_picture_off(*, actor: Actor, ref: UUID, why: str) -> Person:
    """This very picture (its ref), for good; she reads why, and may choose another one.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_take_picture_off(sight))
        demand_ready(actor)
        rows = OwnPicture.objects.select_for_update(of=("self",)).select_related("person")
        row = rows.filter(ref=ref).exclude(place="").first()
        if row is None:
            raise Http404
        demand(may_take_picture_off(sight, row))
        remove_after_commit(row.places)
        row.place, row.size, row.why, row.taken_off_at = "", 0, why.strip(), timezone.now()
        row.save(update_fields=["place", "size", "why", "taken_off_at"])
        record(actor=actor, verb="forums.picture.taken_off", thing=row)
        path = reverse("forums:my_picture")
        dedup = f"off:{row.ref}"
        queue(recipient=row.person_id, kind=PICTURE_OFF, context={"path": path}, dedup=dedup)
    return row.person


def _put(person_id: int, place: str, size: int) -> OwnPicture:
    """With a new ref: nobody is shown or takes off another one than she looked at."""
    before = OwnPicture.objects.filter(person=person_id).first()
    if before is not None:
        remove_after_commit(before.places)
    row, _made = OwnPicture.objects.update_or_create(
        person_id=person_id,
        defaults={
            "ref": uuid4(), "place": place, "size": size, "made_at": Now(), "taken_off_at": None,
            "why": "", "resting_at": None,
        },
    )  # fmt: skip
    return row
