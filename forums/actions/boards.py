"""Boards are made, changed, closed and opened; what a board was stays in its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from forums.models import Board
from forums.rules import may_name_to_guests, may_set_up_boards
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def make_board(*, actor: Actor, **values: Any) -> Board:
    """`values`: fields of Board. Raises PermissionDenied."""
    with transaction.atomic():
        demand(may_set_up_boards(actor))
        row = Board(**values)
        _demand_named(row)
        row.save()
        record(actor=actor, verb="forums.board.made", thing=row)
    return row


def change_board(*, actor: Actor, ref: UUID, **values: Any) -> Board:
    """Topics keep the audience their authors chose, however wide the board becomes.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_set_up_boards(actor))
        row = _locked(ref)
        for name, value in values.items():
            setattr(row, name, value)
        _demand_named(row)
        row.save(update_fields=list(values))
        record(actor=actor, verb="forums.board.changed", thing=row)
    return row


def close_board(*, actor: Actor, ref: UUID, closed: bool) -> None:
    """Nobody writes there any more; who knows a topic can still read it."""
    with transaction.atomic():
        demand(may_set_up_boards(actor))
        row = _locked(ref)
        if (row.closed_at is not None) == closed:
            return
        row.closed_at = Now() if closed else None
        row.save(update_fields=["closed_at"])
        verb = "closed" if closed else "opened"
        record(actor=actor, verb=f"forums.board.{verb}", thing=row)


def _demand_named(row: Board) -> None:
    if row.named_to_guests:
        demand(may_name_to_guests(widest=row.widest, group_id=row.group_id))


def _locked(ref: UUID) -> Board:
    row = Board.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Http404
    return row
