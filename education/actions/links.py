"""The links of sources, each looked at once a week, as many in one run as that takes in two minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from time import monotonic

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from education.link_check import Answer, look_at
from education.models import Source
from po_platform.access.actor import Purpose, System, acting_as

A_WEEK = timedelta(days=7)
RUNS = 24 * 6  # in six days, so that an hour without the machine costs no week
FEWEST, MOST = 10, 120  # of one run
LONGEST = 120.0  # seconds of one run: a slow page takes twenty, and other work of the tick waits


def check_links(look: Callable[[str], Answer] = look_at) -> int:
    """The job; how many were looked at. Nothing leaves the machine unless the host allows it.

    The moment is noted before the look: whoever dies in it does not ask the same page for ever.
    """
    if not settings.CHECK_LINKS:
        return 0
    looked, begun = 0, monotonic()
    for _number in range(in_one_run(_links())):
        if monotonic() - begun > LONGEST:
            break
        with acting_as(System(Purpose.REMIND)):
            source = (
                Source.objects.select_for_update(skip_locked=True)
                .filter(_due())
                .exclude(url="")
                .order_by("pk")
                .first()
            )
            if source is None:
                break
            source.link_checked_at = timezone.now()
            source.save(update_fields=["link_checked_at"])
        answer = look(source.url)  # outside of any transaction: it may take seconds
        with acting_as(System(Purpose.REMIND)):
            Source.objects.filter(pk=source.pk, url=source.url).update(link=answer)
        looked += 1
    return looked


def in_one_run(links: int) -> int:
    """How many of so many an hourly run looks at, so that a week is enough for all."""
    return min(max(ceil(links / RUNS), FEWEST), MOST)


def _links() -> int:
    with acting_as(System(Purpose.REMIND)):
        return Source.objects.exclude(url="").count()


def _due() -> Q:
    return Q(link_checked_at__isnull=True) | Q(link_checked_at__lt=timezone.now() - A_WEEK)
