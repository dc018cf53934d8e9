"""Somebody moderates some places and no others: named by the office, ended with one press."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.http import Http404

from audit.actions import record
from members.actions.roles import end_role, give_role
from members.models import Person
from members.queries.roles import living_holdings
from moderation.models import PlaceKeeper
from moderation.rules import may_name_for_places
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand

ROLE = Hat.BOARD_MODERATOR


def name_keeper(*, actor: Actor, person: Person, places: Collection[UUID], reason: str) -> None:
    """She moderates these from her next request on, besides those she does already; with the first
    she gets the role for it. Raises PermissionDenied.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        held = living_holdings(Hat.MODERATOR).filter(account=person.account_id).exists()
        demand(may_name_for_places(actor, places=len(places), of_whole_team=held))
        rows = PlaceKeeper.objects.filter(person=person)
        if not living_holdings(ROLE).filter(account=person.account_id).exists():
            rows.delete()  # of a former time: she does not come back to them unseen
            give_role(actor=actor, person_id=person.pk, role=ROLE, reason=reason, with_boards=True)
        there = set(rows.values_list("place", flat=True))
        by = actor.person_id if isinstance(actor, SignedIn) else None
        for place in sorted(set(places) - there):
            row = PlaceKeeper.objects.create(person=person, place=place, named_by=by)
            record(actor=actor, verb="moderation.keeper.named", thing=row, place=str(place))


def end_keeper(*, actor: Actor, person: UUID, place: UUID | None, reason: str) -> None:
    """From her next request on she does not moderate this place; None: none at all. With the last one
    the role for it ends. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_name_for_places(actor, places=1, of_whole_team=False))
        whose = Person.objects.select_for_update().filter(ref=person).first()
        rows = PlaceKeeper.objects.filter(person=whose) if whose else PlaceKeeper.objects.none()
        ended = list(rows if place is None else rows.filter(place=place))
        if whose is None or not ended:
            raise Http404
        for row in ended:
            record(actor=actor, verb="moderation.keeper.ended", thing=row, place=str(row.place))
            row.delete()
        if not rows.all().exists():  # asked anew: these are gone
            for holding in living_holdings(ROLE).filter(account=whose.account_id):
                end_role(actor=actor, holding_id=holding.pk, reason=reason)
