"""Lists of topics, newest first: by keyset, at the same cost however far back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from forums.models import Named, Post, Topic, TopicReader
from forums.queries.boards import NEW_FOR, BoardShown, shown, unread
from forums.rules import PARTED_FOR
from forums.sight import Sight, findable
from po_platform.kit.addresses import address_of

PAGE = 20
PER_PAGE = 20  # posts of a topic on one page
ALIKE = 5
NEWEST_ALIKE = 300
OUT = (Post.State.PUBLISHED, Post.State.FOLDED)
WAITING = (Post.State.HELD, Post.State.RETURNED)
MOST_STEPS = 10  # of topics that became part of each other


@dataclass(frozen=True, slots=True)
class Line:
    """One topic in a list. `new`: posts the reader has not seen, 0 for none."""

    row: Topic
    new: int = 0
    seen: int = 0

    @property
    def url(self) -> str:
        """Where she stopped, else the beginning."""
        return address(self.row.ref, self.seen + 1 if self.seen and self.new else 1)


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of a list; `older`: what the address of the next one names, '' at the end."""

    lines: Sequence[Line]
    older: str = ""

    @property
    def any_new(self) -> int:
        return sum(1 for line in self.lines if line.new)


def page_of(no: int) -> int:
    """The page on which a post stands."""
    return max(1, ceil(no / PER_PAGE))


def address(ref: UUID, no: int = 1) -> str:
    """Where a post stands: page and place on it."""
    page = page_of(no)
    query = f"?page={page}" if page > 1 else ""
    return address_of("forums:topic", ref) + query + (f"#p{no}" if no > 1 else "")


def topics_on(*, sight: Sight, board: BoardShown, before: str = "") -> Lines:
    """A board's topics; those pinned stand first on the first page. Two queries at most."""
    rows = _listed(sight).filter(board=board.row)
    page = _page(rows.filter(pinned=False), sight, before, board.read_until)
    if before or not board.has_pinned:
        return page
    pinned = rows.filter(pinned=True).order_by("-last_post_at", "-id")[:PAGE]
    return Lines([*_lines(pinned, sight, board.read_until), *page.lines], page.older)


def new_topics(*, sight: Sight, before: str = "", answers: bool = False) -> Lines:
    """Everything with something unread, on all boards; `answers`: where it answers or names the
    reader.
    """
    rows = _listed(sight).filter(unread(sight))
    if answers:
        mine = Post.objects.filter(
            topic=OuterRef("pk"),
            no__gt=OuterRef("seen"),
            state=Post.State.PUBLISHED,
            answers__author=sight.person_id,
        ).exclude(author=sight.person_id)
        named = Named.objects.filter(
            post__topic=OuterRef("pk"),
            post__no__gt=OuterRef("seen"),
            post__state=Post.State.PUBLISHED,
            person=sight.person_id,
        ).exclude(words="")
        rows = rows.filter(Q(starter=sight.person_id) | Exists(mine) | Exists(named))
    return _page(rows.select_related("board"), sight, before, None)


def unanswered(*, sight: Sight, before: str = "") -> Lines:
    """Topics nobody else answered yet, however much who asked wrote since."""
    rows = _listed(sight).filter(answered=False, locked=False)
    return _page(rows.select_related("board"), sight, before, None)


def topics_of_mine(*, sight: Sight, before: str = "") -> Lines:
    """Topics the reader wrote in."""
    mine = Post.objects.filter(topic=OuterRef("pk"), author=sight.person_id, no__isnull=False)
    rows = _marked(sight, sight.topics()).filter(Exists(mine))
    return _page(rows.select_related("board", "last_poster"), sight, before, None)


def begun_by(*, sight: Sight, person_id: int, before: str = "") -> Lines:
    """Topics whose first post stands there under this person's own name, newest words first."""
    first = Post.objects.filter(
        topic=OuterRef("pk"), no=1, author=person_id, as_team=False, state__in=OUT
    )
    rows = _listed(sight).filter(Exists(first), starter=person_id)
    return _page(rows.select_related("board"), sight, before, None)


def _listed(sight: Sight) -> QuerySet[Topic]:
    return _marked(sight, sight.listed()).select_related("last_poster")


def _marked(sight: Sight, among: Q) -> QuerySet[Topic]:
    """With how far the reader is in each, and how she follows it."""
    mine = TopicReader.objects.filter(topic=OuterRef("pk"), person=sight.person_id)
    return Topic.objects.filter(among).annotate(
        seen=Coalesce(Subquery(mine.values("last_no")[:1]), 0),
        level=Coalesce(Subquery(mine.values("level")[:1]), Value("")),
    )


