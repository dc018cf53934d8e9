"""Pages and programmes whose next check is near: a mail 60 and 30 days before, and on the day, to those who check."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from education.models import Article, ProgrammeVersion, ReviewStep
from education.notices import DUE, people_of, people_with, tell
from education.rules import MEDICAL
from po_platform.access.actor import Hat, Purpose, System, acting_as

DAYS = (60, 30, 0)
MOST = 500


def remind_of_reviews(today: date | None = None) -> int:
    """The job: the nearest of the three moments that has come, once each; how many pages and programmes.

    One told of is left out until its next moment, so that many late ones keep nobody waiting.
    Told are the writers and the one who checked it last, as far as they still hold a role here;
    where nobody of them does, all editors.
    """
    today = today or timezone.localdate()
    with acting_as(System(Purpose.REMIND)):
        present = set(people_with((Hat.EDITOR, Hat.REVIEWER)))
        return _of_pages(today, present) + _of_programmes(today, present)


def _of_pages(today: date, present: Collection[int]) -> int:
    rows = Article.objects.filter(_come(today), live__isnull=False, archived_at__isnull=True)
    rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("live")
    articles = list(rows.order_by("review_by", "pk")[:MOST])
    for article in articles:
        path = reverse("education:desk_page", args=[article.ref])
        _tell(article, _who_made(article), present, path, f"{DUE}:{article.pk}", today)
    return len(articles)


def _of_programmes(today: date, present: Collection[int]) -> int:
    """Live versions; one that is stopped is corrected first."""
    rows = ProgrammeVersion.objects.filter(_come(today), programme__live=F("pk"), stop=None)
    rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("programme")
    versions = list(rows.order_by("review_by", "pk")[:MOST])
    for version in versions:
        path = reverse("education:programme_desk", args=[version.programme.ref])
        made = [*version.writers, version.published_by]
        _tell(version, made, present, path, f"{DUE}:programme:{version.pk}", today)
    return len(versions)


def _tell(
    row: Article | ProgrammeVersion, made: Iterable[int | None], present: Collection[int],
    path: str, key: str, today: date,
) -> None:  # fmt: skip
    """`made`: accounts of who wrote and checked it; `present`: people who write and check now."""
    assert row.review_by is not None  # noqa: S101  (_come says so)
    moment = min(days for days in DAYS if (row.review_by - today).days <= days)
    known = [one for one in people_of([one for one in made if one]) if one in present]
    people = known or people_with((Hat.EDITOR,))
    tell(people, DUE, path, f"{key}:{row.review_by.isoformat()}:{moment}")
    row.due_told = moment
    row.save(update_fields=["due_told"])


def _come(today: date) -> Q:
    """One of the moments has come that was not told yet."""
    found = Q()
    for days in DAYS:
        is_new = Q(due_told__isnull=True) | Q(due_told__gt=days)
        found |= is_new & Q(review_by__lte=today + timedelta(days=days))
    return found


def _who_made(article: Article) -> list[int | None]:
    steps = ReviewStep.objects.filter(
        revision__article=article, step=MEDICAL, state=ReviewStep.State.APPROVED
    )
    checker = steps.order_by("-decided_at").values_list("by_account", flat=True).first()
    return [*(article.live.writers if article.live else []), checker]
