"""Posts of a topic by their numbers: any page costs the same, with nothing counted or skipped over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString

from forums.authors import known_author, name_of, shown_author
from forums.faces import picture_of
from forums.markup import BAKE, as_html, bake, plain
from forums.models import Ignored, MovedPost, Post, PostFile, PostVersion, Topic, Writer
from forums.names import without_links
from forums.publishing import Reason
from forums.queries.around_posts import beside, with_people
from forums.queries.folding import has_words
from forums.queries.topics import PER_PAGE, TopicShown
from forums.rules import TURN_TO_FOR, may_be_answered, may_change, may_take_back
from forums.sight import Sight
from members.models import Person
from po_platform.kit.addresses import address_of

State = Post.State
SHOWN = (State.PUBLISHED, State.FOLDED)
QUOTED_FIRST = 300  # signs offered to quote


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post as this reader finds it; `row` is None where a former member's post stood, or one that
    was `moved`: to `moved_to`, if the reader may read there."""

    no: int
    row: Post | None = None
    moved: bool = False
    moved_to: Topic | None = None
    mine: bool = False
    outside: bool = False  # the reader is no member
    ignored: bool = False
    is_new: bool = False
    first_new: bool = False
    helpful: bool = False
    can_change: bool = False
    can_take_back: bool = False
    sees_who: bool = False  # the reader moderates here
    opens_notes: bool = False  # as she chose
    own_words: bool = False  # words she wants folded stand in it
    on_paper: bool = False
    files: Sequence[PostFile] = ()

    @property
    def gone(self) -> bool:
        return self.row is None or self.row.state not in SHOWN or self.for_members

    @property
    def for_members(self) -> bool:
        """Whether it is there for others than this reader, until a moderator has decided about it."""
        return self.row is not None and self.row.kept_close and self.outside and not self.mine

    @property
    def html(self) -> SafeString:
        """Baked; what an older baker made is made anew for this reader. Names in it lead nowhere on
        paper and for who is no member."""
        if self.row is None:
            return as_html("")
        return words_alone(self.row) if self.outside or self.on_paper else html_of(self.row)

    @property
    def name(self) -> str:
        """As readers may call its author; '' for a former member."""
        return name_of(self.row) if self.row else ""

    @property
    def by(self) -> str:
        """The same in the words beside the post."""
        return shown_author(self.row, sees_who=self.sees_who) if self.row else ""

    @property
    def page(self) -> str:
        """Where the name leads: to a member's page, for members; '' for who wrote for the team."""
        author = self._author
        here = author and not self.outside and self.row and not self.row.as_team
        return address_of("forums:person", author.ref) if author and here else ""

    @property
    def _author(self) -> Person | None:
        return known_author(self.row) if self.row else None

    @property
    def badge(self) -> str:
        """What the office says its author is beside a member; '' for nothing."""
        author = self._author
        badge = getattr(author, "talk_badge", None)
        return str(badge.get_kind_display()) if badge else ""

    @property
    def picture(self) -> str:
        """The one its author chose, for members; '' for initials: for guests, on paper, beside what is
        the team's, and of somebody the reader ignores."""
        return "" if self.on_paper or self.ignored or not self.page else picture_of(self._author)

    @property
    def in_memory(self) -> bool:
        author = self._author
        return author is not None and author.state == Person.State.DECEASED

    @property
    def folded_as(self) -> str:
        """Why it is folded: "note", "team", "danger", "ignored", "words", or '' for open."""
        if self.row is None or self.mine:
            return ""
        if self.ignored:
            return "ignored"
        if self.row.state == State.FOLDED:
            return "danger" if Reason.FOLDED_FIRST in self.row.reasons else "team"
        if self.own_words:
            return "words"
        return "note" if self.row.note and not self.opens_notes else ""

    @property
    def in_danger(self) -> bool:
        """Whether where one can turn to stands under it."""
        return self.row is not None and tells_of_danger(self.row)

    @property
    def quote(self) -> Post | None:
        """The post whose words are quoted, while it is shown."""
        answered = self.row.answers if self.row and self.row.quoted else None
        if answered is None:
            return None
        if self.outside and answered.kept_close:
            return None
        return answered if answered.state == State.PUBLISHED and not answered.note else None

    @property
    def quoted_name(self) -> str:
        """Whose words are quoted; '' for a former member."""
        return name_of(self.quote) if self.quote else ""

    @property
    def quotes_here(self) -> bool:
        """Whether the number of the quoted post is one of this topic."""
        quoted = self.quote
        return quoted is not None and self.row is not None and quoted.topic_id == self.row.topic_id


