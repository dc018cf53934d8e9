"""Whom readers find as the author of a post: the one place that says it, for pages, mails and files."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from members.models import Person

from .models import Post, Topic

LAST_WORD = ("last_post_at", "last_poster", "last_by_team")


class Signed(StrEnum):
    """As whom somebody who moderates writes where she does."""

    HERSELF = "self"
    NAMED = "named"  # by name, for the moderators
    TEAM = "team"  # the moderation team; the other moderators and the audit still see who


def known_author(post: Post) -> Person | None:
    """The person readers may take for its author; None for the team's and a former member's."""
    return None if post.unnamed else post.author


def name_of(post: Post) -> str:
    """The bare name, '' for a former member."""
    if post.unnamed:
        return _("The moderation team")
    return post.author.display_name if post.author else ""


def shown_author(post: Post, *, sees_who: bool = False) -> str:
    """Who wrote it, as it stands beside the words. `sees_who`: for whoever moderates there."""
    if post.unnamed and sees_who and post.author:
        return _("The moderation team (%(name)s)") % {"name": post.author.display_name}
    name = name_of(post)
    if post.as_team and name and not post.unnamed:
        return _("%(name)s, for the moderators") % {"name": name}
    return name or _("A former member")


def stand_last(topic: Topic, post: Post) -> None:
    """Lists say who wrote last: nobody's name where the team signed. Saves nothing, see LAST_WORD."""
    topic.last_post_at = post.published_at
    topic.last_by_team = post.unnamed
    topic.last_poster_id = None if post.unnamed else post.author_id
