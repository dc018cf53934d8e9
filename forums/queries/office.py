"""Boards as whoever sets them up sees them: all of them, and nothing that is written there."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.http import Http404

from forums.models import Board
from forums.queries.boards import BoardShown, shown
from forums.rules import may_set_up_boards
from forums.sight import sight_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def all_boards(*, actor: Actor) -> list[BoardShown]:
    """In the order of the list, closed ones last."""
    demand(may_set_up_boards(actor))
    sight = sight_of(actor)
    rows = Board.objects.select_related("group")
    return [
        shown(row, to_read=sight.reaches(row.widest, row))
        for row in rows.order_by(F("closed_at").asc(nulls_first=True), "place", "pk")
    ]


def board_to_set_up(*, actor: Actor, ref: UUID) -> BoardShown:
    """One of them. Raises Http404."""
    demand(may_set_up_boards(actor))
    row = Board.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return shown(row)
