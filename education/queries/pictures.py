"""Pictures of all pages, for whoever looks for one to use again."""

from __future__ import annotations

from django.db.models import Q

from education.models import Picture
from education.rules import may_write
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

PAGE = 30


def pictures(*, actor: Actor, words: str = "", before: int = 0) -> tuple[list[Picture], int]:
    """(newest first, the id the next page begins before or 0); without the pictures themselves."""
    demand(may_write(actor))
    rows = Picture.objects.defer("png").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    if words:
        rows = rows.filter(Q(alt__icontains=words) | Q(credit__icontains=words))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0
