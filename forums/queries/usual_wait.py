"""How long posts usually wait for a moderator, said to whoever waits; nobody stands out in it."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.db.models import F
from django.utils import timezone

from forums.models import Post
from forums.publishing import Reason
from members.used import FEWEST

LOOKS_BACK = timedelta(days=30)
NEWEST = 5_000  # posts that are looked at, newest first
ENOUGH = 10  # that waited
AT_ONCE = timedelta(minutes=1)


def usual_wait() -> timedelta | None:
    """Until half of those that waited in the last 30 days came out; None where they are too few, or
    of fewer than five people. What its author changed meanwhile does not count.
    """
    newest = Post.objects.order_by("-pk").values("pk")[:NEWEST]
    rows = Post.objects.filter(
        pk__in=newest,
        published_at__gt=timezone.now() - LOOKS_BACK,
        published_at__gte=F("written_at") + AT_ONCE,
    ).exclude(reasons__contains=[str(Reason.SENT_AGAIN)])
    waited = rows.exclude(reasons=[]).values_list("author", F("published_at") - F("written_at"))
    found = list(waited)
    people = {author for author, _wait in found if author is not None}
    if len(found) < ENOUGH or len(people) < FEWEST:
        return None
    return timedelta(seconds=median(wait.total_seconds() for _author, wait in found))
