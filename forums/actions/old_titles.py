"""Titles of topics whose first post was taken off before titles were sealed with it."""

from __future__ import annotations

from audit.models import Event
from forums.actions.taking_off import KIND, begun_with
from forums.models import Post, Topic
from moderation.actions.sealing import seal_title
from po_platform.access.actor import Purpose, System, acting_as


def seal_titles() -> int:
    """For the tick: they lie sealed with the words, or are gone where these are; how many. What
    moderators called a topic since its beginning was taken off stays.
    """
    done = 0
    with acting_as(System(Purpose.OPERATE)) as actor:
        old = Post.objects.filter(state=Post.State.REMOVED, sealed=True, no=1)
        rows = old.exclude(topic__title="").order_by("pk")
        for post in rows.select_for_update(of=("self",), skip_locked=True):
            titled = [topic for topic in begun_with(post) if topic.title]
            if not titled or any(_renamed(topic, post) for topic in titled):
                continue
            if seal_title(actor=actor, kind=KIND, thing=post.ref, title=titled[0].title):
                Topic.objects.filter(pk__in=[topic.pk for topic in titled]).update(title="")
                done += 1
    return done


def _renamed(topic: Topic, post: Post) -> bool:
    """Whether moderators gave it another title since they took the post off."""
    named = Event.objects.filter(
        verb="forums.topic.arranged", object_type=Topic._meta.label, object_ref=str(topic.pk),
        detail__renamed=True,
    )  # fmt: skip
    since = post.changed_at
    return (named.filter(at__gte=since) if since else named).exists()
