"""Questions at the start, the end and three months on: laid out, taken up, left out, moved."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from audit.actions import record
from education.measures import RECENT, Measures, Told, measures
from education.models import Enrolment, Measuring
from education.programme_notices import ASKED_AGAIN
from education.programme_rules import may_walk, pause_fault
from education.queries.measuring import STAYS_OPEN, is_open, my_measuring
from members.lengths import months_after
from members.queries.own import own_rows
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 200
MONTHS = 3
Moment = Measuring.Moment


def lay_out_start(*, actor: Actor, enrolment: Enrolment) -> None:
    """The first of the three, for a programme that asks; twice is once."""
    _lay_out(actor, enrolment, Moment.START, timezone.localdate())


def lay_out_end(*, actor: Actor, enrolment: Enrolment) -> None:
    """The other two: today, and three months on. Through a second time, both count from then,
    as far as she has not taken them up."""
    now = timezone.localtime()
    _lay_out(actor, enrolment, Moment.END, now.date())
    _lay_out(actor, enrolment, Moment.LATER, months_after(now, MONTHS).date())


def _lay_out(actor: Actor, enrolment: Enrolment, moment: Moment, day: date) -> None:
    if not enrolment.version.measured_by:
        return
    Measuring.objects.bulk_create(
        [
            Measuring(
                subject_id=enrolment.subject_id, enrolment=enrolment, moment=moment, due_on=day
            )
        ],
        ignore_conflicts=True,
    )
    own_rows(Measuring, actor).filter(
        enrolment=enrolment, moment=moment, asked_ref=None, told_at=None
    ).update(due_on=day)


def take_up(*, actor: SignedIn, ref: UUID) -> str:
    """Puts the questions on her own list; where to answer them. What she began is gone on with.

    What she answered already is where it leads then, from a page that was open for long.
    """
    demand(may_walk(actor))
    with transaction.atomic():
        row = _open(actor, ref)
        offered = measures()
        if offered is None:
            raise Http404
        if said := _said(actor, offered, row):
            return said.url
        row.asked_ref, address = offered.begin(actor, row.enrolment.version.measured_by)
        row.save(update_fields=["asked_ref"])
        # Begun at another moment and never answered: the answers are those of now, and only of now.
        others = own_rows(Measuring, actor).filter(enrolment=row.enrolment, asked_ref=row.asked_ref)
        others.exclude(pk=row.pk).update(asked_ref=None)
        record(actor=actor, verb="education.measuring.begun", thing=row, subject=row.subject_id)
    return address


def take_recent(*, actor: SignedIn, ref: UUID) -> None:
    """What she answered elsewhere within a week counts here too. Raises Http404 for nothing."""
    demand(may_walk(actor))
    with transaction.atomic():
        row = _open(actor, ref)
        offered = measures()
        slug = row.enrolment.version.measured_by
        found = offered.recent(actor, slug, timezone.now() - RECENT) if offered else None
        if offered is None or found is None or _said(actor, offered, row):
            raise Http404
        if _counts_already(actor, row, found[0]):
            raise Http404
        row.asked_ref = found[0]
        row.save(update_fields=["asked_ref"])
        record(actor=actor, verb="education.measuring.taken", thing=row, subject=row.subject_id)


def _said(actor: Actor, offered: Measures, row: Measuring) -> Told | None:
    """What she answered at this moment; None before."""
    if row.asked_ref is None:
        return None
    return offered.told(actor, [row.asked_ref], get_language() or "en").get(row.asked_ref)


def _counts_already(actor: Actor, row: Measuring, asked: UUID) -> bool:
    """The same answers are not the start and the end."""
    rows = own_rows(Measuring, actor).filter(enrolment=row.enrolment, asked_ref=asked)
    return rows.exclude(pk=row.pk).exists()


def leave_out(*, actor: SignedIn, ref: UUID) -> None:
    """Nothing follows from it, and nobody asks why. Twice is once."""
    demand(may_walk(actor))
    with transaction.atomic():
        row = my_measuring(actor=actor, ref=ref, lock=True)
        if row.left_out_at is None:
            row.left_out_at = timezone.now()
            row.save(update_fields=["left_out_at"])
            record(
                actor=actor, verb="education.measuring.left_out", thing=row, subject=row.subject_id
            )


def ask_after_all(*, actor: SignedIn, ref: UUID) -> None:
    """Undoes `leave_out`."""
    demand(may_walk(actor))
    with transaction.atomic():
        row = my_measuring(actor=actor, ref=ref, lock=True)
        if row.left_out_at is not None:
            row.left_out_at = None
            row.save(update_fields=["left_out_at"])
            record(
                actor=actor, verb="education.measuring.wanted", thing=row, subject=row.subject_id
            )


def move_day(*, actor: SignedIn, ref: UUID, day: date) -> None:
    """The day of the third time. Raises PermissionDenied for a day that is not ahead."""
    demand(may_walk(actor))
    if fault := pause_fault(day, timezone.localdate()):
        raise PermissionDenied(fault)
    with transaction.atomic():
        row = my_measuring(actor=actor, ref=ref, lock=True)
        if row.moment != Moment.LATER or row.asked_ref is not None:
            raise Http404
        row.due_on, row.told_at, row.left_out_at = day, None, None
        row.save(update_fields=["due_on", "told_at", "left_out_at"])
        record(actor=actor, verb="education.measuring.moved", thing=row, subject=row.subject_id)


def ask_again() -> int:
    """The job: one neutral mail on the day, to whoever is through and was not written to yet."""
    offered = measures()
    in_use = [slug for slug, _title in offered.choices()] if offered else []
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute(
            "select * from take_measuring_days(%s, %s::text[], %s)",
            [AT_ONCE, in_use, timezone.localdate() - STAYS_OPEN],
        )
        rows = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=ASKED_AGAIN,
                context={"path": reverse("education:way", args=[way])},
                dedup=f"{ASKED_AGAIN}:{ref}:{day}",
                about=str(ref),
            )
            for ref, person, way, day in rows
        )
    return len(rows)


def _open(actor: Actor, ref: UUID) -> Measuring:
    row = my_measuring(actor=actor, ref=ref, lock=True)
    if not is_open(row, today=timezone.localdate()):
        raise Http404
    return row
