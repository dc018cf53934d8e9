"""Deaths the office was told of from a record: for the office, and what became of them for who told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from members.ending_secrets import open_of_tidings
from members.models import DeathTold, Person
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.crypto import Tampered

from .care import account_names


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the newest tidings about one sealed id: neither who told nor about whom."""

    ref: UUID
    told_at: datetime
    outcome: str
    settled_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the office has not settled it yet."""
        return self.settled_at is None

    @property
    def was_a_mistake(self) -> bool:
        return self.outcome == DeathTold.Outcome.ALIVE


def told_about(subject_id: UUID) -> Told | None:
    """For whoever keeps a record; the vault answers curators and clinicians only."""
    with connection.cursor() as cursor:
        cursor.execute("select ref, told_at, outcome, settled_at from death_told(%s)", [subject_id])
        row = cursor.fetchone()
    return Told(*row) if row else None


@dataclass(frozen=True, slots=True)
class Tidings:
    """One task of the office. `told_by`: the name of whoever told.

    Only on its own page: `subject_id`, for the record of the look, the day, and `why`, opened.
    """

    ref: UUID
    person: Person
    told_at: datetime
    told_by: str
    subject_id: UUID | None = None
    happened_on: date | None = None
    why: str = ""


def waiting_tidings(*, actor: Actor) -> list[Tidings]:
    """What the office has not settled, oldest first; three queries however many there are."""
    demand(may_run_the_office(actor))
    with connection.cursor() as cursor:
        cursor.execute("select ref, person_id, told_at, told_by from deaths_told()")
        rows = cursor.fetchall()
    people = Person.objects.in_bulk([person_id for _ref, person_id, _at, _by in rows])
    names = account_names({by for _ref, _person, _at, by in rows}) if rows else {}
    return [
        Tidings(ref, people[person_id], at, names.get(by, ""))
        for ref, person_id, at, by in rows
        if person_id in people
    ]


def told_person(*, actor: Actor, ref: UUID) -> Person | None:
    """Whom tidings that wait are about."""
    found = next((one for one in waiting_tidings(actor=actor) if one.ref == ref), None)
    return found.person if found else None


def tidings_of(*, actor: Actor, ref: UUID) -> Tidings | None:
    """One task with its words; None where it is settled."""
    found = next((one for one in waiting_tidings(actor=actor) if one.ref == ref), None)
    row = DeathTold.objects.visible_to(actor).filter(ref=ref, settled_at=None).first()
    if found is None or row is None:
        return None
    try:
        why = open_of_tidings(row.ref, row.why)
    except Tampered:
        why = ""
    return replace(found, subject_id=row.subject_id, happened_on=row.happened_on, why=why)
