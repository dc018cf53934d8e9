"""Own posts that are not out: what waits for a moderator, and what waits for its author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forums.models import Post
from forums.queries.topics import WAITING, TopicShown
from forums.sight import Sight

State = Post.State
AT_MOST = 5  # on a start page


@dataclass(frozen=True, slots=True)
class NotOut:
    """`held`: a moderator reads them first. `returned`: their author is asked to change them."""

    held: Sequence[Post] = ()
    returned: Sequence[Post] = ()


def not_out(*, sight: Sight, topic: TopicShown | None = None) -> NotOut:
    """The reader's own, in one topic or everywhere, oldest first; one query, none where a
    topic has none.
    """
    if sight.person_id is None or (topic is not None and not topic.waits):
        return NotOut()
    rows = Post.objects.filter(author=sight.person_id, state__in=WAITING)
    if topic is not None:
        rows = rows.filter(topic=topic.row)
    found = list(rows.select_related("topic__board").order_by("pk"))
    return NotOut(
        [row for row in found if row.state == State.HELD],
        [row for row in found if row.state == State.RETURNED],
    )


def given_back(*, sight: Sight) -> list[Post]:
    """Posts only the reader can bring on: given back, where she may still write; oldest first."""
    return [
        row
        for row in not_out(sight=sight).returned
        if sight.writes and sight.reaches(row.topic.audience, row.topic.board)
    ][:AT_MOST]
