"""Mails around registries: that something waits or is kept, never what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, Pending, register
from po_platform.access.actor import Purpose, System, acting_as
from registry.copies import on_paper

JOINED = "registry.joined"
ASKED, ANSWERED = "registry.asked", "registry.answered"
NAMED = "registry.named"
FOUND, LEFT = "registry.found", "registry.left"


def still_asked(pending: Sequence[Pending]) -> set[int]:
    """Of these mails those whose question still waits, for somebody who still takes part."""
    about = {one.row_id: int(one.about) for one in pending if one.about.isdecimal()}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select registry_still_asked(%s)", [list(about.values())])
        waiting = {found for (found,) in cursor.fetchall()}
    return {row for row, query in about.items() if query in waiting}


def connect() -> None:
    """Once at start."""
    mine = Group("registry", _("data you give, and questions about it"))
    work = Group("registry_work", _("work in a registry"))
    keys = frozenset({"path"})
    register(
        Kind(
            JOINED, mine, _("A copy of what you decided"),
            template="registry/mail/joined", keys=keys, digestible=False, paper=on_paper,
            by_phone=False,
        )
    )  # fmt: skip
    line = _("Somebody has a question for you")
    register(Kind(ASKED, mine, line, keys=keys, still_wanted=still_asked))
    line_of_leaving = _("Something we wrote down for you")
    register(Kind(LEFT, mine, line_of_leaving, keys=keys, paper=on_paper, by_phone=False))
    register(Kind(FOUND, mine, _("Something to look at and decide"), keys=keys))
    register(Kind(ANSWERED, work, _("An answer came"), keys=keys))
    register(Kind(NAMED, work, _("Your name stands on a page of ours"), keys=keys))
