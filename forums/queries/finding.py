"""Posts by their words: the newest months first, each reader only what she may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, IntegerField, Lookup, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forums.authors import shown_author
from forums.markup import plain
from forums.models import Badge, Board, Ignored, Post, PostWords, Topic
from forums.models.boards import Audience
from forums.queries.boards import reachable
from forums.queries.folding import has_words, typed_by
from forums.queries.posts import html_of
from forums.queries.topics import address
from forums.sight import Sight, findable, sight_of
from members.models import Person
from members.queries.organisation import in_language
from po_platform.access.actor import Actor
from po_platform.kit import spoken
from search.compiled import Compiled
from search.providers import Asked, Found, Hit, Provider, Words
from search.snippets import marked

PAGE = 20
RANKED = 200  # of the newest hits, put in order by how well they fit
# Months that are looked through together, newest first; then everything else.
WINDOWS: tuple[tuple[int, Words], ...] = (
    (1, gettext_lazy("From this month.")),
    (3, gettext_lazy("From the last 3 months.")),
    (12, gettext_lazy("From the last 12 months.")),
)
OLDEST = 1970 * 12
IN_TOPIC = "topic."  # of a place that is one topic
SAME_NAME = 50  # people of one name that are looked at
STEMS = """
select word from ts_stat(
  'select words from forums_postwords where month > extract(year from now())::int * 12 - 12')
 where word ~ '^[[:alpha:]]{3,60}$'
