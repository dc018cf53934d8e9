"""The notice that something waits: never what, and never after it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.facts import helpers_to_remind, people_behind, still_reminded
from members.models import Person
from members.queries.first_weeks import quiet_until
from notifications.actions import queue
from notifications.kinds import Group, Kind, Pending, register
from po_platform.access.actor import Purpose, System, acting_as
from proms.models import Assignment
from proms.paper import on_paper

WAITING = "proms.waiting"
HELP_WAITING = "proms.help_waiting"  # the same, to a helper who gets reminders too
LAST_CALL = timedelta(days=2)  # before it closes
SHORT = timedelta(days=4)  # what closes sooner is told once


def queue_reminders(assignment: Assignment) -> None:
    """At once, and once more two days before it closes; each is asked again when it goes out.

    For somebody who is left in peace after a diagnosis the first one waits until that is over.
    """
    person = people_behind([assignment.subject_id]).get(assignment.subject_id)
    if person is None:
        return
    opens, closes = assignment.opens_at, assignment.closes_at
    times = {"first": opens}
    if closes and closes - opens > SHORT:
        times["last"] = closes - LAST_CALL
    with acting_as(System(Purpose.ASSIGN, assignment.subject_id, person)) as system:
        peace = quiet_until(actor=system)
        helpers = helpers_to_remind()
    if peace is not None:
        times = {"first": peace} if closes is None or peace < closes else {}
    # Where others act by law and she has no account, they are told, and no letter goes to a child.
    herself = not helpers or Person.objects.filter(pk=person, account__isnull=False).exists()
    for step, due_at in times.items():
        if herself:
            _queue_own(assignment, person, step, due_at)
        for grant_id, helper in helpers:
            queue(
                recipient=helper,
                kind=HELP_WAITING,
                about=f"{assignment.pk}:{grant_id}",
                context={"path": reverse("members:helping")},
                dedup=f"{HELP_WAITING}:{assignment.pk}:{grant_id}:{step}",
                due_at=due_at,
                expires_at=closes,
            )


def _queue_own(assignment: Assignment, person: int, step: str, due_at: datetime) -> None:
    queue(
        recipient=person,
        kind=WAITING,
        about=str(assignment.pk),
        context={"path": reverse("proms:answer", args=[assignment.ref])},
        dedup=f"{WAITING}:{assignment.pk}:{step}",
        due_at=due_at,
        expires_at=assignment.closes_at,
    )


def still_wanted(pending: Sequence[Pending]) -> set[int]:
    """Which of these notices are about something still open; one query, ids only."""
    by_row = {one.row_id: int(one.about) for one in pending if one.about.isdecimal()}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_open(%s)", [list(by_row.values())])
        still_open = {found for (found,) in cursor.fetchall()}
    return {row_id for row_id, assignment in by_row.items() if assignment in still_open}


def still_helps(pending: Sequence[Pending]) -> set[int]:
    """The same for helpers, as long as they help and get reminders; two queries."""
    parts = {one.row_id: one.about.split(":") for one in pending}
    known = {row: (int(a), int(g)) for row, (a, g) in parts.items()}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_open(%s)", [[a for a, _g in known.values()]])
        still_open = {found for (found,) in cursor.fetchall()}
        reminded = still_reminded([g for _a, g in known.values()])
    return {row for row, (a, g) in known.items() if a in still_open and g in reminded}


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            HELP_WAITING,
            Group("members.help", _("who helps whom")),
            _("Something to fill in, for somebody you help"),
            template="members/mail/help_waiting",
            keys=frozenset({"path"}),
            still_wanted=still_helps,
        )
    )
    register(
        Kind(
            WAITING,
            Group("proms", _("what is waiting for you")),
            _("Something to fill in"),
            still_wanted=still_wanted,
            paper=on_paper,
        )
    )
