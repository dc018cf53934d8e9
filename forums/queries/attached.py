"""Pictures and documents: those of a draft for its author, those of a post for who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from forums.models import DraftFile, FormerPicture, OwnPicture, Post, PostFile
from forums.models.attached import Attached
from forums.queries.posts import may_read
from forums.sight import sight_of
from moderation.queries.sealed import opened_lately
from po_platform.access.actor import Actor, Purpose, SignedIn

POST = "post"  # as the moderation calls them
COLUMNS = ("place", "small")


def draft_files(*, actor: Actor, place: str) -> Sequence[DraftFile]:
    """What the actor put beside what she writes there."""
    return list(DraftFile.objects.visible_to(actor).filter(at=place).order_by("pk"))


def file_to_show(*, actor: Actor, ref: UUID) -> Attached:
    """A file of a post the actor may read, or beside a draft of hers. Raises Http404."""
    posted = (
        PostFile.objects.filter(ref=ref)
        .select_related("post__topic__board", "post__author")
        .first()
    )
    if posted is not None and may_read(sight_of(actor), posted.post):
        if _is_sealed_from(actor, posted.post):
            raise Http404
        return posted
    begun: DraftFile | None = DraftFile.objects.visible_to(actor).filter(ref=ref).first()
    if begun is None:
        raise Http404
    return begun


def _is_sealed_from(actor: Actor, post: Post) -> bool:
    """Of a post that was taken off: for its author, and for a moderator who wrote why."""
    mine = isinstance(actor, SignedIn) and post.author_id == actor.person_id
    return post.sealed and not mine and not opened_lately(actor=actor, kind=POST, thing=post.ref)


def kept_places() -> set[str]:
    """Where bytes of any of them lie, for the sweeper."""
    found: set[str] = set()
    for rows in (DraftFile.objects.for_purpose(Purpose.ERASE), PostFile.objects.all()):
        for pair in rows.values_list(*COLUMNS):
            found.update(place for place in pair if place)
    # As they move: where from is asked before where to.
    for pictures in (FormerPicture.objects.all(), OwnPicture.objects.exclude(place="")):
        found.update(pictures.values_list("place", flat=True))
    return found
