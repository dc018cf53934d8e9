"""What is begun is kept: with every pause of the hand where there is a script, else when it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from files.places import remove_after_commit
from forums.models import Draft, DraftFile
from forums.queries.boards import board_row
from forums.queries.drafts import place_before, place_of
from forums.queries.posts import my_post
from forums.queries.topics import topic_page
from forums.sight import sight_of
from po_platform.access.actor import Actor, SignedIn

FIELDS = (
    "title", "text", "note", "quoted", "audience", "answers_no", "signed", "kept_from_engines", "saved_at",
)  # fmt: skip
MOST = 50  # places at which somebody has begun something


def save_draft(*, actor: Actor, kind: str, ref: UUID, **words: Any) -> bool:
    """Keeps what was typed at a board, topic or post; False when there is nothing to keep.

    `words`: title, text, note, quoted, audience, answers_no, signed, kept_from_engines. Raises Http404.
    """
    if not isinstance(actor, SignedIn):
        raise Http404
    with transaction.atomic():
        place = place_for(actor, kind, ref)
        if not any(str(words.get(name) or "").strip() for name in ("title", "text")):
            return False
        hers = Draft.objects.visible_to(actor)
        if kind == "topic" and not hers.filter(place=place).exists():
            _bring_along(actor, ref, place)
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


def _bring_along(actor: SignedIn, ref: UUID, place: str) -> None:
    """What she began where this address led before goes on here, with what lies beside it."""
    topic = topic_page(sight=sight_of(actor), ref=ref).row
    if topic.ref != ref and (old := place_before(topic, ref)) is not None:
        Draft.objects.visible_to(actor).filter(place=old).delete()
        for row in DraftFile.objects.visible_to(actor).filter(at=old).order_by("pk"):
            row.delete()  # such a row never changes; its bytes stay where they are
            row.pk, row.at = None, place
            row.save(force_insert=True)


def drop_draft(*, actor: Actor, place: str) -> None:
    """It was sent, or is not wanted any more."""
    if isinstance(actor, SignedIn):
        Draft.objects.visible_to(actor).filter(place=place).delete()


def throw_away(*, actor: Actor, draft_id: int) -> None:
    """One of the actor's own drafts goes, with what was put beside it. Raises Http404."""
    draft = Draft.objects.visible_to(actor).filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    with transaction.atomic():
        record(actor=actor, verb="forums.draft.thrown_away", thing=draft)
        files = DraftFile.objects.visible_to(actor).filter(at=draft.place)
        remove_after_commit(place for row in files for place in row.places)
        files.delete()
        draft.delete()


def place_for(actor: Actor, kind: str, ref: UUID) -> str:
    """The place something is written at, for who may write there. Raises Http404."""
    sight = sight_of(actor)
    if kind == "board":
        return place_of(board_row(sight=sight, ref=ref))
    if kind == "topic":
        return place_of(topic_page(sight=sight, ref=ref).row)
    if kind == "post":
        return place_of(my_post(sight=sight, ref=ref))
    raise Http404
