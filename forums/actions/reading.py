"""What was read, followed, left out of sight: preferences of one person, without audit rows."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404

from forums.models import BoardReader, Ignored, Level, TopicReader
from forums.queries.boards import board_row, boards
from forums.queries.topics import topic_page
from forums.rules import may_write
from forums.sight import Sight, sight_of
from members.models import Person
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MARK = """
insert into forums_topicreader as r (person_id, topic_id, last_no, seen_at, level)
values (%s, %s, %s, statement_timestamp(), '')
on conflict (person_id, topic_id) do update
   set last_no = excluded.last_no, seen_at = excluded.seen_at
 where r.last_no < excluded.last_no
"""
OWN = """
insert into forums_topicreader as r (person_id, topic_id, last_no, seen_at, level)
select %s, %s, %s, statement_timestamp(), '' where %s = 1
on conflict (person_id, topic_id) do nothing;
update forums_topicreader set last_no = %s, seen_at = statement_timestamp()
 where person_id = %s and topic_id = %s and last_no = %s
"""


def mark_read(*, person_id: int, topic_id: int, no: int) -> None:
    """She has seen the topic up to this post; never back, whatever page was opened last."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [person_id, topic_id, no])


def note_own_post(*, person_id: int, topic_id: int, no: int) -> None:
    """What she writes is nothing new to her; what stands unread before it stays so."""
    with connection.cursor() as cursor:
        cursor.execute(OWN, [person_id, topic_id, no, no, no, person_id, topic_id, no - 1])


def mark_board_read(*, actor: Actor, ref: UUID) -> None:
    """Everything on a board counts as read."""
    with transaction.atomic():
        sight = _reader(actor)
        _mark_boards(sight, [board_row(sight=sight, ref=ref).pk])


def mark_all_read(*, actor: Actor) -> None:
    """Everything on every board counts as read."""
    with transaction.atomic():
        sight = _reader(actor)
        _mark_boards(sight, [board.row.pk for board in boards(sight=sight, with_closed=True)])


def follow_topic(*, actor: Actor, ref: UUID, level: str) -> None:
    """Every post, answers to her as usual, or nothing."""
    with transaction.atomic():
        sight = _reader(actor)
        topic = topic_page(sight=sight, ref=ref).row
        if level not in (Level.ALL, Level.USUAL, Level.NOTHING):
            raise Http404
        TopicReader.objects.bulk_create(
            [TopicReader(person_id=sight.me, topic=topic, level=level)],
            update_conflicts=True,
            unique_fields=["person", "topic"],
            update_fields=["level"],
        )


def follow_board(*, actor: Actor, ref: UUID, level: str) -> None:
    """Every post, new topics, answers to her as usual, or nothing."""
    with transaction.atomic():
        sight = _reader(actor)
        board = board_row(sight=sight, ref=ref)
        if level not in Level.values:
            raise Http404
        BoardReader.objects.bulk_create(
            [BoardReader(person_id=sight.me, board=board, level=level)],
            update_conflicts=True,
            unique_fields=["person", "board"],
            update_fields=["level"],
        )


def ignore(*, actor: Actor, person: UUID) -> Person:
    """This person's posts are folded for the actor from now on; nobody is told."""
    with transaction.atomic():
        sight = _reader(actor)
        row = _other(sight, person)
        Ignored.objects.bulk_create(
            [Ignored(person_id=sight.me, ignored=row)], ignore_conflicts=True
        )
    return row


def stop_ignoring(*, actor: Actor, person: UUID) -> Person:
    """As if it had never been."""
    with transaction.atomic():
        sight = _reader(actor)
        row = _other(sight, person)
        Ignored.objects.filter(person=sight.person_id, ignored=row).delete()
    return row


def _other(sight: Sight, ref: UUID) -> Person:
    row = Person.objects.filter(ref=ref).exclude(pk=sight.me).first()
    if row is None:
        raise Http404
    return row


def _reader(actor: Actor) -> Sight:
    sight = sight_of(actor)
    demand(may_write(sight))
    return sight


def _mark_boards(sight: Sight, ids: list[int]) -> None:
    BoardReader.objects.bulk_create(
        [BoardReader(person_id=sight.me, board_id=pk, read_until=Now()) for pk in ids],
        update_conflicts=True,
        unique_fields=["person", "board"],
        update_fields=["read_until"],
    )
