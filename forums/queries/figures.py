"""How long people wait for an answer of others and of the team, with nobody in the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from forums.models import Post, Topic
from forums.rules import may_see_figures
from members.used import FEWEST
from moderation.queries.ages import ages_of_cases
from moderation.waiting_bands import band_of, bands
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

SHOWN = (Post.State.PUBLISHED, Post.State.FOLDED)
LOOKS_BACK = timedelta(days=30)
UNANSWERED_FOR = timedelta(days=365)  # what nobody answered in a year waits for nobody


@dataclass(frozen=True, slots=True)
class Waits:
    """Topics that came out in a time. `people`: who began them; `waited`: until somebody else
    answered, of those answered."""

    asked: int
    people: int
    waited: Sequence[timedelta]


def waits(begins: datetime, ends: datetime) -> Waits:
    """From `begins` up to `ends`, not included; one query."""
    asked = _with_first_answer(Topic.objects.filter(shown_at__gte=begins, shown_at__lt=ends))
    rows = list(asked.values_list("starter", F("answered_at") - F("shown_at")))
    people = len({starter for starter, _wait in rows})
    return Waits(len(rows), people, [wait for _starter, wait in rows if wait is not None])


def _with_first_answer(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    first = (
        Post.objects.filter(topic=OuterRef("pk"), state__in=SHOWN)
        .filter(~Q(author=OuterRef("starter")) | Q(author=None))
        .values("topic")
        .annotate(at=Min("published_at"))
        .values("at")
    )
    return topics.filter(gone_at=None).annotate(answered_at=Subquery(first))


@dataclass(frozen=True, slots=True)
class Figures:
    """`asked`, of the last 30 days; `unanswered` and `cases`: how many wait now, by how long
    (moderation.waiting_bands), None where fewer than five people are behind it."""

    asked: Waits
    unanswered: Mapping[int, int | None]
    cases: Mapping[int, int | None]


def figures(*, actor: Actor) -> Figures:
    """A fixed number of queries. Raises PermissionDenied."""
    demand(may_see_figures(actor))
    now = timezone.now()
    return Figures(
        asked=waits(now - LOOKS_BACK, now),
        unanswered=_unanswered(now),
        cases=ages_of_cases(actor=actor),
    )


def _unanswered(now: datetime) -> Mapping[int, int | None]:
    since = now - UNANSWERED_FOR
    waiting = Topic.objects.filter(shown_at__gte=since, gone_at=None, locked=False, answered=False)
    found: dict[int, list[int | None]] = {band: [] for band in bands()}
    for starter, shown_at in waiting.values_list("starter", "shown_at"):
        if shown_at is not None:
            found[band_of(now - shown_at)].append(starter)
    return {
        band: None if 0 < len(set(people)) < FEWEST else len(people)
        for band, people in found.items()
    }
