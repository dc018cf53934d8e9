"""Titles of topics whose first post was taken off before titles were sealed with it."""

from __future__ import annotations

from django.db.models import QuerySet

from audit.models import Event
from forums.actions.taking_off import KIND, begun_with
from forums.models import Post, Topic
from moderation.actions.sealing import seal_title
from po_platform.access.actor import Purpose, System, acting_as


def seal_titles() -> int:
    """For the tick: they lie sealed with the words, or are gone where these are; how many. What
    moderators called a topic since its beginning was taken off stays. Each by itself, so that nobody
    waits for all of them.
    """
    with acting_as(System(Purpose.OPERATE)):
        old = _old().exclude(topic__title="").order_by("pk")
        ids = list(old.values_list("pk", flat=True))
    return sum(map(_seal_title_of, ids))


def _old() -> QuerySet[Post]:
    return Post.objects.filter(state=Post.State.REMOVED, sealed=True, no=1)


def _seal_title_of(pk: int) -> bool:
    with acting_as(System(Purpose.OPERATE)) as actor:
        post = _old().filter(pk=pk).select_for_update(skip_locked=True).first()
        titled = [topic for topic in begun_with(post) if topic.title] if post else []
        if post is None or not titled or any(_renamed(topic, post) for topic in titled):
            return False
        if not seal_title(actor=actor, kind=KIND, thing=post.ref, title=titled[0].title):
            return False
        for topic in titled:  # but for what moderators called it this very moment
            Topic.objects.filter(pk=topic.pk, title=topic.title).update(title="")
        return True


def _renamed(topic: Topic, post: Post) -> bool:
    """Whether moderators gave it another title since they took the post off."""
    named = Event.objects.filter(
        verb="forums.topic.arranged", object_type=Topic._meta.label, object_ref=str(topic.pk),
        detail__renamed=True,
    )  # fmt: skip
    since = post.changed_at
    return (named.filter(at__gte=since) if since else named).exists()
