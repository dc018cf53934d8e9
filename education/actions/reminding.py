"""Pages whose next check is near: a mail 60 and 30 days before, and on the day, to those who check."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from education.models import Article, ReviewStep
from education.notices import DUE, people_of, people_with, tell
from education.rules import MEDICAL
from po_platform.access.actor import Hat, Purpose, System, acting_as

DAYS = (60, 30, 0)
MOST = 500


def remind_of_reviews(today: date | None = None) -> int:
    """The job: the nearest of the three moments that has come, once each; how many pages.

    A page told of is left out until its next moment, so that many late ones keep nobody waiting.
    Told are the writers and the one who checked it last, as far as they still hold a role here;
    where nobody of them does, all editors.
    """
    today = today or timezone.localdate()
    with acting_as(System(Purpose.REMIND)):
        rows = Article.objects.filter(_come(today), live__isnull=False, archived_at__isnull=True)
        rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("live")
        articles = list(rows.order_by("review_by", "pk")[:MOST])
        present = set(people_with((Hat.EDITOR, Hat.REVIEWER)))
        for article in articles:
            assert article.review_by is not None  # noqa: S101  (the filter says so)
            left = (article.review_by - today).days
            moment = min(days for days in DAYS if left <= days)
            key = f"{DUE}:{article.pk}:{article.review_by.isoformat()}:{moment}"
            path = reverse("education:desk_page", args=[article.ref])
            tell(_whom(article, present), DUE, path, key)
            article.due_told = moment
            article.save(update_fields=["due_told"])
    return len(articles)


def _come(today: date) -> Q:
    """One of the moments has come that was not told yet."""
    found = Q()
    for days in DAYS:
        is_new = Q(due_told__isnull=True) | Q(due_told__gt=days)
        found |= is_new & Q(review_by__lte=today + timedelta(days=days))
    return found


def _whom(article: Article, present: Collection[int]) -> list[int]:
    """`present`: person ids of those who write and check now."""
    steps = ReviewStep.objects.filter(
        revision__article=article, step=MEDICAL, state=ReviewStep.State.APPROVED
    )
    checker = steps.order_by("-decided_at").values_list("by_account", flat=True).first()
    writers = article.live.writers if article.live else []
    known = people_of([one for one in [*writers, checker] if one])
    return [one for one in known if one in present] or people_with((Hat.EDITOR,))
