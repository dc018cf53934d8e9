"""What a reader can do with a post: the links and buttons under it, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from forums.models import Post, Topic
from forums.queries.posts import PostShown
from forums.rules import may_be_answered, may_mark_helpful, may_reply
from forums.sight import Sight
from po_platform.kit.addresses import address_of


@dataclass(frozen=True, slots=True)
class Act:
    """A link, or a button where `presses`. `about`: which post is meant, read out and not shown."""

    label: str
    url: str
    about: str = ""
    presses: bool = False
    sends: Mapping[str, str] = field(default_factory=dict)


def with_acts(
    posts: Iterable[PostShown], *, sight: Sight, topic: Topic
) -> list[tuple[PostShown, list[Act]]]:
    """Each post with what this reader can do with it; what is gone has nothing."""
    replies, marks = bool(may_reply(sight, topic)), bool(may_mark_helpful(sight, topic))
    return [
        (post, [*_acts(post, post.row, sight, topic, replies, marks)] if post.row else [])
        for post in posts
    ]


def _acts(
    post: PostShown, row: Post, sight: Sight, topic: Topic, replies: bool, marks: bool
) -> Iterator[Act]:
    if post.gone:
        return
    number = {"no": str(post.no)}
    this, about = _("post %(no)s") % number, _("about post %(no)s") % number
    if not sight.writes:
        yield _report(row, about)
        return
    if replies and may_be_answered(row):
        url = f"{address_of('forums:reply', topic.ref)}?to={post.no}"
        yield Act(_("Answer"), url, _("to post %(no)s") % number)
    yield Act(_("Post %(no)s") % number, address_of("forums:place", topic.ref, post.no))
    if post.can_change:
        yield Act(_("Change"), address_of("forums:change", row.ref), this)
    if post.mine:
        yield Act(_("My post"), address_of("forums:post", row.ref), str(post.no))
    if marks and post.no > 1:
        label = _("It did not help after all") if post.helpful else _("This helped")
        sends = {"no": "" if post.helpful else str(post.no)}
        yield Act(label, address_of("forums:helpful", topic.ref), this, True, sends)
    if post.mine:
        return
    if row.author and not row.as_team:
        yield from _with_her(post, row.author.ref, sight)
        if post.in_memory and sight.moderates_on(topic.board):
            url = address_of("forums:remember", row.author.ref)
            yield Act(_("Begin a topic to remember"), url, post.name)
    if sight.moderates_on(topic.board):
        if sight.moderates and row.author and not row.as_team:
            url = address_of("forums:read_first", row.author.ref)
            yield Act(_("Read first"), url, post.name)
        yield Act(_("Decide"), address_of("moderation:look", "post", row.ref), about, True)
    else:
        yield _report(row, about)


def _with_her(post: PostShown, person: UUID, sight: Sight) -> Iterator[Act]:
    if sight.belongs and not post.ignored and not post.in_memory:
        yield Act(_("Message"), address_of("forums:conversation", person), post.name)
    if post.ignored:
        url = address_of("forums:see_again", person)
        yield Act(_("No longer ignore"), url, post.name, True)
    else:
        yield Act(_("Ignore"), address_of("forums:ignore", person), post.name, True)


def _report(row: Post, about: str) -> Act:
    return Act(_("Tell the moderators"), address_of("moderation:report", "post", row.ref), about)
