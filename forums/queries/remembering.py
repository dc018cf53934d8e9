"""Somebody who died, and where a topic can remember her."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from forums.models import Board, Post, Topic
from forums.queries.boards import reachable, shown
from forums.rules import may_moderate
from forums.sight import Sight
from members.models import Person


def who_died(*, sight: Sight, ref: UUID) -> tuple[Person, Topic | None]:
    """Whose death the office recorded and who wrote where this reader moderates, with the topic that
    remembers her. Raises Http404.
    """
    person = Person.objects.filter(ref=ref, state=Person.State.DECEASED).first()
    wrote = Board.objects.filter(
        pk__in=Post.objects.filter(author=person, no__isnull=False).values("topic__board")
    )
    if person is None or not any(may_moderate(sight, board) for board in wrote):
        raise Http404
    there = Topic.objects.filter(sight.topics(), memorial_of=person).first()
    return person, there


def boards_to_remember_on(*, sight: Sight) -> list[tuple[str, str]]:
    """(ref, title) of open boards this reader moderates."""
    rows = Board.objects.filter(reachable(sight), closed_at__isnull=True).order_by("place", "pk")
    return [(str(row.ref), shown(row).title) for row in rows if may_moderate(sight, row)]
