"""What happened for one member: topics with something new that concerns her, and who wrote to her.

Asked of what is known anyway: how far she has read, how she follows, who is named. Nothing is kept
of it, so what is moved, taken off or not hers to read any more is gone from here by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from forums.models import (
    BoardReader,
    Correspondent,
    Ignored,
    Level,
    Message,
    Named,
    Post,
    Topic,
    TopicReader,
)
from forums.queries.boards import NEW_FOR, unread
from forums.queries.topics import PAGE, address, keyset
from forums.rules import may_write
from forums.sight import Sight
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Noticed:
    """One topic: posts in it that are new and concern the reader. `newest`: the last of them, with
    topic, board and author; `names`: those she is named in; `answers`: those that answer her;
    `helped`: her answer is the one that helped.
    """

    newest: Post
    new: int
    names: int
    answers: int
    first: int
    began: bool = False
    follows: bool = False
    helped: bool = False

    @property
    def topic(self) -> Topic:
        return self.newest.topic

    @property
    def url(self) -> str:
        """The first of them."""
        return address(self.topic.ref, self.first)


@dataclass(frozen=True, slots=True)
class NoticedPage:
    """One page; `older`: what the address of the next one names, '' at the end."""

    lines: Sequence[Noticed]
    older: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """Another member whose messages she has not opened; nothing of what was written."""

    ref: UUID
    name: str
    new: int
    at: datetime


def noticed(*, sight: Sight, before: str = "") -> NoticedPage:
    """Topic by topic, that with the newest word first; two queries. Raises PermissionDenied, Http404."""
    demand(may_write(sight))
    new = _new_for(sight)
    groups = new.values("topic").annotate(
        at=Max("published_at"),
        new=Count("pk"),
        names=Count("pk", filter=Q(pk__in=_names(sight).values("post"))),
        answers=Count("pk", filter=Q(answers__author=sight.me)),
        first=Min("no"),
    )
    if before:
        at, number = keyset(before)
        groups = groups.filter(Q(at__lt=at) | Q(at=at, topic__lt=number))
    found: list[Any] = list(groups.order_by("-at", "-topic")[: PAGE + 1])
    shown = found[:PAGE]
    newest = _newest(sight, new, [group["topic"] for group in shown])
    lines = [_line(sight, newest[one["topic"]], one) for one in shown if one["topic"] in newest]
    last = shown[-1] if len(found) > PAGE else None
    return NoticedPage(lines, f"{last['at'].isoformat()}_{last['topic']}" if last else "")


def wrote_to_me(*, actor: Actor, sight: Sight) -> list[Wrote]:
    """Whose messages wait for her, newest first; nobody she ignores or muted. One query."""
    if not sight.belongs:
        return []
    quiet = Correspondent.objects.filter(person=sight.me, muted=True).values("other")
    ignored = Ignored.objects.filter(person=sight.me).values("ignored")
    new = Message.objects.visible_to(actor).filter(reader=sight.me, read_at=None)
    rows = (
        new.exclude(person__in=ignored)
        .exclude(person__in=quiet)
        .values("person__ref", "person__display_name")
        .annotate(new=Count("pk"), latest=Max("at"))
        .order_by("-latest")
    )
    return [
        Wrote(row["person__ref"], row["person__display_name"], row["new"], row["latest"])
        for row in rows[:MOST_PEOPLE]
    ]


def _new_for(sight: Sight) -> QuerySet[Post]:
    """Posts of others that are out, hers to read, unread, and that answer her, name her or stand in
    what she follows; none of people she ignores. As in mails, nothing with words of danger nobody
    decided about.
    """
    me = sight.me
    hers = TopicReader.objects.filter(topic=OuterRef("topic"), person=me)
    counted = BoardReader.objects.filter(
        board=OuterRef("topic__board"), person=me, read_until__gte=OuterRef("published_at")
    )
    followed = TopicReader.objects.filter(person=me, level=Level.ALL).values("topic")
    boards = BoardReader.objects.filter(person=me)
    on_boards = Q(topic__board__in=boards.filter(level=Level.ALL).values("board"))
    on_boards |= Q(topic__board__in=boards.filter(level=Level.TOPICS).values("board"), no=1)
    ignored = Ignored.objects.filter(person=me).values("ignored")
    rows = Post.objects.alias(seen=Coalesce(Subquery(hers.values("last_no")[:1]), 0))
    return rows.filter(
        Q(answers__author=me) | Q(topic__starter=me) | Q(pk__in=_names(sight).values("post"))
        | Q(topic__in=followed) | (Q(topic__unlisted=False) & on_boards),
        Q(unnamed=True) | ~Q(author__in=ignored),
        ~Exists(counted),
        topic__in=_topics(sight).values("pk"),
        state=Post.State.PUBLISHED, kept_close=False, no__gt=F("seen"),
        published_at__gt=timezone.now() - NEW_FOR,
    ).exclude(author=me)  # fmt: skip


def _topics(sight: Sight) -> QuerySet[Topic]:
    """Those she may read with something unread in which there can be such posts: few of all there are,
    so that only theirs are looked through.
    """
    me = sight.me
    answers = Post.objects.filter(answers__author=me, published_at__gt=timezone.now() - NEW_FOR)
    followed = TopicReader.objects.filter(person=me, level=Level.ALL)
    boards = BoardReader.objects.filter(person=me, level__in=(Level.ALL, Level.TOPICS))
    return Topic.objects.filter(
        Q(starter=me) | Q(pk__in=answers.values("topic"))
        | Q(pk__in=_names(sight).values("post__topic"))
        | Q(pk__in=followed.values("topic")) | Q(board__in=boards.values("board")),
        sight.topics(),
        unread(sight),
    )  # fmt: skip


def _names(sight: Sight) -> QuerySet[Named]:
    """Where the reader is named, once the time to think better of it is over."""
    return Named.objects.filter(person=sight.me, told_at__isnull=False).exclude(words="")


def _newest(sight: Sight, new: QuerySet[Post], topics: Sequence[int]) -> dict[int, Post]:
    """Topic → the newest of these posts in it, with what the line says of the topic."""
    hers = TopicReader.objects.filter(topic=OuterRef("topic"), person=sight.me, level=Level.ALL)
    mine = Post.objects.filter(
        topic=OuterRef("topic"), no=OuterRef("topic__helpful"), author=sight.me
    )
    rows = (
        new.filter(topic__in=topics)
        .select_related("topic__board", "author")
        .annotate(follows=Exists(hers), helped=Exists(mine))
        .order_by("topic", "-published_at", "-pk")
        .distinct("topic")
    )
    return {row.topic_id: row for row in rows}


def _line(sight: Sight, row: Post, group: dict[str, Any]) -> Noticed:
    return Noticed(
        row,
        new=group["new"],
        names=group["names"],
        answers=group["answers"],
        first=group["first"],
        began=row.topic.starter_id == sight.me,
        follows=row.follows,  # type: ignore[attr-defined]  # annotated
        helped=row.helped,  # type: ignore[attr-defined]  # annotated
    )
