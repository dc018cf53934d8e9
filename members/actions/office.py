"""What only the office does: opening who somebody is, with a reason she can read; clinics."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from members.facts import record_person_read
from members.identity import Known
from members.models import Clinic, ClinicMembership, Person
from members.office_rules import may_add_clinician, may_open_identity, may_run_the_office
from members.queries.identity import identity_of
from members.queries.roles import living_holdings
from po_platform.access.actor import Actor, Hat, SignedIn, acting_as
from po_platform.access.refusals import demand


def open_identity(*, actor: Actor, person_id: int, reason: str) -> Known:
    """Name, address, telephone and birth date; the look is on record before anything is opened.

    The person reads `reason` in her list of who looked. Raises PermissionDenied.
    """
    with transaction.atomic():
        person = Person.objects.filter(pk=person_id).first()
        if person is None or not isinstance(actor, SignedIn):
            raise Http404
        demand(may_open_identity(actor, person))
        looking = replace(actor, looks_at=person_id)
        with acting_as(looking):
            if not record_person_read(person_id, reason):
                raise Http404
            known = identity_of(actor=looking, person_id=person_id)
        record(actor=actor, verb="members.identity.opened", thing=person)
    return known


# ---------- Clinics ----------


def create_clinic(*, actor: Actor, name: str, phone: str) -> Clinic:
    """A practice or ward members can share with as one."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = Clinic.objects.create(name=name, phone=phone)
        record(actor=actor, verb="members.clinic.created", thing=row)
    return row


def change_clinic(*, actor: Actor, clinic_id: int, name: str, phone: str) -> Clinic:
    """Another name or telephone number."""
    with transaction.atomic():
        row = _clinic(clinic_id)
        demand(may_run_the_office(actor))
        if (row.name, row.phone) != (name, phone):
            row.name, row.phone = name, phone
            row.save(update_fields=["name", "phone"])
            record(actor=actor, verb="members.clinic.changed", thing=row)
    return row


def add_clinician(*, actor: Actor, clinic_id: int, account_id: int) -> ClinicMembership:
    """Sees from now on what is shared with the clinic; members who share see that she joined."""
    with transaction.atomic():
        clinic = _clinic(clinic_id)
        present = ClinicMembership.objects.filter(
            clinic=clinic, account_id=account_id, left_at__isnull=True
        ).exists()
        is_clinician = (
            living_holdings(Hat.CLINICIAN)
            .filter(account_id=account_id, account__person__state=Person.State.ACTIVE)
            .exists()
        )
        demand(may_add_clinician(actor, is_clinician=is_clinician, present=present))
        row = ClinicMembership.objects.create(clinic=clinic, account_id=account_id)
        _note(actor, "members.clinic.joined", row)
    return row


def remove_clinician(*, actor: Actor, membership_id: int) -> None:
    """Sees nothing of the clinic's any more, from the next request on. Twice changes nothing."""
    with transaction.atomic():
        row = ClinicMembership.objects.select_for_update().filter(pk=membership_id).first()
        if row is None:
            raise Http404
        demand(may_run_the_office(actor))
        if row.left_at is None:
            ClinicMembership.objects.filter(pk=row.pk).update(left_at=Now())
            _note(actor, "members.clinic.left", row)


def _note(actor: Actor, verb: str, row: ClinicMembership) -> None:
    person = Person.objects.filter(account_id=row.account_id).values_list("pk", flat=True).first()
    record(actor=actor, verb=verb, thing=row, clinic=row.clinic_id, person=person)


def _clinic(clinic_id: int) -> Clinic:
    clinic = Clinic.objects.select_for_update().filter(pk=clinic_id).first()
    if clinic is None:
        raise Http404
    return clinic
