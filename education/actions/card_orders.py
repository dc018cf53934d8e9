"""A practice orders cards without an account; the office makes the sheet, posts it and says so."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.cards import lay_card
from education.card_course import VERSION
from education.models import CardOrder, Programme, ProgrammeCard
from education.programme_rules import may_begin, may_order_cards, may_post_cards
from education.queries.card_orders import seal
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

GOOD_FOR_DAYS = 365
State = CardOrder.State


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the form gives. `reach`: how to ask back, may be ''. `course_version`: what was read."""

    programme: Programme
    patients: int
    practice: str
    address: str
    reach: str
    course_version: int | None = None


def order_cards(*, actor: Actor, ordered: Ordered) -> None:
    """Sealed at once; nobody but the office reads it again."""
    course_read = ordered.course_version == VERSION
    demand(may_order_cards(ordered.programme, course_read=course_read))
    ref = uuid4()
    with transaction.atomic():
        row = CardOrder.objects.create(
            ref=ref, programme=ordered.programme, patients=ordered.patients,
            course_version=ordered.course_version,
            practice=seal(ref, "practice", ordered.practice),
            address=seal(ref, "address", ordered.address),
            reach=seal(ref, "reach", ordered.reach),
        )  # fmt: skip
        record(actor=actor, verb="education.cards.ordered", thing=row)


def make_ordered_card(*, actor: SignedIn, ref: UUID, practice: str) -> CardOrder:
    """The card for an order, in the practice's name; twice is once. None of what was stopped."""
    with transaction.atomic():
        row = _locked(actor, ref)
        if row.card_ref is None:
            demand(may_begin(row.programme))
            if not practice:  # sealed for a key that is away: the card would stay in nobody's name
                raise PermissionDenied(_("This order cannot be read any more."))
            card = lay_card(
                actor=actor, programme=row.programme, printed_name=practice[:120],
                may_be_used=row.patients, days=GOOD_FOR_DAYS, ordered=True,
            )  # fmt: skip
            row.card_ref = card.ref
            row.save(update_fields=["card_ref"])
    return row


def close_order(*, actor: SignedIn, ref: UUID, state: str) -> None:
    """Posted, or not to be posted; `waiting` takes that back."""
    with transaction.atomic():
        row = _locked(actor, ref)
        if row.state == state:
            return
        row.state = State(state)
        is_open = row.state == State.WAITING
        row.closed_at = None if is_open else timezone.now()
        row.closed_by = None if is_open else actor.account_id
        row.save(update_fields=["state", "closed_at", "closed_by"])
        if row.card_ref is not None:  # a sheet that is not posted opens nothing
            gone = Now() if row.state == State.NOT_SENT else None
            ProgrammeCard.objects.filter(ref=row.card_ref).update(withdrawn_at=gone)
        record(actor=actor, verb=f"education.cards.{row.state}", thing=row)


def _locked(actor: SignedIn, ref: UUID) -> CardOrder:
    demand(may_post_cards(actor))
    rows = CardOrder.objects.select_for_update(of=("self",)).select_related("programme__live")
    row = rows.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row
