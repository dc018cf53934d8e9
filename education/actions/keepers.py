"""Whoever keeps a page hears that it was warned of, that the warning is over, and of a medical change."""

from __future__ import annotations

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from education.models import Revision, Urgent
from education.notices import CHANGED, URGENT, tell
from po_platform.access.actor import Purpose, System, acting_as

PAGE = 500  # people told in one transaction


def tell_those_who_keep() -> int:
    """The job: each warning, its end and each medical change once; how many people were told."""
    told = 0
    for one in (_tell_warning, _tell_end, _tell_change):
        while (found := one()) is not None:
            told += found
    return told


def _tell_warning() -> int | None:
    """Of the next warning not told of; one that ended meanwhile is told of no more. None at the end."""
    with acting_as(System(Purpose.REMIND)):
        rows = Urgent.objects.select_for_update(skip_locked=True).filter(told_at__isnull=True)
        row = rows.order_by("pk").first()
        if row is None:
            return None
        told = 0 if row.settled_at else _tell(row.article_id, URGENT, str(row.pk))
        row.told_at = timezone.now()
        row.over_told_at = row.told_at if row.settled_at else None
        row.save(update_fields=["told_at", "over_told_at"])
        return told


def _tell_end() -> int | None:
    """Of the next warning that was told of and is over."""
    with acting_as(System(Purpose.REMIND)):
        rows = Urgent.objects.select_for_update(skip_locked=True)
        rows = rows.filter(settled_at__isnull=False, over_told_at__isnull=True)
        row = rows.order_by("pk").first()
        if row is None:
            return None
        told = _tell(row.article_id, CHANGED, f"over:{row.pk}")
        row.over_told_at = timezone.now()
        row.save(update_fields=["over_told_at"])
        return told


def _tell_change() -> int | None:
    """Of the next text that says something medical anew; which ones wait, their publishing decided."""
    with acting_as(System(Purpose.REMIND)):
        rows = Revision.objects.select_for_update(skip_locked=True, of=("self",))
        rows = rows.filter(state=Revision.State.PUBLISHED, told_at__isnull=True)
        row = rows.order_by("pk").first()
        if row is None:
            return None
        told = _tell(row.article_id, CHANGED, str(row.pk))
        row.told_at = timezone.now()
        row.save(update_fields=["told_at"])
        return told


def _tell(article_id: int, kind: str, about: str) -> int:
    told, after = 0, 0
    path = reverse("education:saved")
    while people := _who_keeps(article_id, after):
        tell(people, kind, path, f"{kind}:{about}")
        told, after = told + len(people), people[-1]
    return told


def _who_keeps(article_id: int, after: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select people_who_saved(%s, %s, %s)", [article_id, after, PAGE])
        return [person for (person,) in cursor.fetchall()]
