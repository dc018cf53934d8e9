"""Endings: what rests and until when, what waits to be confirmed, and the gaps they leave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404

from members.ending_secrets import open_of_ending
from members.leaving import Ended, How, all_stops
from members.models import Ending, Group, GroupContact, GroupLead, Person
from members.office_rules import may_run_the_office
from members.purposes import Words
from po_platform.access.actor import Actor, System
from po_platform.access.protected import ProtectedQuerySet
from po_platform.access.refusals import demand
from po_platform.kit.crypto import Tampered

from .care import account_names


def open_endings(*, actor: Actor, person_id: int) -> ProtectedQuerySet[Ending]:
    """Those that can be taken back, newest first."""
    return (
        Ending.objects.visible_to(actor)
        .filter(person_id=person_id, reversed_at=None, carried_out_at=None)
        .order_by("-pk")
    )


def newest_open(*, actor: Actor, person_id: int) -> Ending | None:
    """The one that made the state what it is."""
    found: Ending | None = open_endings(actor=actor, person_id=person_id).first()
    return found


def has_open_ending(*, actor: Actor, person_id: int) -> bool:
    """Whether there is something to take back."""
    return open_endings(actor=actor, person_id=person_id).exists()


def for_her_family(actor: System) -> bool:
    """Whether a file is made of somebody who has died, for whom she named: no file of her own."""
    if actor.person_id is None:
        return False
    return Person.objects.filter(pk=actor.person_id, state=Person.State.DECEASED).exists()


def ended_of(ending: Ending, account_id: int) -> Ended:
    """The event as the apps know it."""
    return Ended(ending.person_id, account_id, How(ending.kind), ending.at, ending.kept)


@dataclass(frozen=True, slots=True)
class EndingShown:
    """One ending as the office reads it. `told_by` is open; `stopped`: (sentence, how many or None)."""

    row: Ending
    person: Person
    told_by: str
    recorded_by: str
    confirmed_by: str
    stopped: list[tuple[Words, int | None]]


def ending_of(*, actor: Actor, ref: UUID) -> EndingShown:
    """The newest open ending of this person. Raises Http404."""
    demand(may_run_the_office(actor))
    row = (
        Ending.objects.visible_to(actor)
        .select_related("person__account")
        .filter(person__ref=ref, reversed_at=None, carried_out_at=None)
        .order_by("-pk")
        .first()
    )
    if row is None:
        raise Http404
    names = account_names({one for one in (row.recorded_by, row.confirmed_by) if one})
    try:
        told_by = open_of_ending(row.ref, row.told_by)
    except Tampered:
        told_by = ""
    return EndingShown(
        row,
        row.person,
        told_by,
        names.get(row.recorded_by or 0, ""),
        names.get(row.confirmed_by or 0, ""),
        [
            (stop.words, row.stopped[stop.code])
            for stop in all_stops()
            if stop.code in row.stopped and row.stopped[stop.code] != 0
        ],
    )


def unconfirmed(*, actor: Actor) -> ProtectedQuerySet[Ending]:
    """Deaths nobody else has confirmed yet, oldest first."""
    demand(may_run_the_office(actor))
    return (
        Ending.objects.visible_to(actor)
        .filter(kind=How.DIED, confirmed_at=None, reversed_at=None, carried_out_at=None)
        .select_related("person")
        .order_by("pk")
    )


def groups_with_a_gap(*, actor: Actor) -> QuerySet[Group]:
    """Open groups whose lead or contact left or died, and that have none of that kind now; `since`."""
    demand(may_run_the_office(actor))

    def gap(model: type[GroupLead] | type[GroupContact]) -> Q:
        mine = model.objects.filter(group=OuterRef("pk"))
        by_an_ending = mine.filter(
            person__endings__at=F("ended_at"), person__endings__reversed_at=None
        )
        return Q(Exists(by_an_ending)) & ~Q(Exists(mine.filter(ended_at=None)))

    found = Group.objects.filter(gap(GroupLead) | gap(GroupContact), closed_at=None)
    since = Greatest(Max("leads__ended_at"), Max("contacts__ended_at"))
    return found.annotate(since=since).order_by("pk")
