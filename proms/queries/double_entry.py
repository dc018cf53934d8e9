"""Sheets that are keyed twice: how many wait at the desk, and what one of its people keyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from po_platform.access.actor import Actor, Bearer
from proms.desk_flow import draft_of
from proms.double_entry import Entry
from proms.models import Assignment
from proms.queries.assignments import _own
from questionnaires.queries import my_draft


@dataclass(frozen=True, slots=True)
class Sheets:
    """How many sheets wait for somebody other than the one who asks, and since when the oldest."""

    count: int
    oldest: datetime | None


def sheets_waiting() -> Sheets:
    """For whoever works at the desk; nothing of whose they are."""
    with connection.cursor() as cursor:
        cursor.execute("select waiting, oldest from sheets_to_key()")
        row = cursor.fetchone()
    return Sheets(*row) if row else Sheets(0, None)


def entry_of(bearer: Bearer, account_id: int) -> Entry:
    """Runs as the bearer: what one person keyed with this code; nothing when she keyed nothing."""
    draft = my_draft(actor=bearer, about=draft_of(bearer.ticket_id, account_id))
    return Entry(draft.answers, draft.missing) if draft else Entry({}, {})


def being_checked(*, actor: Actor) -> list[Assignment]:
    """The actor's own sheets that came in and are keyed a second time."""
    rows = Assignment.objects.visible_to(actor).filter(_own(actor), state=Assignment.State.KEYED)
    return list(rows.select_related("instrument").order_by("-state_since"))
