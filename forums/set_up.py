"""What talking needs before members come."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from forums.models import Board
from members.set_up import Point
from po_platform.access.actor import Actor


def talk_points(_actor: Actor) -> Iterator[Point]:
    """A board."""
    there = Board.objects.filter(closed_at__isnull=True).exists()
    yield Point(
        _("A place to talk"),
        _("Members who find an empty house do not come back."),
        there,
        _("There is a board.") if there else _("There is no board yet."),
        reverse("forums:office_boards"),
        _("Boards"),
        needed=False,
    )