def _page(rows: QuerySet[Topic], sight: Sight, before: str, read_until: datetime | None) -> Lines:
    if before:
        at, number = keyset(before)
        rows = rows.filter(last_post_at__lte=at).exclude(Q(last_post_at=at, id__gte=number))
    found = list(rows.order_by("-last_post_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    older = f"{last.last_post_at.isoformat()}_{last.pk}" if last and last.last_post_at else ""
    return Lines(_lines(found[:PAGE], sight, read_until), older)


def keyset(before: str) -> tuple[datetime, int]:
    """What the address of an older page names. Raises Http404 for anything else."""
    at, _, number = before.rpartition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment) or not _is_id(number):
        raise Http404
    return moment, int(number)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _lines(rows: Any, sight: Sight, read_until: datetime | None) -> list[Line]:
    oldest = timezone.now() - NEW_FOR
    made = []
    for row in rows:
        at = row.last_post_at
        counts = sight.person_id is not None and row.level != "nothing" and at > oldest
        if read_until is not None and at <= read_until:
            counts = False
        made.append(Line(row, max(0, row.posts - row.seen) if counts else 0, row.seen))
    return made


@dataclass(frozen=True, slots=True)
class TopicShown:
    """A topic with its board and how far the reader is; `level`: how she follows it; `waits`: whether
    there are posts of hers in it that are not out.
    """

    row: Topic
    board: BoardShown
    seen: int = 0
    level: str = ""
    waits: bool = False

    @property
    def pages(self) -> int:
        return page_of(self.row.posts)


def topic_page(*, sight: Sight, ref: UUID) -> TopicShown:
    """One topic the reader may read, or the one it became part of; one query. Raises Http404."""
    mine = Post.objects.filter(topic=OuterRef("pk"), author=sight.person_id, state__in=WAITING)
    rows = _marked(sight, sight.topics()).select_related("board").annotate(waits=Exists(mine))
    row = rows.filter(ref=ref).first() or rows.filter(ref__in=became_part_of(ref)).first()
    if row is None:
        raise Http404
    waits = sight.person_id is not None and row.waits  # type: ignore[attr-defined]  # annotated
    return TopicShown(row, shown(row.board), row.seen, row.level, waits)  # type: ignore[attr-defined]  # annotated


def became_part_of(ref: UUID) -> list[UUID]:
    """The topic its posts stand in by now, whoever may read it; none where it is still its own."""
    for _step in range(MOST_STEPS):
        onward = Topic.objects.filter(ref=ref).values_list(
            "merged_into__ref", "merged_into__merged_into"
        )
        found = onward.first()
        if found is None or found[0] is None:
            return []
        ref = found[0]
        if found[1] is None:
            return [ref]
    return []


def topic_to_write_in(*, sight: Sight, ref: UUID) -> Topic:
    """The topic under lock, or the one it became part of. Raises Http404 when it is not the reader's
    to see.
    """
    rows = Topic.objects.filter(sight.topics()).select_related("board")
    rows = rows.select_for_update(of=("self",))
    row = rows.filter(ref=ref).first() or rows.filter(ref__in=became_part_of(ref)).first()
    if row is None:
        raise Http404
    return row


def merged_lately(*, topic: Topic) -> list[Topic]:
    """What became part of this one and can be taken out again, for moderators."""
    rows = topic.merged.filter(merged_at__gt=timezone.now() - PARTED_FOR)
    return list(rows.order_by("-merged_at")[:20])


def stood_in(*, topic: Topic) -> Topic | None:
    """Where its first post stood before and can go back to, for moderators; one query."""
    rows = Topic.objects.filter(
        moved__post__topic=topic,
        moved__post__no=1,
        board=topic.board_id,
        audience=topic.audience,
        unlisted=topic.unlisted,
        shown_at__isnull=False,
        gone_at__isnull=True,
        memorial_of__isnull=True,
    )
    return rows.exclude(pk=topic.pk).order_by("-moved__pk").first()


def topics_alike(*, sight: Sight, title: str) -> list[Topic]:
    """At most five topics the reader may see whose titles share beginnings of words, best first."""
    words = {word[:5].casefold() for word in _words(title)}
    if not words:
        return []
    query = SearchQuery(
        " | ".join(f"{word}:*" for word in sorted(words)), search_type="raw", config="simple"
    )
    vector = SearchVector("title", config="simple")
    hidden = Post.objects.filter(~findable() | Q(kept_close=True), topic=OuterRef("pk"), no=1)
    newest = (
        Topic.objects.annotate(words=vector)
        .filter(sight.listed(), words=query)
        .exclude(Exists(hidden))
        .order_by("-id")[:NEWEST_ALIKE]
    )
    ranked = (
        Topic.objects.filter(pk__in=newest.values("pk"))
        .annotate(rank=SearchRank(vector, query))
        .order_by(F("rank").desc(), "-id")
    )
    return list(ranked[:ALIKE])


def _words(title: str) -> list[str]:
    found = "".join(sign if sign.isalnum() else " " for sign in title).split()
    return [word for word in found if len(word) >= 4][:12]
