"""What somebody has begun to write."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from forums.models import Board, Draft, Post, Topic
from members.queries.organisation import in_language
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft with the place it is for; `url` goes on with it."""

    row: Draft
    where: str
    url: str


def my_draft(*, actor: Actor, place: str) -> Draft | None:
    """What the actor has begun at a place."""
    if not isinstance(actor, SignedIn):
        return None
    return Draft.objects.visible_to(actor).filter(place=place).first()


def draft_of_answer(*, actor: Actor, topic: Topic, ref: UUID) -> Draft | None:
    """What the actor has begun in a topic or, with nothing there, in the one of this address that
    became part of it: the words alone, since numbers of posts are others by now.
    """
    mine = my_draft(actor=actor, place=place_of(topic))
    if mine is not None or topic.ref == ref or (old := place_before(topic, ref)) is None:
        return mine
    if (mine := my_draft(actor=actor, place=old)) is not None:
        mine.answers_no, mine.quoted = None, ""
    return mine


def place_before(topic: Topic, ref: UUID) -> str | None:
    """Where answers were written before this address led to the topic; None where it always did."""
    old = Topic.objects.filter(ref=ref).exclude(pk=topic.pk).first()
    return place_of(old) if old is not None else None


def my_drafts(*, actor: Actor) -> list[Begun]:
    """All of them that can be gone on with, newest first; four queries at most."""
    if not isinstance(actor, SignedIn):
        return []
    rows = list(Draft.objects.visible_to(actor).order_by("-saved_at")[:60])
    ids: dict[str, list[int]] = {"board": [], "topic": [], "post": []}
    for row in rows:
        kind, _, number = row.place.partition(":")
        ids[kind].append(int(number))
    where = _boards(ids["board"]) | _topics(ids["topic"]) | _posts(ids["post"])
    return [Begun(row, *where[row.place]) for row in rows if row.place in where]


def _boards(ids: list[int]) -> dict[str, tuple[str, str]]:
    here = get_language() or "en"
    return {
        f"board:{row.pk}": (in_language(row.title, here), reverse("forums:begin", args=[row.ref]))
        for row in Board.objects.filter(pk__in=ids)
    }


def _topics(ids: list[int]) -> dict[str, tuple[str, str]]:
    return {
        f"topic:{row.pk}": (row.name, reverse("forums:reply", args=[row.ref]))
        for row in Topic.objects.filter(pk__in=ids)
    }


def _posts(ids: list[int]) -> dict[str, tuple[str, str]]:
    return {
        f"post:{row.pk}": (row.topic.name, reverse("forums:change", args=[row.ref]))
        for row in Post.objects.filter(pk__in=ids).select_related("topic")
    }


def place_of(row: Board | Topic | Post) -> str:
    """The name of the place something is written at."""
    kind = {Board: "board", Topic: "topic", Post: "post"}[type(row)]
    return f"{kind}:{row.pk}"