def tells_of_danger(row: Post) -> bool:
    """Whether words of danger stand in it that are of these days: what was so hard is over one day."""
    since = row.changed_at or row.written_at
    return Reason.DANGER in row.reasons and since > timezone.now() - TURN_TO_FOR


def html_of(row: Post) -> SafeString:
    """A post as everybody reads it."""
    return as_html(row.html if row.baked == BAKE else bake(row.text))


def words_alone(row: Post) -> SafeString:
    """The same, and names in it lead to nobody's page: wherever others than members may read it."""
    return as_html(without_links(html_of(row)))


def posts_on_page(*, sight: Sight, topic: TopicShown, page: int) -> list[PostShown]:
    """Page 1 … topic.pages; one query. Raises Http404 beyond."""
    if not 1 <= page <= topic.pages:
        raise Http404
    first = (page - 1) * PER_PAGE + 1
    return posts_between(sight=sight, topic=topic, first=first, last=page * PER_PAGE)


def posts_between(*, sight: Sight, topic: TopicShown, first: int, last: int) -> list[PostShown]:
    """Posts by number, with a gap said where a former member's post stood."""
    last = min(last, topic.row.posts)
    numbered = with_people(sight).filter(topic=topic.row, no__range=(first, last)).order_by("no")
    # The end tells Postgres how few there are: it cannot know it from two numbers.
    found = list(numbered[: last - first + 1])
    rows, files = {row.no: row for row in found}, beside(found)
    now, seen = timezone.now(), topic.seen
    gaps = set(range(first, last + 1)) - rows.keys()
    moved = moved_to(sight=sight, topic=topic.row, numbers=gaps) if gaps else {}
    return [
        PostShown(no, moved=no in moved, moved_to=moved.get(no))
        if no in gaps
        else _shown(rows[no], no, files, sight=sight, now=now, topic=topic, seen=seen)
        for no in range(first, last + 1)
    ]


def posts_with_numbers(
    *, sight: Sight, topic: TopicShown, numbers: Collection[int]
) -> list[PostShown]:
    """Those of a topic with these numbers that are there to read; one query."""
    rows = with_people(sight).filter(topic=topic.row, no__in=numbers, state__in=SHOWN)
    now, found = timezone.now(), list(rows.order_by("no"))
    files = beside(found)
    return [
        _shown(row, row.no or 0, files, sight=sight, now=now, topic=topic, seen=0) for row in found
    ]


def moved_to(*, sight: Sight, topic: Topic, numbers: Collection[int]) -> dict[int, Topic | None]:
    """Number of a post that was moved → the topic in which it stands now, None where the reader may
    not read it."""
    rows = MovedPost.objects.filter(topic=topic, no__in=numbers).values_list("no", "post__topic")
    there = dict(rows)
    topics = Topic.objects.filter(sight.topics()).in_bulk(list(there.values())) if there else {}
    return {no: topics.get(pk) for no, pk in there.items()}


def where_it_went(*, sight: Sight, topic: UUID, no: int) -> Post | None:
    """The post that stood at this number, in a topic the reader may read; None if it was not moved."""
    rows = MovedPost.objects.filter(topic__ref=topic, no=no).select_related("post__topic", "topic")
    found = rows.first()
    if found is None or moved_to(sight=sight, topic=found.topic, numbers=[no])[no] is None:
        return None
    return found.post


