"""News everybody reads, newest first and by year; for the office also what is being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404

from members.models import NewsItem
from members.office_rules import may_run_the_office
from members.queries.publishing import Told, told
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

PAGE = 20


@dataclass(frozen=True, slots=True)
class NewsShown:
    """One item in the reader's language."""

    ref: UUID
    at: datetime
    corrected_at: datetime | None
    told: Told


@dataclass(frozen=True, slots=True)
class NewsPage:
    """Newest first. `older`: the key to go on with, None at the end. `years`: those there is news of."""

    items: list[NewsShown]
    older: UUID | None = None
    years: tuple[int, ...] = ()


def news_page(*, year: int | None = None, before: UUID | None = None, size: int = PAGE) -> NewsPage:
    """A page by key, of one year or of all. Raises Http404 for a key nobody knows."""
    rows = published()
    if year is not None:
        rows = rows.filter(published_at__gte=_begin(year), published_at__lt=_begin(year + 1))
    if before is not None:
        key = published().filter(ref=before).values_list("published_at", "pk").first()
        if key is None:
            raise Http404
        at, pk = key
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    found = list(rows[: size + 1])
    older = found[size - 1].ref if len(found) > size else None
    return NewsPage([_shown(row) for row in found[:size]], older, _years())


def newest_news(most: int) -> list[NewsShown]:
    """For the first page and the feed."""
    return [_shown(row) for row in published()[:most]]


def news_item(ref: UUID) -> NewsShown:
    """One of them. Raises Http404."""
    row = published().filter(ref=ref).first()
    if row is None:
        raise Http404
    return _shown(row)


def published() -> QuerySet[NewsItem]:
    """What everybody may read, the newest first."""
    return NewsItem.objects.filter(published_at__isnull=False, taken_off_at__isnull=True).order_by(
        "-published_at", "-pk"
    )


def all_news(*, actor: Actor, before: int | None = None) -> tuple[list[NewsItem], int | None]:
    """For the office, the newest first: a page and the key of the next one."""
    demand(may_run_the_office(actor))
    rows = NewsItem.objects.filter(pk__lt=before) if before else NewsItem.objects.all()
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def news_row(*, actor: Actor, ref: UUID) -> NewsItem:
    """One for the office. Raises Http404."""
    demand(may_run_the_office(actor))
    row = NewsItem.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _shown(row: NewsItem) -> NewsShown:
    at = row.published_at or row.made_at
    return NewsShown(row.ref, at, row.corrected_at, told(row.title, row.text))


def _years() -> tuple[int, ...]:
    """By the ends of the index, not by reading all."""
    moments = published().values_list("published_at", flat=True)
    newest = moments.first()
    if newest is None:
        return ()
    oldest = moments.reverse().first() or newest
    zone = ZoneInfo(settings.TIME_ZONE)
    first, last = oldest.astimezone(zone).year, newest.astimezone(zone).year
    return tuple(range(last, first - 1, -1))


def _begin(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(settings.TIME_ZONE))
