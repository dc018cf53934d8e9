"""Mails about posts: queued when the time to change one's mind is over, once for what is unread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from files.places import remove_after_commit
from forums.actions.telling_names import tell_named, told_by_name
from forums.markup import BAKE, bake
from forums.models import (
    BoardReader,
    Ignored,
    Level,
    Named,
    Post,
    PostFile,
    PostVersion,
    TopicReader,
)
from forums.notices import ANSWER, FOLLOWED
from forums.queries.naming import with_names
from notifications.actions import Note, queue_all
from po_platform.access.actor import Purpose, System, acting_as

GRACE = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=30)
AT_ONCE = 50
State = Post.State


def tell_readers() -> int:
    """For the tick: posts whose grace is over are told to who is named in them and to whoever
    follows; how many posts. Words of danger are told when a moderator has decided about them.
    """
    told, before = 0, timezone.now() - GRACE
    tell_named(before)
    while True:
        with acting_as(System(Purpose.DELIVER)):
            rows = list(
                Post.objects.filter(
                    state=State.PUBLISHED,
                    told_at__isnull=True,
                    kept_close=False,
                    published_at__lt=before,
                )
                .select_related("topic__board", "answers")
                .order_by("published_at")
                .select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
            )
            for post in rows:
                queue_all(_notes(post))
            Post.objects.filter(pk__in=[post.pk for post in rows]).update(told_at=Now())
        told += len(rows)
        if len(rows) < AT_ONCE:
            return told


def _notes(post: Post) -> Iterable[Note]:
    """One note a person; none while an earlier one about this topic is unread."""
    topic = post.topic
    levels = dict(
        TopicReader.objects.filter(topic=topic).exclude(level="").values_list("person_id", "level")
    )
    wanted = Q(level=Level.ALL) | (Q(level=Level.TOPICS) if post.no == 1 else Q(pk__in=[]))
    of_board = BoardReader.objects.filter(wanted, board=topic.board_id)
    if topic.unlisted:
        of_board = of_board.none()
    answered = post.answers.author_id if post.answers else None
    mine = {one for one in (answered, topic.starter_id) if one is not None}
    follow = {person for person, level in levels.items() if level == Level.ALL}
    follow |= set(of_board.values_list("person_id", flat=True))
    out = {person for person, level in levels.items() if level == Level.NOTHING}
    ignoring = Ignored.objects.filter(ignored=post.author_id)
    if not post.unnamed:  # whose it is nobody learns, from a mail that does not come either
        out |= set(ignoring.values_list("person_id", flat=True))
    path = reverse("forums:place", args=[topic.ref, post.no])
    people = (mine | follow) - out - {post.author_id} - told_by_name(post)
    seen = dict(
        TopicReader.objects.filter(topic=topic, person__in=people).values_list(
            "person_id", "last_no"
        )
    )
    for person in people:
        if seen.get(person, 0) >= (post.no or 0):
            continue  # she has read it, and her key belongs to what comes next
        kind = ANSWER if person in mine else FOLLOWED
        yield Note(
            recipient=person,
            kind=kind,
            context={"path": path},
            dedup=f"forums:{topic.pk}:{person}:{seen.get(person, 0)}",
            about=f"{topic.pk}:{post.no}",
        )


def forget_taken_back() -> int:
    """For the tick: words taken back a month ago are gone, their place stays; how many."""
    with acting_as(System(Purpose.OPERATE)):
        old = Post.objects.filter(
            state=State.TAKEN_BACK, changed_at__lt=Now() - FORGOTTEN_AFTER
        ).exclude(text="")
        ids = list(old.values_list("pk", flat=True)[:1000])
        PostVersion.objects.filter(post__in=ids).delete()
        Named.objects.filter(post__in=ids).delete()
        files = PostFile.objects.filter(post__in=ids)
        remove_after_commit(place for row in files for place in row.places)
        files.delete()
        return Post.objects.filter(pk__in=ids).update(text="", html="", quoted="", note="")


def bake_again() -> int:
    """For the tick: posts of an older baker, a few hundred at a time; how many."""
    with acting_as(System(Purpose.OPERATE)):
        named = Prefetch("named", Named.objects.select_related("person"))
        old = Post.objects.filter(baked__lt=BAKE).prefetch_related(named)
        rows = list(old.select_for_update(skip_locked=True)[:300])
        for row in rows:
            row.html, row.baked = with_names(bake(row.text), row.named.all()), BAKE
        Post.objects.bulk_update(rows, ["html", "baked"])
    return len(rows)
