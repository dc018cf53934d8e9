"""A clinic's own number for somebody: noted, changed and taken away again, one person's each."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Clinic
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.models import PatientNumber
from proms.queries.patient_numbers import NumberAt, number_mark, numbers_of
from proms.rules import may_note_number


class NumberTaken(Exception):
    """The clinic has this number for somebody else."""


def note_number(*, actor: SignedIn, subject: UUID, clinic_id: int, number: str) -> None:
    """In place of the one before. Raises NumberTaken, PermissionDenied for who does not share with
    the clinic, Http404 at a clinic not the actor's."""
    found = _at(actor, subject, clinic_id)
    demand(may_note_number(actor, shares_with_clinic=found.shares))
    keep_mark(
        actor=actor,
        subject=subject,
        clinic=found.clinic,
        mark=number_mark(found.clinic, number),
    )


def take_number_away(*, actor: SignedIn, subject: UUID, clinic_id: int) -> None:
    """The clinic's next list finds her by name and year of birth. Twice is once."""
    found = _at(actor, subject, clinic_id)
    with transaction.atomic():
        row = (
            PatientNumber.objects.visible_to(actor)
            .filter(subject_id=subject, clinic=found.clinic)
            .first()
        )
        if row is None:
            return
        record(actor=actor, verb="proms.patient_number.removed", thing=row, subject=subject)
        PatientNumber.objects.visible_to(actor).filter(pk=row.pk).delete()


def keep_mark(*, actor: SignedIn, subject: UUID, clinic: Clinic, mark: str) -> None:
    """The mark of a number; the same again changes nothing. Raises NumberTaken."""
    known = PatientNumber.objects.visible_to(actor).filter(
        subject_id=subject, clinic=clinic, mark=mark
    )
    if known.exists():
        return
    row = PatientNumber(subject_id=subject, clinic=clinic, mark=mark, noted_at=timezone.now())
    try:
        with transaction.atomic():
            PatientNumber.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["subject_id", "clinic"],
                update_fields=["mark", "noted_at"],
            )
    except IntegrityError as error:  # patient_number_of_one
        raise NumberTaken from error
    record(actor=actor, verb="proms.patient_number.noted", thing=row, subject=subject)


def _at(actor: SignedIn, subject: UUID, clinic_id: int) -> NumberAt:
    for found in numbers_of(actor=actor, subject=subject):
        if found.clinic.pk == clinic_id:
            return found
    raise Http404
