"""Writing down the visits of a clinic's list; each person is asked for again, nothing is done twice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db import connection, transaction

from members.models import Clinic
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.actions.patient_numbers import NumberTaken, keep_mark
from proms.actions.visits import When, move_visit, note_visit
from proms.models import Visit
from proms.queries.arrangement import clinic_of
from proms.queries.day_list import sharing_at
from proms.rules import may_read_day_list


@dataclass(frozen=True, slots=True)
class Arranged:
    """One line somebody looked at; `mark`: of the clinic's number for her, "" without one."""

    subject: UUID
    on: date
    at: time | None
    mark: str


def note_day_list(*, actor: SignedIn, clinic_id: int, arranged: Sequence[Arranged]) -> int:
    """How many visits are new or have another time now. Raises Http404 at a clinic not hers.

    Whoever ended sharing since the list was looked at is passed over.
    """
    demand(may_read_day_list(actor))
    clinic = clinic_of(actor=actor, clinic_id=clinic_id)
    changed = 0
    with transaction.atomic():
        with connection.cursor() as cursor:  # two presses wait for each other
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 11))", [str(clinic.pk)]
            )
        sharing = sharing_at(actor=actor, clinic=clinic)
        for one in arranged:
            if one.subject not in sharing:
                continue
            changed += _note(actor, clinic, one)
            if one.mark and sharing[one.subject].with_clinic:
                _note_number(actor, clinic, one)
    return changed


def _note(actor: SignedIn, clinic: Clinic, one: Arranged) -> int:
    there = (
        Visit.objects.visible_to(actor)
        .filter(subject_id=one.subject, on=one.on, cancelled_at__isnull=True)
        .order_by("pk")
        .first()
    )
    when = When(one.on, one.at, clinic.name[:80])
    if there is None:
        note_visit(actor=actor, when=when, subject=one.subject)
        return 1
    if one.at is None or there.at == one.at or there.made_by != Visit.MadeBy.CLINIC:
        return 0  # what she wrote down herself stays as she wrote it
    kept = When(one.on, one.at, there.with_whom)
    move_visit(actor=actor, ref=there.ref, when=kept, subject=one.subject)
    return 1


def _note_number(actor: SignedIn, clinic: Clinic, one: Arranged) -> None:
    """Next time the number alone is enough; one that is somebody else's stays as it was."""
    with suppress(NumberTaken):
        keep_mark(actor=actor, subject=one.subject, clinic=clinic, mark=one.mark)
