"""Orders for cards, for the office that posts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min
from django.http import Http404

from education.models import CardOrder, ProgrammeCard
from education.programme_rules import may_post_cards
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.crypto import opened_or_none, seal_for_application

MOST = 100


def _place(ref: UUID, column: str) -> str:
    return f"education_cardorder|{column}|{ref}"


def seal(ref: UUID, column: str, text: str) -> str:
    """Text that opens in this row and column only."""
    return seal_for_application(text, _place(ref, column)) if text else ""


def _open(row: CardOrder, column: str) -> str:
    sealed = getattr(row, column)
    return (opened_or_none(sealed, _place(row.ref, column)) or "") if sealed else ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order in plain words; `card`: None before the sheet was made."""

    row: CardOrder
    practice: str
    address: str
    reach: str
    card: ProgrammeCard | None = None


def orders(*, actor: Actor) -> list[Order]:
    """Those that wait, longest first; then those closed of late."""
    demand(may_post_cards(actor))
    rows = CardOrder.objects.select_related("programme__live")
    waiting = rows.filter(state=CardOrder.State.WAITING).order_by("pk")[:MOST]
    closed = rows.exclude(state=CardOrder.State.WAITING).order_by("-closed_at", "-pk")[:MOST]
    return [_shown(row) for row in (*waiting, *closed)]


def order(*, actor: Actor, ref: UUID) -> Order:
    """One of them with its card. Raises Http404."""
    demand(may_post_cards(actor))
    rows = CardOrder.objects.select_related("programme__live__stop").filter(ref=ref)
    row = rows.first()
    if row is None:
        raise Http404
    cards = ProgrammeCard.objects.select_related("programme__live__stop")
    card = cards.filter(ref=row.card_ref).first() if row.card_ref else None
    return _shown(row, card)


def _shown(row: CardOrder, card: ProgrammeCard | None = None) -> Order:
    return Order(row, _open(row, "practice"), _open(row, "address"), _open(row, "reach"), card)


def orders_waiting(*, actor: Actor) -> tuple[int, datetime] | None:
    """(how many, since when); None for none. One query."""
    if not may_post_cards(actor):
        return None
    rows = CardOrder.objects.filter(state=CardOrder.State.WAITING)
    found = rows.aggregate(n=Count("pk"), since=Min("at"))
    return (found["n"], found["since"]) if found["n"] else None
