"""Words of danger stay among members until a moderator has decided about them."""

from __future__ import annotations

from forums.actions.taking_off import begun_with
from forums.models import Post, Topic


def keep_close(post: Post, close: bool) -> None:
    """A locked post, and the title it began a topic with; the caller saves the post."""
    if post.kept_close == close:
        return
    post.kept_close = close
    begun = [topic.pk for topic in begun_with(post)]
    Topic.objects.filter(pk__in=begun).update(kept_close=close)
