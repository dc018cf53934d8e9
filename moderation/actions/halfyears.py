"""What the team tells about a half-year is written, published with its numbers, and taken off."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from moderation.halfyear import following
from moderation.models import HalfYear
from moderation.queries.halfyears import figures_of, half_year
from moderation.rules import may_publish_half_year
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def save_half_year(
    *, actor: Actor, slug: str, text: Mapping[str, str], published: bool
) -> HalfYear:
    """Numbers are counted when it is published, and stay. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        first = half_year(actor=actor, slug=slug).first
        HalfYear.objects.bulk_create([HalfYear(first=first)], ignore_conflicts=True)
        row = HalfYear.objects.select_for_update().get(first=first)
        row.text = dict(text)
        if published:
            over = following(first) <= timezone.localdate()
            demand(may_publish_half_year(is_over=over, texts=row.text))
        if published and row.published_at is None:
            row.figures = dict(figures_of(actor=actor, first=first))
            row.published_at = timezone.now()
        elif not published:
            row.published_at = None
        row.save()
        verb = "published" if row.published_at else "written"
        record(actor=actor, verb=f"moderation.half_year.{verb}", thing=row)
    return row
