"""Two topics of one board become one, also after a split; for some days they become two again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from forums.actions.arranging import tell_moved
from forums.authors import LAST_WORD, stand_last
from forums.models import MovedPost, Post, Topic
from forums.rules import may_merge, may_moderate, may_part
from forums.sight import Sight, sight_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

# Who had read both to the end has read all; who had read all of the first one stops where she had
# stopped in the second, and whoever had not read what goes back to its old place stops before it. Who
# follows one of them follows both; a choice about the first one counts.
READERS = """
insert into forums_topicreader as r (person_id, topic_id, last_no, seen_at, level)
select s.person_id, %(into)s, 0, s.seen_at, s.level
  from forums_topicreader s where s.topic_id = %(out_of)s
on conflict (person_id, topic_id) do update set
  level = case when r.level = '' and excluded.level = 'all' then 'all' else r.level end;
update forums_topicreader r set last_no = %(before)s + (
    select count(*) from unnest(%(numbers)s::int[]) no where no <= s.last_no)
  from forums_topicreader s
 where r.topic_id = %(into)s and s.topic_id = %(out_of)s and s.person_id = r.person_id
   and r.last_no >= %(before)s;
update forums_topicreader r set last_no = unread.first - 1
  from (select m.person_id, min(back.old) as first
          from forums_topicreader m
         cross join unnest(%(old)s::int[], %(meanwhile)s::int[]) as back (old, meanwhile)
          left join forums_topicreader s on s.topic_id = %(out_of)s and s.person_id = m.person_id
         where m.topic_id = %(into)s and m.last_no >= back.old
           and back.meanwhile > coalesce(s.last_no, 0)
         group by m.person_id) as unread
 where r.topic_id = %(into)s and r.person_id = unread.person_id
"""

# Never `answered`, which the database keeps with every post that comes or goes.
MERGED = ["posts", "helpful", "holds_all", "told", "kept_from_engines", *LAST_WORD]


def merge_topics(*, actor: Actor, topic: UUID, into: UUID, told: str) -> Topic:
    """The posts of `topic` follow behind those of `into`, with new numbers; those that stood there
    before go to their old places, which undoes a split. Its address and the places of its posts lead
    there. Whoever wrote them gets a mail. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        row, other = _locked(sight, topic, into)
        demand(may_merge(row, other))
        posts = list(_of(row).filter(no__isnull=False).order_by("no"))
        before = other.posts
        was = {post.no or 0: post for post in posts}
        old = dict(MovedPost.objects.filter(topic=other, post__in=posts).values_list("post", "no"))
        found: dict[str, Any] = {
            "into": other.pk,
            "out_of": row.pk,
            "before": before,
            "numbers": [no for no, post in was.items() if post.pk not in old],
            "meanwhile": [no for no, post in was.items() if post.pk in old],
            "old": [old[post.pk] for post in posts if post.pk in old],
        }
        _behind(other, row, posts, old)
        Post.objects.filter(topic=row, no__isnull=True).update(topic=other)
        if other.helpful is None and row.helpful in was:
            other.helpful = was[row.helpful].no
        other.holds_all, other.told = other.holds_all or row.holds_all, told.strip()
        other.kept_from_engines = other.kept_from_engines or row.kept_from_engines
        _last_word(other)
        other.save(update_fields=MERGED)
        now = timezone.now()
        row.merged_into, row.merged_at, row.gone_at, row.pinned = other, now, now, False
        row.save(update_fields=["merged_into", "merged_at", "gone_at", "pinned"])
        with connection.cursor() as cursor:
            cursor.execute(READERS, found)
        record(actor=actor, verb="forums.topic.merged", thing=row, into=other.pk, posts=len(posts))
        _tell_each(sight, other, posts)
    return other


def part_topics(*, actor: Actor, topic: UUID) -> Topic:
    """Its posts as they were before they became one; what was answered since, or waited then, stays
    with the other topic, which keeps holding answers if one of the two did. Where its posts stood the
    other topic leads to them. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        merged = Topic.objects.filter(ref=topic).select_related("merged_into").first()
        if merged is None or merged.merged_into is None:
            demand(may_moderate(sight))
            raise Http404
        row, other = _locked(sight, topic, merged.merged_into.ref)
        demand(may_part(row, other, now=timezone.now()))
        old = dict(MovedPost.objects.filter(topic=row, post__topic=other).values_list("post", "no"))
        posts = list(_of(other).filter(pk__in=old).order_by("no"))
        MovedPost.objects.filter(topic=row, post__in=posts).delete()
        _leave_ways(other, posts)
        for post in posts:
            post.topic, post.no = row, old[post.pk]
        Post.objects.bulk_update(posts, ["topic", "no"])
        if other.helpful is not None and not other.written.filter(no=other.helpful).exists():
            other.helpful = None
        for one in (row, other):
            _last_word(one)
        other.told = ""
        other.save(update_fields=["helpful", "told", *LAST_WORD])
        row.merged_into = row.merged_at = row.gone_at = None
        row.save(update_fields=["merged_into", "merged_at", "gone_at", *LAST_WORD])
        record(actor=actor, verb="forums.topic.parted", thing=row, out_of=other.pk)
        _tell_each(sight, row, posts)
    return row


def _locked(sight: Sight, topic: UUID, into: UUID) -> tuple[Topic, Topic]:
    """Both, always in the same order, so that nobody waits in a circle."""
    rows = Topic.objects.select_related("board").select_for_update(of=("self",))
    found = {row.ref: row for row in rows.filter(ref__in=[topic, into]).order_by("pk")}
    if topic not in found or into not in found:
        demand(may_moderate(sight))
        raise Http404
    for row in found.values():
        demand(may_moderate(sight, row.board))
    return found[topic], found[into]


def _of(topic: Topic) -> QuerySet[Post]:
    return Post.objects.filter(topic=topic).select_for_update(of=("self",))


def _behind(other: Topic, row: Topic, posts: Sequence[Post], old: Mapping[int, int]) -> None:
    """`old`: id of a post that stood there before → its number then."""
    _leave_ways(row, posts)
    MovedPost.objects.filter(topic=other, post__in=old).delete()
    for post in posts:
        if post.pk not in old:
            other.posts += 1
        post.topic, post.no = other, old.get(post.pk, other.posts)
    Post.objects.bulk_update(posts, ["topic", "no"])


def _leave_ways(topic: Topic, posts: Sequence[Post]) -> None:
    MovedPost.objects.bulk_create(
        MovedPost(topic=topic, no=post.no or 0, post=post) for post in posts
    )


def _last_word(topic: Topic) -> None:
    """Whoever wrote last, whatever its number."""
    out = topic.written.filter(no__isnull=False, published_at__isnull=False)
    last = out.order_by(F("published_at").desc(), "-no").first()
    if last is not None:
        stand_last(topic, last)


def _tell_each(sight: Sight, topic: Topic, posts: Sequence[Post]) -> None:
    """Once, with the first place of hers."""
    for author, no in {post.author_id: post.no for post in reversed(posts)}.items():
        tell_moved([author], topic, no or 1, but=sight.me)
