"""The notice that something waits: never what, and never after it was answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, Pending, register
from po_platform.access.actor import Purpose, System, acting_as

WAITING = "proms.waiting"


def still_wanted(pending: Sequence[Pending]) -> set[int]:
    """Which of these notices are about something still open; one query, ids only."""
    by_assignment = {int(one.about): one.row_id for one in pending if one.about.isdecimal()}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_open(%s)", [list(by_assignment)])
        return {by_assignment[found] for (found,) in cursor.fetchall()}


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            WAITING,
            Group("proms", _("what is waiting for you")),
            _("Something to fill in"),
            still_wanted=still_wanted,
        )
    )
