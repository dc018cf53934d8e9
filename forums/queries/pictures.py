"""Pictures of people in talk: with the sight of her page, and those of old accounts for their owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from forums.bringing import opened_name
from forums.models import FormerPicture, OwnPicture
from forums.queries.people import person_shown
from forums.rules import may_take_picture_off
from forums.sight import sight_of
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

MOST = 20


@dataclass(frozen=True, slots=True)
class OldPicture:
    """One of an old account, with the name others saw there."""

    row: FormerPicture
    name: str


def picture_to_show(*, actor: Actor, ref: UUID) -> OwnPicture:
    """For whoever finds its owner's page in talk, and herself. Raises Http404."""
    row = OwnPicture.objects.filter(ref=ref).exclude(place="").select_related("person").first()
    if row is None:
        raise Http404
    found = person_shown(sight=sight_of(actor), ref=row.person.ref)
    if found.left and not found.mine:
        raise Http404
    return row


def picture_to_take_off(*, actor: Actor, ref: UUID) -> OwnPicture:
    """For moderators. Raises PermissionDenied, Http404."""
    demand(may_take_picture_off(sight_of(actor)))
    row = OwnPicture.objects.filter(ref=ref).exclude(place="").select_related("person").first()
    if row is None:
        raise Http404
    return row


def my_picture(*, actor: Actor) -> OwnPicture | None:
    """The actor's, or why a moderator took it off."""
    if not isinstance(actor, SignedIn):
        return None
    return OwnPicture.objects.filter(person=actor.person_id).select_related("person").first()


def my_former_pictures(*, actor: Actor) -> Sequence[OldPicture]:
    """Those of old accounts that are the actor's, until she says yes or no."""
    if not isinstance(actor, SignedIn):
        return []
    rows = FormerPicture.objects.filter(author__person=actor.person_id).select_related("author")
    return [
        OldPicture(row, opened_name(row.author.mark, row.author.sealed_name))
        for row in rows.order_by("pk")[:MOST]
    ]


def my_former_picture(*, actor: Actor, ref: UUID) -> FormerPicture:
    """One of them, by its account. Raises Http404."""
    if not isinstance(actor, SignedIn):
        raise Http404
    mine = FormerPicture.objects.filter(author__person=actor.person_id)
    row = mine.filter(author__ref=ref).first()
    if row is None:
        raise Http404
    return row
