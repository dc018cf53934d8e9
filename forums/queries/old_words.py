"""What a member brought along of her own words."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.http import Http404

from forums.models import OldWords
from po_platform.access.actor import Actor, SignedIn

PAGE = 30


def my_old_words(*, actor: Actor, before: int = 0) -> tuple[Sequence[OldWords], int]:
    """Newest first, from the row `before` on; and what the next page names, 0 at the end."""
    if not isinstance(actor, SignedIn):
        return [], 0
    rows = OldWords.objects.visible_to(actor).filter(person=actor.person_id)
    if before and (last := rows.filter(pk=before).first()):
        then = Q(written_at=last.written_at, pk__lt=last.pk)
        rows = rows.filter(then | Q(written_at__lt=last.written_at))
    found = list(rows.order_by("-written_at", "-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def one_of_mine(*, actor: Actor, number: int) -> OldWords:
    """Raises Http404."""
    if not isinstance(actor, SignedIn):
        raise Http404
    rows = OldWords.objects.visible_to(actor).filter(person=actor.person_id)
    row: OldWords | None = rows.filter(pk=number).first()
    if row is None:
        raise Http404
    return row