def post_to_show(*, sight: Sight, ref: UUID) -> Post:
    """A post the reader may read: one that is out, or her own. Raises Http404."""
    row = (
        Post.objects.filter(ref=ref)
        .select_related("topic__board", "author", "answers__author")
        .first()
    )
    if row is None or not may_read(sight, row):
        raise Http404
    return row


def my_post(*, sight: Sight, ref: UUID, lock: bool = False) -> Post:
    """The reader's own post, in whatever state, on a topic she may still read. Raises Http404."""
    rows = Post.objects.filter(ref=ref, author=sight.person_id).select_related("topic__board")
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None or sight.person_id is None:
        raise Http404
    if not sight.reaches(row.topic.audience, row.topic.board):
        raise Http404
    return row


def post_with_number(*, sight: Sight, topic: TopicShown, no: int) -> Post | None:
    """One post of a topic that can be answered; None when it cannot."""
    row = Post.objects.filter(topic=topic.row, no=no).select_related("author").first()
    return row if row is not None and may_be_answered(row) else None


def words_to_quote(post: Post) -> str:
    """What is offered to be quoted: the beginning, whole words."""
    text = plain(post.html)
    if len(text) <= QUOTED_FIRST:
        return text
    return text[:QUOTED_FIRST].rsplit(" ", 1)[0]


def versions_of(*, sight: Sight, post: Post) -> list[PostVersion]:
    """How a post read before, newest first: for its author and for moderators. Raises Http404."""
    if not (sight.moderates_on(post.topic.board) or post.author_id == sight.person_id):
        raise Http404
    return list(PostVersion.objects.filter(post=post).exclude(text="").order_by("-number")[:50])


def writer_of(*, sight: Sight) -> Writer | None:
    """How the reader stands here as a writer."""
    return Writer.objects.filter(person=sight.person_id).first() if sight.person_id else None


def ignored_people(*, sight: Sight) -> QuerySet[Ignored]:
    """Whom the reader ignores, by name."""
    return (
        Ignored.objects.filter(person=sight.person_id)
        .select_related("ignored")
        .order_by("ignored__display_name", "pk")
    )


def _shown(
    row: Post,
    no: int,
    files: Mapping[int, list[PostFile]],
    *,
    sight: Sight,
    now: datetime,
    topic: TopicShown,
    seen: int,
) -> PostShown:
    reads = sight.person_id is not None
    mine = reads and row.author_id == sight.person_id
    return PostShown(
        no,
        row,
        mine=mine,
        outside=not sight.is_inside(topic.board.row),
        ignored=row.ignored and not row.unnamed,  # type: ignore[attr-defined]  # annotated
        is_new=reads and 0 < seen < no,
        first_new=reads and 0 < seen == no - 1,
        helpful=topic.row.helpful == no,
        can_change=mine and bool(may_change(sight, row, now)),
        can_take_back=mine and bool(may_take_back(sight, row)),
        sees_who=sight.moderates_on(topic.board.row),
        opens_notes=row.opens_notes,  # type: ignore[attr-defined]  # annotated
        own_words=has_words(row, row.folded),  # type: ignore[attr-defined]  # annotated
        files=files.get(row.pk, ()),
    )


def may_read(sight: Sight, row: Post) -> bool:
    """Whether this reader may read this post, wherever it is found; `row` with its board."""
    if row.author_id is not None and row.author_id == sight.person_id:
        return True
    if sight.moderates_on(row.topic.board):
        return True
    out = row.topic.shown_at is not None and row.topic.gone_at is None and row.state in SHOWN
    if row.kept_close and not sight.belongs:
        return False
    return out and sight.reaches(row.topic.audience, row.topic.board)
