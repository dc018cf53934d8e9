"""A case that waits for its author is closed once she took the thing back for good."""

from __future__ import annotations

from uuid import UUID

from moderation.actions.claiming import note_event, turned
from moderation.content import content_kind
from moderation.models import Case, CaseEvent
from po_platform.access.actor import Purpose, System, acting_as

AT_ONCE = 500


def close_gone() -> int:
    """For the tick; how many. Nothing is left to be decided, and nobody waits for an answer."""
    with acting_as(System(Purpose.CALL)) as actor:
        waiting = Case.objects.visible_to(actor).filter(state=Case.State.RETURNED)
        rows = list(waiting.order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE])
        things: dict[str, list[UUID]] = {}
        for row in rows:
            things.setdefault(row.kind, []).append(row.thing)
        gone: set[tuple[str, UUID]] = set()
        for name, refs in things.items():
            if known := content_kind(name):
                gone |= {(name, ref) for ref in known.gone(refs)}
        closed = [row for row in rows if (row.kind, row.thing) in gone]
        for row in closed:
            turned(row, Case.State.DECIDED)
            note_event(row, by=None, kind=CaseEvent.Kind.GONE)
    return len(closed)
