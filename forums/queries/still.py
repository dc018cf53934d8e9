"""The forum as it stands, for pages that are read without a server: a part at a time, nothing counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from forums.models import Board, Post, Topic
from forums.models.boards import Audience
from forums.queries.posts import SHOWN, PostShown
from forums.queries.topics import PER_PAGE, WAITING

TOPICS_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class StillBoard:
    """A board with its topics, newest first; `pages` as they fill one."""

    row: Board
    topics: list[Topic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StillPage:
    """One page of a topic: numbered posts with gaps, and at the end of the last one those that wait."""

    number: int
    pages: int
    posts: Sequence[PostShown]
    waiting: Sequence[Post] = ()


def still_boards(*, archive: bool) -> Iterator[StillBoard]:
    """Boards by place. Without `archive` only what everybody or every member reads."""
    boards = Board.objects.all() if archive else Board.objects.filter(group=None)
    for board in boards.order_by("place", "pk"):
        rows = _topics(archive).filter(board=board).select_related("board", "starter")
        yield StillBoard(board, list(rows.order_by("-last_post_at", "-pk")))


def still_pages(topic: Topic, *, archive: bool) -> Iterator[StillPage]:
    """Its posts as readers find them, a page at a time; those that wait only with `archive`."""
    pages = max(1, -(-topic.posts // PER_PAGE))
    for number in range(1, pages + 1):
        first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, topic.posts)
        rows = {row.no: row for row in _posts(topic).filter(no__range=(first, last))}
        posts = [_shown(no, rows.get(no), topic) for no in range(first, last + 1)]
        waits = _posts(topic).filter(state__in=WAITING).order_by("pk")
        yield StillPage(number, pages, posts, list(waits) if archive and number == pages else ())


def _shown(no: int, row: Post | None, topic: Topic) -> PostShown:
    return PostShown(no, row, helpful=topic.helpful == no)


def _topics(archive: bool) -> QuerySet[Topic]:
    out = Q(shown_at__isnull=False, gone_at__isnull=True)
    if archive:  # one that only waits was never shown
        return Topic.objects.filter(gone_at__isnull=True)
    readers = (Audience.EVERYBODY, Audience.MEMBERS)
    return Topic.objects.filter(out, unlisted=False, audience__in=readers)


def _posts(topic: Topic) -> QuerySet[Post, Any]:
    rows = Post.objects.filter(topic=topic, state__in=(*SHOWN, *WAITING))
    return rows.select_related("author", "answers").prefetch_related("files")
