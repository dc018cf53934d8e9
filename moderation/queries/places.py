"""Who moderates some places only, for the office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from members.models import Person
from members.queries.roles import living_holdings
from moderation.models import PlaceKeeper
from moderation.rules import may_name_for_places
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand


def keepers(*, actor: Actor) -> Sequence[tuple[Person, Collection[UUID]]]:
    """By name, with the refs of their places; those whose role ended are none. Two queries.

    Raises PermissionDenied.
    """
    demand(may_name_for_places(actor, places=1, of_whole_team=False))
    held = living_holdings(Hat.BOARD_MODERATOR).values("account")
    rows = PlaceKeeper.objects.filter(person__account__in=held).select_related("person")
    found: dict[Person, list[UUID]] = {}
    for row in rows.order_by("person__display_name", "person", "pk"):
        found.setdefault(row.person, []).append(row.place)
    return list(found.items())
