"""The tick tells members that a form is due again, or that there is a newer text to decide on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from notifications.actions import Note, queue_all
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit import spoken
from registry.notices import DUE, ENDING, NEWER

OF_FORMS = "select participation, person, mark, since, null::timestamptz from take_due_forms(%s)"
OF_TEXTS = "select participation, person, mark, since, ends from take_newer_texts(%s, %s)"
MOST = 2000  # people in one transaction


def ask_again() -> int:
    """For the tick: how many are told now. Nobody is told twice of the same.

    What a newer text lets end without an answer has its last day from the moment she is told.
    """
    _hold_back()
    return _tell_all(DUE, OF_FORMS) + _tell_all(NEWER, OF_TEXTS, settings.TIME_ZONE)


def _hold_back() -> None:
    """Who may not be asked now, or was not told in time: nothing of hers ends by itself."""
    with acting_as(System(Purpose.REMIND)) as system, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select hold_endings_back()")
            (held,) = cursor.fetchone()
        if held:
            record(actor=system, verb="registry.ending.held_back", count=held)


def _tell_all(kind: str, statement: str, *more: str) -> int:
    told = some = _tell(kind, statement, *more)
    while some == MOST:
        some = _tell(kind, statement, *more)
        told += some
    return told


def _tell(kind: str, statement: str, *more: str) -> int:
    """`statement`: (participation, person, which time or version, since when, when something of
    hers ends by itself), taken once.
    """
    with acting_as(System(Purpose.REMIND)) as system, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [MOST, *more])
            taken = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=ENDING if ends else kind,
                about=str(participation),
                context=_context(ends),
                dedup=f"{kind}:{participation}:{mark}:{_told_once(since, ends)}",
            )
            for participation, person, mark, since, ends in taken
        )
        if taken:
            ending = sum(1 for *_row, ends in taken if ends)
            record(actor=system, verb=f"{kind}.told", count=len(taken), ending=ending)
    return len(taken)


def _told_once(since: date, ends: datetime | None) -> str:
    """The vault gives each once; of a last day taken back and set anew on one day she hears again."""
    return timezone.now().isoformat() if ends else str(since)


def _context(ends: datetime | None) -> dict[str, Any]:
    context = {"path": reverse("registry:registries")}
    return context | ({"day": spoken.last_day(ends).isoformat()} if ends else {})
