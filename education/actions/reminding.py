"""Pages whose next check is near: a mail 60 and 30 days before, and on the day, to those who check."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from education.models import Article, ReviewStep
from education.notices import DUE, people_of, people_with, tell
from education.rules import MEDICAL
from po_platform.access.actor import Hat, Purpose, System, acting_as

DAYS = (60, 30, 0)
MOST = 500


def remind_of_reviews(today: date | None = None) -> int:
    """The job: the nearest of the three moments that has come, once per page and day; how many pages.

    Told are the writers and the one who checked it last; where nobody of them is left, all editors.
    """
    today = today or timezone.localdate()
    with acting_as(System(Purpose.REMIND)):
        rows = Article.objects.filter(
            live__isnull=False, archived_at__isnull=True,
            review_by__lte=today + timedelta(days=max(DAYS)),
        ).select_related("live").order_by("review_by")[:MOST]  # fmt: skip
        articles = list(rows)
        for article in articles:
            assert article.review_by is not None  # noqa: S101  (the filter says so)
            left = (article.review_by - today).days
            moment = min(days for days in DAYS if left <= days)
            key = f"{DUE}:{article.pk}:{article.review_by.isoformat()}:{moment}"
            path = reverse("education:desk_page", args=[article.ref])
            tell(_whom(article), DUE, path, key)
    return len(articles)


def _whom(article: Article) -> list[int]:
    steps = ReviewStep.objects.filter(
        revision__article=article, step=MEDICAL, state=ReviewStep.State.APPROVED
    )
    checker = steps.order_by("-decided_at").values_list("by_account", flat=True).first()
    writers = article.live.writers if article.live else []
    return people_of([one for one in [*writers, checker] if one]) or people_with((Hat.EDITOR,))