"""


LATER = object()


@IntegerField.register_lookup
class Among(Lookup):
    """One of a list of numbers in one parameter: LATER, until it is known."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Nothing depends on how long the list is."""
        sql, values = self.process_lhs(compiler, connection)
        return f"{sql} = any(%s)", [*values, self.rhs]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page goes on: among the best of those up to post `newest`, after `shown`."""

    newest: int
    shown: int

    @classmethod
    def of(cls, text: str) -> Cursor | None:
        """None for the first page. Raises Http404."""
        if not text:
            return None
        newest, _sign, shown = text.partition("-")
        numbers = all(one.isascii() and one.isdecimal() for one in (newest, shown))
        if not numbers or len(newest) > 18 or int(shown) >= RANKED:
            raise Http404
        return cls(int(newest), int(shown))

    def __str__(self) -> str:
        return f"{self.newest}-{self.shown}"


def find_posts(actor: Actor, asked: Asked) -> Found:
    """Twenty of the newest posts that fit, the best of them first; at most seven queries."""
    sight = sight_of(actor)
    cursor = Cursor.of(asked.before)
    rows = _readable(sight, asked)
    if cursor is not None:
        rows = rows.filter(post_id__lte=cursor.newest)
    found, reach = _newest(rows, asked.since)
    skipped = cursor.shown if cursor else 0
    older = _older(found, skipped, is_all=not reach)
    best = _best(sight, found, asked.query)[skipped : skipped + PAGE]
    return Found(_hits(sight, best, asked.query), str(older) if older else "", reach)


def _older(found: Sequence[int], skipped: int, *, is_all: bool) -> Cursor | None:
    if len(found) > skipped + PAGE:
        return Cursor(found[0], skipped + PAGE)
    if found and (len(found) == RANKED or not is_all):
        return Cursor(found[-1] - 1, 0)
    return None


def _readable(sight: Sight, asked: Asked) -> QuerySet[PostWords]:
    """Index rows of posts this reader may read: by the index first, then by the post and its topic."""
    topics = sight.listed()
    rows = PostWords.objects.filter(
        _prefixed(topics),
        findable("post__findable_at"),
        words=Compiled(asked.query),
        post__state=Post.State.PUBLISHED,
        post__kept_close=False,
    ).exclude(
        Exists(Ignored.objects.filter(person=sight.person_id, ignored=OuterRef("post__author"))),
        post__unnamed=False,
    )
    if not sight.moderates:
        rows = rows.filter(readers__in=_readers(sight))
    if asked.place.startswith(IN_TOPIC):
        rows = rows.filter(post__topic__in=_topic(sight, asked.place))
    elif asked.place:
        rows = rows.filter(board__in=[board.pk for board in _board(sight, asked.place)])
    if asked.by:
        people = Person.objects.filter(display_name__iexact=asked.by.strip())
        authors = list(people.values_list("pk", flat=True)[:SAME_NAME])
        rows = rows.filter(post__author__in=authors, post__unnamed=False)
    if asked.helped:
        rows = rows.filter(post__topic__helpful__isnull=False)
    if asked.expert:
        rows = rows.filter(Exists(_of_a_professional()))
    if asked.since:
        rows = rows.filter(post__published_at__gte=asked.since)
    return rows


def _of_a_professional() -> QuerySet[Post]:
    """Answers that stand there for all its readers, by somebody the office found to be one."""
    return Post.objects.filter(
        topic=OuterRef("post__topic"), no__gt=1, state=Post.State.PUBLISHED, unnamed=False,
        kept_close=False, author__talk_badge__kind=Badge.Kind.CLINICIAN,
    )  # fmt: skip


def _prefixed(topics: Q) -> Q:
    """A condition on topics, as one on index rows."""
    parts = [
        _prefixed(part) if isinstance(part, Q) else (f"post__topic__{part[0]}", part[1])  # type: ignore[index]  # a condition is a pair
        for part in topics.children
    ]
    return Q(*parts, _connector=topics.connector, _negated=topics.negated)


def _readers(sight: Sight) -> list[str]:
    found = [Audience.EVERYBODY.value]
    if sight.belongs:
        found.append(Audience.MEMBERS.value)
    if sight.inside is not None:
        boards = Board.objects.filter(group_id__in=sight.inside).values_list("pk", flat=True)
        found += [f"board {pk}" for pk in boards]
    return found


def _topic(sight: Sight, place: str) -> QuerySet[Topic]:
    try:
        ref = UUID(place.removeprefix(IN_TOPIC))
    except ValueError:
        return Topic.objects.none()
    return Topic.objects.filter(sight.listed(), ref=ref)


def _named(actor: Actor, place: str) -> str:
    """One topic the reader may read, by its title."""
    if not place.startswith(IN_TOPIC):
        return ""
    row = _topic(sight_of(actor), place).first()
    return _("In the topic “%(title)s”") % {"title": row.name} if row else ""


def _board(sight: Sight, ref: str) -> Sequence[Board]:
    return [one for one in _boards(sight) if str(one.ref) == ref]


def _boards(sight: Sight) -> QuerySet[Board]:
    """Closed ones last: what stands there can be found as long as it can be read."""
    rows = Board.objects.filter(reachable(sight))
    return rows.order_by(F("closed_at").asc(nulls_first=True), "place", "pk")


def _newest(rows: QuerySet[PostWords], since: datetime | None) -> tuple[list[int], Words]:
    """Ids of the newest 200, from the first months that have as many as a page; and how far back."""
    now = timezone.now()
    this = now.year * 12 + now.month
    first = since.year * 12 + since.month if since else OLDEST
    # Put together once, asked up to three times.
    newest = rows.filter(month__among=LATER).order_by("-post_id").values_list("pk")
    try:
        sql, values = newest[:RANKED].query.sql_with_params()
    except EmptyResultSet:  # nowhere, or by nobody
        return [], ""
    for months, reach in WINDOWS:
        if this - months >= first:
            some = list(range(this - months + 1, this + 1))
            with connection.cursor() as cursor:
                cursor.execute(sql, [some if one is LATER else one for one in values])
                found = [pk for (pk,) in cursor.fetchall()]
            if len(found) >= PAGE:
                return found, reach
    if since:
        rows = rows.filter(month__in=list(range(first, this + 1)))
    # What was rare in a year is looked up by its word, not post after post backwards: an order by a
    # sum has no index.
    last = rows.order_by((F("post_id") + 0).desc()).values_list("pk", flat=True)
    return list(last[:RANKED]), ""


def _best(sight: Sight, ids: Sequence[int], query: str) -> QuerySet[Post]:
    """These posts, those that fit best first."""
    rows = Post.objects.filter(pk__in=ids).select_related("topic__board", "author")
    rank = SearchRank(F("found_by__words"), Compiled(query))
    return rows.annotate(typed=typed_by(sight), rank=rank).order_by("-rank", "-pk")


def _hits(sight: Sight, rows: Iterable[Post], query: str) -> list[Hit]:
    shown = list(rows)
    words = [_told(post, sight) for post in shown]
    return [
        Hit(post.topic.name, address(post.topic.ref, post.no or 1), snippet, _about(post))
        for post, snippet in zip(shown, marked(words, query), strict=True)
    ]


def _told(post: Post, sight: Sight) -> str:
    """What is shown of it; behind a content note only the note, and nothing that she wants folded."""
    if post.author_id != sight.person_id and has_words(post, post.typed):  # type: ignore[attr-defined]  # annotated
        return _("Words that you want folded stand in it.")
    if post.note:
        return _("Content note: %(note)s") % {"note": post.note}
    return plain(html_of(post))


def _about(post: Post) -> str:
    board = in_language(post.topic.board.title, get_language() or "en")
    day = spoken.day(post.published_at) if post.published_at else ""
    return f"{board} · {shown_author(post)} · {day}"


def _places(actor: Actor) -> Sequence[tuple[str, str]]:
    here = get_language() or "en"
    return [(str(one.ref), _place(one, here)) for one in _boards(sight_of(actor))]


def _place(row: Board, language: str) -> str:
    title = in_language(row.title, language)
    return _("%(title)s (closed)") % {"title": title} if row.closed_at else title


def _stems() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(STEMS)
        return [word for (word,) in cursor.fetchall()]


def _index_again() -> int:
    """Batches of a thousand, each in its own transaction; how many posts."""
    last, made = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select max(id), count(forums_index_post(id)) from (select id from forums_post"
                " where id > %s order by id limit 1000) few",
                [last],
            )
            newest, count = cursor.fetchone()
        if newest is None:
            return made
        last, made = newest, made + count


POSTS = Provider(
    "posts", gettext_lazy("Talk"), find_posts, _stems, _index_again, _places,
    named=_named, knows_who=True,
)  # fmt: skip
