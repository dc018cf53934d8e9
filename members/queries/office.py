"""What the office reads first: who waits, and the figures of the year."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from members.models import JoinRequest, LostFactorRequest, Person
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

from .joining import waiting_requests
from .lost_factor import open_requests


def waiting_joiners(*, actor: Actor) -> QuerySet[JoinRequest]:
    """Nobody has decided about them yet; the oldest first. The helper desk sees them too."""
    found = waiting_requests(actor=actor).filter(person__state=Person.State.APPLIED)
    return found.select_related("person__account")


def open_factor_requests(*, actor: Actor) -> QuerySet[LostFactorRequest]:
    """Lost second factors somebody asked about and that are neither gone nor stopped."""
    demand(may_run_the_office(actor))
    return open_requests().select_related("account__person").order_by("asked_at", "pk")


def bounced_mailboxes(*, actor: Actor) -> QuerySet[Person]:
    """People whose mailbox refused us, so that nothing reaches them."""
    demand(may_run_the_office(actor))
    return (
        Person.objects.filter(account__mail_paused_at__isnull=False, account__is_active=True)
        .select_related("account")
        .order_by("account__mail_paused_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Of people, not of accounts; joined and left in the running year."""

    active: int
    paused: int
    joined: int
    left: int
    year: int


def figures(*, actor: Actor) -> Figures:
    """One query; staff see small numbers here, because they are the organisation's own."""
    demand(may_run_the_office(actor))
    year = timezone.localdate().year
    state = Person.State
    counts = Person.objects.aggregate(
        active=Count("pk", filter=Q(state=state.ACTIVE)),
        paused=Count("pk", filter=Q(state=state.PAUSED)),
        joined=Count(
            "pk", filter=Q(joined_on__year=year) & ~Q(state__in=[state.APPLIED, state.INVITED])
        ),
        left=Count("pk", filter=Q(state__in=[state.LEFT, state.DECEASED], state_since__year=year)),
    )
    return Figures(**counts, year=year)
