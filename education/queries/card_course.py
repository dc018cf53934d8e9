"""Whether somebody has gone through the ten minutes about cards, as they are now."""

from __future__ import annotations

from education.card_course import VERSION
from education.models import CourseDone
from po_platform.access.actor import Actor


def course_done(*, actor: Actor) -> CourseDone | None:
    """Hers, in the version of today. One query."""
    rows = CourseDone.objects.filter(account_id=getattr(actor, "account_id", 0) or 0)
    return rows.filter(version=VERSION).first()
