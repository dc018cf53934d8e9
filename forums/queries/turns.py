"""How much somebody wrote and changed of late, and when it is her turn again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from forums.models import Board, Post, PostVersion, Topic
from forums.rules import next_turn
from forums.sight import Sight


def written_lately(*, person_id: int) -> tuple[int, int]:
    """(in ten minutes, in a day): how much somebody wrote; looks at 60 rows at most."""
    rows = Post.objects.filter(author=person_id, written_at__gt=_a_day_ago())
    return _lately(list(rows.order_by("-written_at").values_list("written_at", flat=True)[:60]))


def last_in(topic: Topic, *, person_id: int) -> datetime | None:
    """When somebody wrote here last, whatever became of it since."""
    rows = Post.objects.filter(topic=topic, author=person_id)
    return rows.order_by("-written_at").values_list("written_at", flat=True).first()


def turn_of(*, sight: Sight, topic: Topic) -> datetime | None:
    """When this member may answer again where there is a pause; None for at once."""
    if not topic.pause_here or sight.person_id is None or sight.moderates_on(topic.board):
        return None
    last = last_in(topic, person_id=sight.person_id)
    return next_turn(last=last, pause=topic.pause_here, now=timezone.now())


def last_begun_on(board: Board, *, person_id: int) -> datetime | None:
    """When somebody began a topic here last, whatever became of it since."""
    rows = Topic.objects.filter(board=board, starter=person_id)
    return rows.order_by("-begun_at").values_list("begun_at", flat=True).first()


def changed_lately(*, person_id: int) -> tuple[int, int]:
    """(in ten minutes, in a day): how often somebody changed what she wrote; at most 100 rows."""
    rows = PostVersion.objects.filter(post__author=person_id, until__gt=_a_day_ago())
    return _lately(list(rows.order_by("-until").values_list("until", flat=True)[:100]))


def _a_day_ago() -> datetime:
    return timezone.now() - timedelta(days=1)


def _lately(times: Sequence[datetime]) -> tuple[int, int]:
    since = timezone.now() - timedelta(minutes=10)
    return sum(1 for at in times if at > since), len(times)
