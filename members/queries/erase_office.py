"""Erasings the office has prepared, and what the rules have to know about a person first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from members.erasing_rules import Standing
from members.leaving import How
from members.models import Ending, OfficeErasure, OfficeReason, Person, RightsRequest
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

from .last_wish import wish_for_the_office
from .roles import is_last_administrator

PREPARED = "members.erase.prepared"


def prepared_of(person_id: int) -> OfficeErasure | None:
    """What waits for a second person."""
    return _open().filter(person_id=person_id).first()


def prepared_erasures(*, actor: Actor) -> QuerySet[OfficeErasure]:
    """All that wait, oldest first."""
    demand(may_run_the_office(actor))
    return _open().select_related("person").order_by("pk")


def _open() -> QuerySet[OfficeErasure]:
    return OfficeErasure.objects.filter(confirmed_at=None, withdrawn_at=None)


def why_prepared(*, actor: Actor, person: Person) -> str:
    """What the first of the two wrote."""
    demand(may_run_the_office(actor))
    written = OfficeReason.objects.filter(person=person, verb=PREPARED).order_by("-pk")
    return written.values_list("reason", flat=True).first() or ""


def erasing_ref(*, actor: Actor, person: Person) -> UUID | None:
    """The open request in which she asks for it, where there is one."""
    asked = RightsRequest.objects.visible_to(actor).filter(
        person=person, kind=RightsRequest.Kind.ERASURE, closed_at=None
    )
    found: UUID | None = asked.values_list("ref", flat=True).first()
    return found


def standing_of(*, actor: SignedIn, person: Person) -> Standing:
    """Of somebody who died her own wish is read, and the look is on record."""
    demand(may_run_the_office(actor))
    ending, wished = None, None
    if person.state == Person.State.DECEASED:
        ending = _death_of(actor, person)
        wished = wish_for_the_office(actor=actor, person=person)
    return Standing(
        person,
        is_last_administrator(person.account_id),
        ending,
        wished.after if wished else "",
        RightsRequest.objects.visible_to(actor)
        .filter(person=person, closed_at=None)
        .exclude(kind=RightsRequest.Kind.ERASURE)
        .exists(),
    )


def _death_of(actor: Actor, person: Person) -> Ending | None:
    deaths = Ending.objects.visible_to(actor).filter(person=person, kind=How.DIED, reversed_at=None)
    found: Ending | None = deaths.order_by("-pk").first()
    return found
