"""Posts and titles, searched for a name when a request about data asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.models import Post, Topic
from members.rights_search import MOST, Place, Source, with_words
from members.rights_texts import around
from po_platform.access.actor import SignedIn
from po_platform.kit import spoken


def _find(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    named = with_words(Post.objects.all(), "text", words) | with_words(
        Post.objects.all(), "quoted", words
    )
    there = named.filter(~Q(state=Post.State.TAKEN_BACK), sealed=False)
    posts = there.select_related("author", "topic")
    found = [
        Place(
            f"post-{post.pk}",
            _("A post of %(day)s in “%(topic)s”")
            % {"day": spoken.plain_day(post.written_at), "topic": post.topic.name},
            around(f"{post.quoted}\n{post.text}".strip(), words),
            (post.author.display_name,) if post.author else (),
        )
        for post in posts.order_by("pk")[:MOST]
    ]
    titled = with_words(Topic.objects.all(), "title", words)
    topics = (titled | with_words(Topic.objects.all(), "told", words)).select_related("starter")
    return found + [
        Place(
            f"topic-{topic.pk}",
            _("The title of a topic of %(day)s") % {"day": spoken.plain_day(topic.begun_at)},
            f"{topic.title}\n{topic.told}".strip(),
            (topic.starter.display_name,) if topic.starter else (),
        )
        for topic in topics.order_by("pk")[:MOST]
    ]


POSTS = Source("posts", gettext_lazy("Posts and titles of topics, of every board"), _find)
