"""The notice that something waits: never what, and never after it was answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.facts import helpers_to_remind, people_behind, still_reminded
from members.models import Person
from members.queries.first_weeks import quiet_until
from notifications.actions import Note, queue, queue_all
from notifications.kinds import Group, Kind, Pending, register
from po_platform.access.actor import Purpose, System, acting_as
from proms.actions.reply_codes import make_links
from proms.models import Assignment
from proms.paper import on_paper
from proms.windows import Window, reminders, told_at

WAITING = "proms.waiting"
# The same words once more; on a day that told of something new, on the next one.
AGAIN = "proms.waiting_again"
MISSED = "proms.missed"  # several windows brought nothing: one call, nothing by mail
HELP_WAITING = "proms.help_waiting"  # the same, to a helper who gets reminders too
HELP_AGAIN = "proms.help_waiting_again"
LAST_CALL = timedelta(days=2)  # before it closes
SHORT = timedelta(days=4)  # what closes sooner is told once


@dataclass(frozen=True, slots=True)
class Opened:
    """What a window put on a list; `reminders`: how many besides the first notice."""

    assignments: Sequence[Assignment]
    window: Window
    reminders: int


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
    queue_all(_notes([assignment], times, person, helpers, secrets.token_hex(8)))


def queue_opened(actor: System, opened: Sequence[Opened], zone: ZoneInfo) -> None:
    """Notices for all of the one person acted for that opened together; of those of one day one
    goes out.
    """
    person = actor.person_id
    if not opened or person is None:
        return
    helpers, notes = helpers_to_remind(), list[Note]()
    now, bundle = timezone.now(), secrets.token_hex(8)
    for one in opened:
        first, *later = told_at(reminders(one.window, one.reminders), zone, now)
        times = {"first": first} | {moment.date().isoformat(): moment for moment in later}
        notes += _notes(one.assignments, times, person, helpers, bundle)
    queue_all(notes)


def _notes(
    assignments: Sequence[Assignment],
    times: Mapping[str, datetime],
    person: int,
    helpers: Sequence[tuple[int, int]],
    bundle: str,
) -> list[Note]:
    """`times`: "first", then any other words; what comes after the first is spared on a told day."""
    if not times:
        return []
    notes: list[Note] = []
    first = assignments[0]
    ends = [one.closes_at for one in assignments]
    expires_at = max(end for end in ends if end) if all(ends) else None
    about = ",".join(str(one.pk) for one in assignments)
    # Where others act by law and she has no account, they are told, and no letter goes to a child.
    herself = not helpers or Person.objects.filter(pk=person, account__isnull=False).exists()
    path = _own_link(assignments, person, bundle) if herself else ""
    for step, due_at in times.items():
        if herself:
            notes.append(
                Note(
                    person,
                    WAITING if step == "first" else AGAIN,
                    {"path": path},
                    f"{WAITING}:{first.pk}:{step}",
                    due_at,
                    expires_at,
                    about=about,
                )
            )
        notes += [
            Note(
                helper,
                HELP_WAITING if step == "first" else HELP_AGAIN,
                {"path": reverse("members:helping")},
                f"{HELP_WAITING}:{first.pk}:{grant_id}:{step}",
                due_at,
                expires_at,
                about=f"{about}:{grant_id}",
            )
            for grant_id, helper in helpers
        ]
    return notes


def queue_call(assignment: Assignment) -> None:
    """The desk rings about this one form, if she gave a number; at most once a window."""
    person = people_behind([assignment.subject_id]).get(assignment.subject_id)
    if person is None or not Person.objects.filter(pk=person, account__isnull=False).exists():
        return  # others act for who has no account of her own, and are told already
    queue(
        recipient=person,
        kind=MISSED,
        about=str(assignment.pk),
        context={},
        dedup=f"{MISSED}:{assignment.pk}",
        expires_at=assignment.closes_at,
    )


def _own_link(assignments: Sequence[Assignment], person: int, bundle: str) -> str:
    """The address that opens these forms for her, by one press each."""
    system = System(Purpose.EXPORT, assignments[0].subject_id, person)
    with acting_as(system):
        secret = make_links(actor=system, assignments=assignments, bundle=bundle)
    return reverse("proms:waiting_link", args=[secret])


def _ids(about: str) -> set[int]:
    """ "12,13" → the assignments a notice is about."""
    return {int(part) for part in about.split(",") if part.isdecimal()}


def still_wanted(pending: Sequence[Pending]) -> set[int]:
    """Which of these notices are about something still open; one query, ids only."""
    by_row = {one.row_id: _ids(one.about) for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_open(%s)", [list(set().union(*by_row.values()))])
        still_open = {found for (found,) in cursor.fetchall()}
    return {row_id for row_id, found in by_row.items() if found & still_open}


def still_helps(pending: Sequence[Pending]) -> set[int]:
    """The same for helpers, as long as they help and get reminders; two queries."""
    parts = {one.row_id: one.about.split(":") for one in pending}
    known = {row: (_ids(about), int(grant)) for row, (about, grant) in parts.items()}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute(
            "select still_open(%s)", [list(set().union(*(a for a, _g in known.values())))]
        )
        still_open = {found for (found,) in cursor.fetchall()}
        reminded = still_reminded([g for _a, g in known.values()])
    return {row for row, (a, g) in known.items() if a & still_open and g in reminded}


def connect() -> None:
    """Once at start."""
    for name, again in ((HELP_WAITING, False), (HELP_AGAIN, True)):
        register(
            Kind(
                name,
                Group("members.help", _("who helps whom")),
                _("Something to fill in, for somebody you help"),
                template="members/mail/help_waiting",
                keys=frozenset({"path"}),
                still_wanted=still_helps,
                told_by=HELP_WAITING,
                again=again,
            )
        )
    register(
        Kind(
            MISSED,
            Group("proms", _("what is waiting for you")),
            _("Something to fill in"),
            still_wanted=still_wanted,
            paper=on_paper,
            calls_only=True,
        )
    )
    for name, again in ((WAITING, False), (AGAIN, True)):
        register(
            Kind(
                name,
                Group("proms", _("what is waiting for you")),
                _("Something to fill in"),
                still_wanted=still_wanted,
                paper=on_paper,
                told_by=WAITING,
                again=again,
                opens_one=True,
            )
        )
