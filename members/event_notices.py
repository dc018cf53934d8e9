"""What somebody who comes is written when something changes or the day is near: never which event."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as

from .models import Attendance, Event
from .queries.event_shown import EventShown, when
from .queries.own import own_rows

CHANGED = "members.event_changed"
REMINDER = "members.event_reminder"


def comers(event: int, *, only_reminded: bool = False) -> set[int]:
    """Person ids; the vault tells the software while it delivers, and nobody else."""
    with connection.cursor() as cursor:
        cursor.execute("select * from event_comers(%s, %s)", [event, only_reminded])
        return {found for (found,) in cursor.fetchall()}


def about(row: Event) -> str:
    """What a notice is about: the event as it was when it was written."""
    return f"{row.pk}:{row.version}"


def changes_wanted(pending: Sequence[Pending]) -> Collection[int]:
    """Of those who still come; of several changes the last alone."""
    return _wanted(pending, only_reminded=False)


def reminders_wanted(pending: Sequence[Pending]) -> Collection[int]:
    """Nothing changed since, it takes place, and she still comes and wishes it."""
    return _wanted(pending, only_reminded=True)


def _wanted(pending: Sequence[Pending], *, only_reminded: bool) -> list[int]:
    found: list[int] = []
    with acting_as(System(Purpose.DELIVER)):
        for mark in {one.about for one in pending}:
            pk, version = (int(part) for part in mark.split(":"))
            row = Event.objects.filter(pk=pk, version=version, over_at__gt=timezone.now()).first()
            if row is None or (only_reminded and not EventShown(row).stands):
                continue
            right = comers(pk, only_reminded=only_reminded)
            found += [one.row_id for one in pending if one.about == mark and one.person_id in right]
    return found


def on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """What is for everybody stands there in full for who was told that she is seen: whoever prints
    the letter reads where she goes. For everybody else, and of a group, nothing."""
    row = Event.objects.filter(pk=int(pending.about.split(":")[0])).first()
    if row is None:
        return None
    if row.group_id is not None or not row.named or not _was_told(actor, row):
        return PaperPart(
            (
                _now(
                    "Something has changed about an event you said you come to, or it does not"
                    " take place. Call us, and we tell you what comes and what was cancelled. We do"
                    " not write which event it is, so that nobody else learns it."
                ),
            )
        )
    shown = EventShown(row)
    if not shown.stands:
        said = _now("“%(title)s” on %(when)s does not take place.")
    else:
        said = _now("Something has changed about “%(title)s”. It begins on %(when)s.")
    words = said % {"title": row.title, "when": when(row.starts_at)}
    where = ", ".join(filter(None, (row.place, row.phone))) if shown.stands else row.cancelled_why
    return PaperPart(tuple(filter(None, (words, where))))


def _was_told(actor: System, row: Event) -> bool:
    """`actor`: the software as the one who comes."""
    return own_rows(Attendance, actor).filter(event=row, ended_at=None, named=True).exists()


def connect() -> None:
    """Once at start."""
    group = Group("members.events", _("events you said you come to"))
    register(
        Kind(
            CHANGED,
            group,
            _("Something about a day you noted has changed"),
            keys=frozenset({"path"}),
            digestible=False,
            still_wanted=changes_wanted,
            paper=on_paper,
            by_phone=False,
        )
    )
    register(
        Kind(
            REMINDER,
            group,
            _("Something you noted is near"),
            keys=frozenset({"path"}),
            digestible=False,
            still_wanted=reminders_wanted,
        )
    )
