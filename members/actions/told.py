"""Somebody tells us that a member has died: a task for the office, which acts only by a person.

Family without an account names her; whoever keeps a record knows no name, only a sealed id.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.call_secrets import mark_of, seal_for_call
from members.ending_rules import may_settle_tidings, may_tell_from_a_record
from members.ending_secrets import seal_for_tidings
from members.facts import people_behind
from members.models import CallRequest, DeathTold, Person
from members.queries.calls import promised_days
from members.queries.tidings import told_about, told_person
from members.working_days import in_working_days
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .office_reasons import keep_reason

MISTAKEN = "members.death.mistaken"


@dataclass(frozen=True, slots=True)
class Tidings:
    """What the form gives: who has died, and who tells us."""

    whom: str
    name: str
    number: str
    suits: str
    language: str


def tell_of_a_death(*, actor: Actor, tidings: Tidings) -> str:
    """The code with which this is looked at and taken back. Nothing about the member changes.

    Names no person, also for somebody signed in: it is not a call about herself.
    """
    with transaction.atomic():
        ref, code, now = uuid4(), secrets.token_urlsafe(18), timezone.now()
        row = CallRequest(
            ref=ref,
            secret_hash=secret_hash(code),
            name=seal_for_call(ref, "name", tidings.name),
            number=seal_for_call(ref, "number", tidings.number),
            whom=seal_for_call(ref, "whom", tidings.whom),
            number_mark=mark_of(tidings.number),
            about=CallRequest.About.DEATH,
            suits=tidings.suits,
            language=tidings.language,
            state=CallRequest.State.OFFICE,
            passed_on_at=now,
            promised_on=in_working_days(timezone.localdate(), promised_days()),
        )
        # Nobody but the vault sees a visitor's row again, so nothing is read back here.
        CallRequest.objects.bulk_create([row], ignore_conflicts=True)
        record(actor=actor, verb="members.death.told")
    return code


def tell_from_a_record(
    *, actor: Actor, subject_id: UUID, happened_on: date | None, why: str
) -> bool:
    """A task for the office about whoever a sealed id stands for; nothing about her changes.

    False where nobody stands behind the id, the office was told already, or knows of the death.
    """
    demand(may_tell_from_a_record(actor))
    with transaction.atomic():
        if not isinstance(actor, SignedIn) or not _lives_behind(subject_id):
            return False
        ref = uuid4()
        row = DeathTold(
            ref=ref,
            subject_id=subject_id,
            told_by=actor.account_id,
            happened_on=happened_on,
            why=seal_for_tidings(ref, why),
        )
        # Whoever told does not see the row again; what became of it is asked of the vault.
        DeathTold.objects.bulk_create([row], ignore_conflicts=True)
        kept = told_about(subject_id)
        if kept is None or kept.ref != ref:
            return False
        record(actor=actor, verb="members.death.told_from_a_record", subject=subject_id)
    return True


def _lives_behind(subject_id: UUID) -> bool:
    """Whether the id stands for somebody of whose death the office does not know."""
    with acting_as(System(Purpose.ASSIGN, subject_id=subject_id)):
        person_id = people_behind([subject_id]).get(subject_id)
    if person_id is None:
        return False
    return Person.objects.filter(pk=person_id).exclude(state=Person.State.DECEASED).exists()


def settle_as_alive(*, actor: Actor, ref: UUID, reason: str) -> Person:
    """The office found that it was a mistake; whoever told can read so at the record.

    Raises Http404 for what is settled already, and where the death is written down.
    """
    with transaction.atomic():
        row, person = _waiting(actor, ref, written_down=False)
        _settle(actor, row, DeathTold.Outcome.ALIVE)
        keep_reason(actor=actor, person=person, verb=MISTAKEN, reason=reason)
        record(actor=actor, verb=MISTAKEN, thing=person)
    return person


def settle_as_known(*, actor: Actor, ref: UUID) -> Person:
    """Told in the moment the office wrote this death down: there is nothing more to do.

    Raises Http404 for what is settled already, and where the death is not written down.
    """
    with transaction.atomic():
        row, person = _waiting(actor, ref, written_down=True)
        _settle(actor, row, DeathTold.Outcome.DIED)
        record(actor=actor, verb="members.death.known", thing=person)
    return person


def _waiting(actor: Actor, ref: UUID, *, written_down: bool) -> tuple[DeathTold, Person]:
    demand(may_settle_tidings(actor))
    waiting = DeathTold.objects.visible_to(actor).filter(ref=ref, settled_at=None)
    row = waiting.select_for_update().first()
    person = told_person(actor=actor, ref=ref)
    if row is None or person is None:
        raise Http404
    if (person.state == Person.State.DECEASED) != written_down:
        raise Http404
    return row, person


def _settle(actor: Actor, row: DeathTold, outcome: DeathTold.Outcome) -> None:
    row.outcome, row.settled_at = outcome, timezone.now()
    row.settled_by = actor.account_id if isinstance(actor, SignedIn) else None
    row.save(update_fields=["outcome", "settled_at", "settled_by"])
