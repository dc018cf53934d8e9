"""Her code card as she and the office see it, and who ordered one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from members.models import CodeCard, Person
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


@dataclass(frozen=True, slots=True)
class CardShown:
    """When it was made, how many codes are left, and which number comes next."""

    pk: int
    made_at: datetime
    left: int
    next_number: int


def living_card(account_id: int | None) -> CardShown | None:
    """The one card whose codes count; None for none. Who asks is settled by the caller."""
    if account_id is None:
        return None
    card = CodeCard.objects.filter(account_id=account_id, ended_at__isnull=True).first()
    return CardShown(card.pk, card.made_at, card.left, card.used + 1) if card else None


def my_card(*, actor: Actor) -> CardShown | None:
    """The acting person's own."""
    return living_card(actor.account_id) if isinstance(actor, SignedIn) else None


def card_wishes(*, actor: Actor) -> QuerySet[Person]:
    """People who ordered a card and wait for it, the oldest wish first."""
    demand(may_run_the_office(actor))
    return (
        Person.objects.filter(account__card_wanted_at__isnull=False, account__is_active=True)
        .select_related("account")
        .order_by("account__card_wanted_at", "pk")
    )
