"""What is begun is kept: with every pause of the hand where there is a script, else when it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from forums.models import Draft
from forums.queries.boards import board_row
from forums.queries.drafts import place_of
from forums.queries.posts import my_post
from forums.queries.topics import topic_page
from forums.sight import sight_of
from po_platform.access.actor import Actor, SignedIn

FIELDS = ("title", "text", "note", "quoted", "audience", "answers_no", "saved_at")
MOST = 50  # places at which somebody has begun something


def save_draft(*, actor: Actor, kind: str, ref: UUID, **words: Any) -> bool:
    """Keeps what was typed at a board, topic or post; False when there is nothing to keep.

    `words`: title, text, note, quoted, audience, answers_no. Raises Http404.
    """
    if not isinstance(actor, SignedIn):
        raise Http404
    with transaction.atomic():
        place = _place(actor, kind, ref)
        if not any(str(words.get(name) or "").strip() for name in ("title", "text")):
            return False
        hers = Draft.objects.visible_to(actor)
        if hers.exclude(place=place)[: MOST + 1].count() > MOST:
            oldest = hers.exclude(place=place).order_by("saved_at").values("pk")[:1]
            hers.filter(pk__in=oldest).delete()
        Draft.objects.bulk_create(
            [Draft(person_id=actor.person_id, place=place, saved_at=Now(), **words)],
            update_conflicts=True,
            unique_fields=["person", "place"],
            update_fields=list(FIELDS),
        )
    return True


def drop_draft(*, actor: Actor, place: str) -> None:
    """It was sent, or is not wanted any more."""
    if isinstance(actor, SignedIn):
        Draft.objects.visible_to(actor).filter(place=place).delete()


def throw_away(*, actor: Actor, draft_id: int) -> None:
    """One of the actor's own drafts goes. Raises Http404."""
    if not Draft.objects.visible_to(actor).filter(pk=draft_id).delete()[0]:
        raise Http404


def _place(actor: Actor, kind: str, ref: UUID) -> str:
    sight = sight_of(actor)
    if kind == "board":
        return place_of(board_row(sight=sight, ref=ref))
    if kind == "topic":
        return place_of(topic_page(sight=sight, ref=ref).row)
    if kind == "post":
        return place_of(my_post(sight=sight, ref=ref))
    raise Http404
