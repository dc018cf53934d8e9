"""Questions whether another guide may go along: the one that is open, and notes of those before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from education.models import Enrolment, GuideAssignment, GuideHandOver
from education.queries.guiding import Offered, living_guides, loads
from members.queries.own import own_rows
from po_platform.access.actor import Actor

MOST = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question. `to`: who would go along, None when she is no guide any more."""

    row: GuideHandOver
    to: Offered | None


def open_hand_over(
    *, actor: Actor, assignment: GuideAssignment, lock: bool = False
) -> GuideHandOver | None:
    """What a member is being asked, for herself and for who goes along."""
    rows = GuideHandOver.objects.visible_to(actor).filter(assignment=assignment, answered_at=None)
    return (rows.select_for_update() if lock else rows).first()


def asked(*, actor: Actor, assignment: GuideAssignment) -> Asked | None:
    """The same, with the guide it is about."""
    row = open_hand_over(actor=actor, assignment=assignment)
    if row is None:
        return None
    guide = living_guides().filter(account_id=row.to_account).first()
    people = loads().get(row.to_account, 0)
    return Asked(row, Offered(guide, people, "") if guide else None)


def notes_of(*, actor: Actor, enrolment: Enrolment) -> list[GuideHandOver]:
    """What guides wrote down when they asked, newest first; the member reads the same."""
    rows = GuideHandOver.objects.visible_to(actor).filter(enrolment=enrolment)
    return list(rows.exclude(answered_at=None).order_by("-pk")[:MOST])


def questions_to(*, actor: Actor) -> list[UUID]:
    """Her ways on which a guide asks whether another may go along. One query."""
    rows = own_rows(GuideHandOver, actor).filter(answered_at=None, assignment__ended_at=None)
    return list(rows.values_list("enrolment__ref", flat=True)[:5])
