"""Boards in the reader's language, with their newest topic and what is new on them for her."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from forums.models import Board, BoardReader, Topic, TopicReader
from forums.models.boards import Audience
from forums.rules import may_moderate, may_move
from forums.sight import Sight
from members.queries.organisation import in_language

NEW_FOR = timedelta(days=60)  # what is older than that is never called new
LOOKED_AT = 30  # newest topics of a board that are asked whether something is new


@dataclass(frozen=True, slots=True)
class BoardShown:
    """A board in one language. `level`: how the reader follows it; `read_until`: her mark;
    `has_pinned`: whether some topic stands on top of it; `to_read`: whether she may open its page.
    """

    row: Board
    title: str
    text: str
    reminder: str = ""
    newest: str = ""
    newest_at: datetime | None = None
    has_new: bool = False
    level: str = ""
    read_until: datetime | None = None
    has_pinned: bool = False
    to_read: bool = True


@dataclass(frozen=True, slots=True)
class BoardNamed:
    """What somebody learns of a board she may not read, in her language."""

    title: str
    text: str


def reachable(sight: Sight) -> Q:
    """Boards on which there may be something for this reader."""
    if sight.moderates:
        return Q()
    audiences = [Audience.EVERYBODY.value] + ([Audience.MEMBERS.value] if sight.belongs else [])
    there = Q(widest__in=audiences)
    if sight.inside is not None:
        there |= Q(group_id__in=sight.inside)
    return there if sight.keeps is None else there | Q(ref__in=sight.keeps)


def unread(sight: Sight) -> Q:
    """Topics with something this reader has not seen, as a filter; nothing for guests."""
    if sight.person_id is None:
        return Q(pk__in=[])
    read = TopicReader.objects.filter(
        Q(last_no__gte=OuterRef("posts")) | Q(level="nothing"),
        topic=OuterRef("pk"),
        person=sight.person_id,
    )
    marked = BoardReader.objects.filter(
        board=OuterRef("board"), person=sight.person_id, read_until__gte=OuterRef("last_post_at")
    )
    recent = Q(last_post_at__gt=timezone.now() - NEW_FOR)
    return recent & ~Exists(read) & ~Exists(marked)


def boards(*, sight: Sight, with_closed: bool = False) -> list[BoardShown]:
    """Every board there is something to read on, those of her groups first; one query.

    `with_closed`: closed ones too, on which something stands that she may read; nothing there counts
    as new.
    """
    topics = Topic.objects.filter(sight.listed(), board=OuterRef("pk"))
    newest = topics.order_by("-last_post_at", "-id")
    few = Topic.objects.filter(sight.listed(), board=OuterRef(OuterRef("pk")))
    few = few.order_by("-last_post_at", "-id")[:LOOKED_AT]
    there = Q(closed_at__isnull=True)
    if with_closed:
        there |= Q(newest_at__isnull=False)
    rows = (
        Board.objects.annotate(
            newest=Subquery(newest.values("title")[:1]),
            newest_at=Subquery(newest.values("last_post_at")[:1]),
            has_new=Case(
                When(closed_at__isnull=False, then=Value(False)),
                default=Exists(Topic.objects.filter(unread(sight), pk__in=few.values("pk"))),
            ),
        )
        .filter(reachable(sight), there)
        .order_by(F("group_id").asc(nulls_last=True), "place", "pk")
    )
    return [
        shown(
            row,
            newest=row.newest or "",
            newest_at=row.newest_at,
            has_new=row.has_new,
        )
        for row in rows
    ]


def named_boards(*, sight: Sight) -> list[BoardNamed]:
    """Boards for members, for whoever is none: nothing but these two texts is asked for. One query,
    none for members.
    """
    here = get_language() or "en"
    rows = Board.objects.filter(sight.named()).order_by("place", "pk")
    return [
        BoardNamed(in_language(title, here), in_language(text, here))
        for title, text in rows.values_list("title", "text")
    ]


def board_row(*, sight: Sight, ref: UUID) -> Board:
    """A board something can be begun on. Raises Http404."""
    row = Board.objects.filter(reachable(sight), ref=ref).first()
    if row is None:
        raise Http404
    return row


def board_page(*, sight: Sight, ref: UUID) -> BoardShown:
    """One board with the reader's own mark; one query. Raises Http404."""
    mine = BoardReader.objects.filter(board=OuterRef("pk"), person=sight.person_id)
    row = (
        Board.objects.filter(reachable(sight), ref=ref)
        .annotate(
            level=Subquery(mine.values("level")[:1]),
            read_until=Subquery(mine.values("read_until")[:1]),
            has_pinned=Exists(Topic.objects.filter(board=OuterRef("pk"), pinned=True)),
        )
        .first()
    )
    if row is None:
        raise Http404
    return shown(row, level=row.level or "", read_until=row.read_until, has_pinned=row.has_pinned)


def places_for(*, sight: Sight, topic: Topic) -> list[tuple[str, str]]:
    """(ref, title) of the boards on which a moderator may let a topic stand, its own first."""
    rows = Board.objects.filter(reachable(sight), closed_at__isnull=True).order_by("place", "pk")
    hers = [row for row in rows if row.pk != topic.board_id and may_moderate(sight, row)]
    fit = [row for row in hers if may_move(topic, row)]
    return [(str(row.ref), shown(row).title) for row in (topic.board, *fit)]


def shown(row: Board, **more: object) -> BoardShown:
    """A row in the reader's language."""
    here = get_language() or "en"
    title, text, reminder = (in_language(t, here) for t in (row.title, row.text, row.reminder))
    return BoardShown(row, title, text, reminder, **more)  # type: ignore[arg-type]  # names of BoardShown


def board_names(refs: Collection[UUID]) -> Mapping[UUID, str]:
    """Ref → title in the language set at the moment; one query."""
    here = get_language() or "en"
    rows = Board.objects.filter(ref__in=refs).values_list("ref", "title")
    return {ref: in_language(title, here) for ref, title in rows}
