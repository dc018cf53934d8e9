"""Who is there for what stands where: the whole team everywhere, others where they moderate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from members.queries.roles import living_holdings
from moderation.models import PlaceKeeper, Shift
from po_platform.access.actor import Hat


def counts_for(place: UUID | None) -> Q:
    """Hours of whoever moderates everywhere, and of whoever moderates this place, as a filter; of who
    moderates no more they count nowhere.
    """
    team = living_holdings(Hat.MODERATOR).values("account")
    everywhere = Q(person__account__in=team)
    if place is None:
        return everywhere
    return everywhere | Q(person__in=_keepers().filter(place=place).values("person"))


def on_duty_at(place: UUID, now: datetime) -> list[int]:
    """Ids of whoever moderates this place, and not everywhere, and has her hours now."""
    here = _keepers().filter(place=place).values("person")
    rows = Shift.objects.filter(person__in=here, starts_at__lte=now, ends_at__gt=now)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def places_of_keepers() -> Mapping[int, frozenset[UUID]]:
    """Person → places, of everybody who moderates some places and not everywhere; one query."""
    found: dict[int, set[UUID]] = {}
    for person, place in _keepers().values_list("person", "place"):
        found.setdefault(person, set()).add(place)
    return {person: frozenset(places) for person, places in found.items()}


def _keepers() -> QuerySet[PlaceKeeper]:
    """While they hold the role for it; who moderates everywhere is one of the whole team."""
    held = living_holdings(Hat.BOARD_MODERATOR).values("account")
    team = living_holdings(Hat.MODERATOR).values("account")
    return PlaceKeeper.objects.filter(person__account__in=held).exclude(person__account__in=team)
