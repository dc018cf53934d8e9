"""Pictures of people in talk: with the sight of her page, and those of old accounts for their owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from forums.bringing import opened_name
from forums.faces import picture_of
from forums.models import Board, FormerPicture, OwnPicture, Writer
from forums.picture_rules import may_choose_picture, may_take_picture_off
from forums.queries.people import person_shown
from forums.queries.watching import is_read_first
from forums.rules import may_write
from forums.sight import sight_of
from moderation.queries.silences import my_silence_now
from moderation.silence_rules import may_speak
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict, demand

MOST = 20


@dataclass(frozen=True, slots=True)
class OldPicture:
    """One of an old account, with the name others saw there."""

    row: FormerPicture
    name: str


def picture_to_show(*, actor: Actor, ref: UUID) -> OwnPicture:
    """For whoever finds its owner's page in talk, and always for herself. Raises Http404."""
    row = OwnPicture.objects.filter(ref=ref).exclude(place="").select_related("person").first()
    if row is None:
        raise Http404
    if isinstance(actor, SignedIn) and row.person_id == actor.person_id:
        return row
    if not picture_of(person_shown(sight=sight_of(actor), ref=row.person.ref).row):
        raise Http404
    return row


def picture_to_take_off(*, actor: Actor, ref: UUID) -> OwnPicture:
    """For moderators. Raises PermissionDenied, Http404."""
    demand(may_take_picture_off(sight_of(actor)))
    row = OwnPicture.objects.filter(ref=ref).exclude(place="").select_related("person").first()
    if row is None:
        raise Http404
    return row


def may_choose_now(*, actor: Actor) -> Verdict:
    """Whether the actor may put another picture beside her posts; at most six queries."""
    sight = sight_of(actor)
    if isinstance(refused := may_write(sight), Denied):
        return refused
    if isinstance(refused := may_speak(my_silence_now(actor=actor), asked=False), Denied):
        return refused
    if sight.moderates:
        return Allowed()
    holds = Q(holds_all=True) | Q(holds_pictures=True) | Q(holds_new_links=True)
    waits = Board.objects.filter(holds | Q(first_posts_held__gt=0), closed_at=None).exists()
    published = Writer.objects.filter(person=sight.me).values_list("published", flat=True).first()
    return may_choose_picture(
        published=published or 0, waits=waits, read_first=is_read_first(actor=actor)
    )


def why_not_now(*, actor: Actor) -> str:
    """In words for her; '' where she may."""
    may = may_choose_now(actor=actor)
    return may.reason if isinstance(may, Denied) else ""


def has_picture(*, actor: Actor) -> bool:
    """Whether one of the actor's lies here, shown or not; one query."""
    row = my_picture(actor=actor)
    return row is not None and bool(row.place)


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
