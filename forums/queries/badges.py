"""Who has something beside her name in talk, for the office."""

from __future__ import annotations

from forums.models import Badge
from forums.rules import may_give_badges
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def badges(*, actor: Actor) -> list[Badge]:
    """By name. Raises PermissionDenied."""
    demand(may_give_badges(actor))
    return list(Badge.objects.select_related("person").order_by("person__display_name", "pk"))
