"""Who is there: now, next, and where nobody is."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from moderation.models import Shift

A_ROTA_LIVES = timedelta(days=30)  # without any hours for so long there is no rota


def on_duty() -> bool | None:
    """Whether a moderator is there now; None where no hours were entered. One query."""
    now = timezone.now()
    rows = Shift.objects.filter(ends_at__gt=now - A_ROTA_LIVES)
    times = list(rows.order_by("ends_at").values_list("starts_at", "ends_at")[:500])
    if not times:
        return None
    return any(starts <= now < ends for starts, ends in times)
