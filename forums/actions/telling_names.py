"""Mails to who is named: once for each post, when the time to think better of it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import Now
from django.urls import reverse

from forums.models import Named, Post
from notifications.actions import Note, queue_all
from notifications.queries import stopped_by
from po_platform.access.actor import Purpose, System, acting_as

NAMED = "forums.named"
NAMES = "forums.names"  # its switch
AT_ONCE = 100


def tell_named(before: datetime) -> int:
    """Names in posts that are out and were written before; how many. Whether she still reads there,
    wants to hear of it and has not read it is asked when the mail is written.
    """
    told = 0
    while True:
        with acting_as(System(Purpose.DELIVER)):
            waiting = Named.objects.filter(
                told_at__isnull=True, made_at__lt=before, post__state=Post.State.PUBLISHED,
                post__kept_close=False, post__published_at__lt=before, post__no__isnull=False,
            ).exclude(words="")  # fmt: skip
            rows = list(
                waiting.select_related("post__topic")
                .order_by("made_at", "pk")
                .select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
            )
            queue_all(map(_note, rows))
            Named.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=Now())
        told += len(rows)
        if len(rows) < AT_ONCE:
            return told


def told_by_name(post: Post) -> set[int]:
    """Who hears of this post because she is named in it, and so not once more in another way."""
    told = post.named.filter(told_at__isnull=False).exclude(words="")
    people: Sequence[int] = list(told.values_list("person", flat=True))
    return set(people) - stopped_by(group=NAMES, person_ids=people) if people else set()


def _note(row: Named) -> Note:
    topic, no = row.post.topic, row.post.no or 1
    return Note(
        recipient=row.person_id,
        kind=NAMED,
        context={"path": reverse("forums:place", args=[topic.ref, no])},
        dedup=f"{NAMED}:{row.post_id}:{row.person_id}",
        about=f"{topic.pk}:{no}",
    )
