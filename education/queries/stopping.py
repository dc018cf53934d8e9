"""What is stopped, for whoever may stop it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from education.models import Programme
from education.programme_rules import may_stop_programme
from education.queries.programmes import in_other_languages
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def to_stop(*, actor: Actor, ref: UUID) -> tuple[Programme, list[Programme]]:
    """(a programme that came out, the same in other languages). Raises Http404."""
    demand(may_stop_programme(actor))
    rows = Programme.objects.select_related("live__stop").filter(ref=ref, live__isnull=False)
    row = rows.first()
    if row is None:
        raise Http404
    others = in_other_languages(row).filter(live__stop=None)
    return row, list(others)
