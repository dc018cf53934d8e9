"""A topic is kept in order: pinned, closed, slowed down, moved, renamed, taken out of lists, split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.reading import note_own_post
from forums.authors import LAST_WORD, stand_last
from forums.models import Board, MovedPost, Post, Topic
from forums.models.boards import Pause
from forums.queries.posts import SHOWN
from forums.rules import may_moderate, may_move
from forums.sight import audience_after_move, sight_of
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

ARRANGED = "forums.arranged"

# Who read what was moved has read it, and who follows the topic, or does not want to, keeps to that.
READERS = """
insert into forums_topicreader (person_id, topic_id, last_no, seen_at, level)
select r.person_id, %(into)s, (select count(*) from unnest(%(numbers)s::int[]) no
                                where no <= r.last_no), r.seen_at, r.level
  from forums_topicreader r
 where r.topic_id = %(out_of)s and (r.last_no >= %(first)s or r.level <> '')
on conflict do nothing
"""


def keep_topic(
    *,
    actor: Actor,
    topic: UUID,
    pinned: bool,
    locked: bool,
    holds_all: bool = False,
    pause: int | None = None,
) -> None:
    """Pins a topic to the top of its board, closes it to answers, lets every answer wait for a
    moderator, or slows it down by a pause between two posts of one person; undone the same way.
    `pause`: of Pause, None leaves it.
    """
    with transaction.atomic():
        row = _locked(actor, topic)
        row.pinned, row.locked, row.holds_all = pinned, locked, holds_all
        if not locked and row.locks_at is not None and row.locks_at <= timezone.now():
            row.locks_at = None  # opened again, after it had closed by itself
        if pause in Pause.values:
            row.pause = pause
        row.save(update_fields=["pinned", "locked", "holds_all", "pause", "locks_at"])
        record(
            actor=actor, verb="forums.topic.kept", thing=row,
            pinned=pinned, locked=locked, holds_all=holds_all, pause=row.pause,
        )  # fmt: skip


def arrange_topic(
    *, actor: Actor, topic: UUID, board: UUID, title: str, unlisted: bool, told: str
) -> Topic:
    """Another board, another title, in lists or not; undone the same way. Its readers become fewer
    where the board has fewer, and never more, also when it moves back. `told`: what everybody reads above it. Whoever began
    it gets a mail. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        row = _locked(actor, topic)
        into = Board.objects.filter(ref=board).first()
        if into is None:
            raise Http404
        before = (row.board_id, row.title, row.unlisted, row.told)
        if into.pk != row.board_id:
            demand(may_moderate(sight_of(actor), into))
            demand(may_move(row, into))
            same_group = into.group_id is not None and into.group_id == row.board.group_id
            audience = audience_after_move(row.audience, widest=into.widest, same_group=same_group)
            row.board, row.audience, row.pinned = into, audience or row.audience, False
        row.title, row.unlisted, row.told = title.strip() or row.title, unlisted, told.strip()
        if before == (row.board_id, row.title, row.unlisted, row.told):
            return row
        row.save(update_fields=["board", "audience", "pinned", "title", "unlisted", "told"])
        record(
            actor=actor, verb="forums.topic.arranged", thing=row,
            moved=before[0] != row.board_id, renamed=before[1] != row.title, unlisted=unlisted,
        )  # fmt: skip
        tell_moved([row.starter_id], row, 1, but=sight_of(actor).me)
    return row


def split_topic(
    *, actor: Actor, topic: UUID, numbers: Sequence[int], title: str, told: str
) -> Topic:
    """Posts become a topic of their own, on the same board, for the same readers; where each stood,
    the old topic leads to it. Not the first, and only what its readers read. Whoever wrote them gets
    a mail. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        row = _locked(actor, topic)
        posts = list(
            Post.objects.filter(topic=row, no__in=numbers, state__in=SHOWN)
            .order_by("no")
            .select_for_update()
        )
        if not posts or len(posts) != len(set(numbers)):
            raise PermissionDenied(
                _("Not all of these posts are there to read in this topic. Look again.")
            )
        if posts[0].no == 1:
            raise PermissionDenied(_("The first post stays. Move the whole topic instead."))
        new = _begun_by(row, posts, title=title, told=told)
        _lead_on(row, new, posts)
        _counted_anew(row)
        record(actor=actor, verb="forums.topic.split", thing=row, into=new.pk, posts=len(posts))
        me = sight_of(actor).me
        for author, no in {post.author_id: post.no for post in reversed(posts)}.items():
            tell_moved([author], new, no or 1, but=me)
    return new


def _begun_by(row: Topic, posts: Sequence[Post], *, title: str, told: str) -> Topic:
    new = Topic(
        board=row.board,
        title=title.strip(),
        audience=row.audience,
        starter_id=posts[0].author_id,
        begun_at=posts[0].written_at,
        shown_at=posts[0].published_at,
        posts=len(posts),
        pause=row.pause,
        holds_all=row.holds_all,
        unlisted=row.unlisted,
        kept_from_engines=row.kept_from_engines,
        told=told.strip(),
    )
    stand_last(new, posts[-1])
    new.save()
    return new


def _lead_on(row: Topic, new: Topic, posts: Sequence[Post]) -> None:
    numbers = [post.no or 0 for post in posts]
    MovedPost.objects.bulk_create(
        MovedPost(topic=row, no=post.no or 0, post=post) for post in posts
    )
    for no, post in enumerate(posts, start=1):
        post.topic, post.no = new, no
    Post.objects.bulk_update(posts, ["topic", "no"])
    found: dict[str, Any] = {
        "into": new.pk,
        "out_of": row.pk,
        "numbers": numbers,
        "first": numbers[0],
    }
    with connection.cursor() as cursor:
        cursor.execute(READERS, found)
    if new.starter_id is not None:
        note_own_post(person_id=new.starter_id, topic_id=new.pk, no=1)


def _counted_anew(row: Topic) -> None:
    """What stays says when its last word was, and that an answer helped only while it is there."""
    last = row.written.filter(no__isnull=False).order_by("-no").first()
    if last is not None:
        stand_last(row, last)
    if row.helpful is not None and not row.written.filter(no=row.helpful).exists():
        row.helpful = None
    row.save(update_fields=[*LAST_WORD, "helpful"])


def tell_moved(people: Iterable[int | None], topic: Topic, no: int, *, but: int) -> None:
    """That something of theirs stands at another place, without what or where."""
    path = reverse("forums:place", args=[topic.ref, no])
    queue_all(
        Note(
            recipient=person,
            kind=ARRANGED,
            context={"path": path},
            dedup=f"{ARRANGED}:{uuid4()}",
        )
        for person in people
        if person is not None and person != but
    )


def _locked(actor: Actor, ref: UUID) -> Topic:
    sight = sight_of(actor)
    rows = Topic.objects.select_related("board").select_for_update(of=("self",))
    row = rows.filter(ref=ref).first()
    if row is None:
        demand(may_moderate(sight))
        raise Http404
    demand(may_moderate(sight, row.board))
    if row.merged_into_id is not None:  # what is arranged is the one it became part of
        raise Http404
    return row
