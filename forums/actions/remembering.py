"""A topic to remember a member who died: each answer is read first, and it closes by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from forums.actions.writing import Words, start_topic
from forums.models import Board, Topic
from forums.models.boards import Audience
from forums.rules import may_remember
from forums.sight import sight_of
from members.models import Person
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def begin_remembering(
    *, actor: Actor, person: UUID, board: UUID, title: str, text: str, days: int
) -> Topic:
    """For the members of a board or its group, never for everybody. `days`: then it closes.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        her = Person.objects.select_for_update().filter(ref=person).first()
        row = Board.objects.filter(ref=board).first()
        if her is None or row is None:
            raise Http404
        died = her.state == Person.State.DECEASED
        there = Topic.objects.filter(memorial_of=her).exists()
        demand(may_remember(sight_of(actor), row, died=died, there_is_one=there))
        audience = Audience.MEMBERS if row.widest == Audience.EVERYBODY else row.widest
        post = start_topic(
            actor=actor, board=board, title=title, audience=audience, words=Words(text, uuid4())
        )
        topic = post.topic
        topic.holds_all, topic.memorial_of = True, her
        topic.locks_at = timezone.now() + timedelta(days=days)
        topic.save(update_fields=["holds_all", "memorial_of", "locks_at"])
        record(actor=actor, verb="forums.topic.remembers", thing=topic, days=days)
    return topic


def close_due() -> int:
    """For the tick: topics whose time is over stand closed in every list; how many."""
    due = Topic.objects.filter(locks_at__lte=timezone.now(), locked=False)
    return due.update(locked=True)
