"""The notices of a circular: a page of people a transaction, each person once, whatever is killed."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.circular_notices import CIRCULAR
from members.models import Circular
from notifications.actions import Note, queue_all
from po_platform.access.actor import Purpose, System, acting_as

PAGE = 1000  # people in one transaction
PAGES = 20  # in one run; the next tick goes on
LASTS = timedelta(days=60)  # after that nobody is told any more, not on paper either
State = Circular.State


def send_circulars() -> int:
    """For the tick: goes on with what is being sent; returns how many notices were made.

    Each page commits together with the place it reached; a notice queued twice is queued once.
    A circular another run has in hand is left to it.
    """
    made = 0
    for _page in range(PAGES):
        actor = System(Purpose.DELIVER)
        with acting_as(actor):
            row = (
                Circular.objects.select_for_update(skip_locked=True)
                .filter(state=State.SENDING)
                .order_by("pk")
                .first()
            )
            if row is None:
                break
            made += _next_page(actor, row)
    return made


def _next_page(actor: System, row: Circular) -> int:
    people = _people(row)
    path = reverse("members:circular_to_me", args=[row.ref])
    ends = (row.begun_at or timezone.now()) + LASTS
    queue_all(
        Note(
            person,
            CIRCULAR,
            {"path": path},
            f"{CIRCULAR}:{row.pk}:{person}",
            expires_at=ends,
            about=str(row.pk),
        )
        for person in people
    )
    row.notices += len(people)
    if people:
        row.reached = people[-1]
    if len(people) < PAGE:
        row.state, row.ended_at = State.SENT, timezone.now()
        record(actor=actor, verb="members.circular.ended", thing=row)
    row.save(update_fields=["notices", "reached", "state", "ended_at"])
    return len(people)


def _people(row: Circular) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select circular_people(%s, %s, %s, %s)",
            [row.pk, settings.LANGUAGE_CODE, row.reached, PAGE],
        )
        return [found for (found,) in cursor.fetchall()]
