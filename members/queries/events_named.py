"""Where events name somebody, for a request about data."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from members.models import Event
from members.rights_search import MOST, Place, with_words
from members.rights_texts import around
from po_platform.access.actor import SignedIn

from .event_shown import when

COLUMNS = ("title", "text", "place", "cancelled_why")


def events_named(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    """All of them, also past ones and those only a group reads."""
    found: dict[int, Event] = {}
    for column in COLUMNS:
        found |= {row.pk: row for row in with_words(Event.objects.all(), column, words)[:MOST]}
    return [
        Place(
            str(row.ref),
            _("An event of %(when)s") % {"when": when(row.starts_at)},
            around("\n".join(filter(None, (getattr(row, one) for one in COLUMNS))), words),
        )
        for row in sorted(found.values(), key=lambda row: row.pk)[:MOST]
    ]
