"""What the office reads: who waits, who is who, and the figures of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower, Now
from django.http import Http404
from django.utils import timezone

from members.deeds import known_deeds
from members.hats import HAT_LABELS
from members.identity import Known, marks
from members.models import (
    Account,
    JoinRequest,
    LostFactorRequest,
    OfficeReason,
    Person,
    RoleHolding,
)
from members.office_rules import may_run_the_office
from members.queries.care import account_names
from members.queries.signing import same_address
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

MOST_FOUND = 50


def waiting_joiners(*, actor: Actor) -> QuerySet[JoinRequest]:
    """Nobody has decided about them yet; the oldest first."""
    demand(may_run_the_office(actor))
    return (
        JoinRequest.objects.filter(decided_at__isnull=True, person__state=Person.State.APPLIED)
        .select_related("person__account")
        .order_by("at", "pk")
    )


def open_factor_requests(*, actor: Actor) -> QuerySet[LostFactorRequest]:
    """Lost second factors somebody asked about and that are neither gone nor stopped."""
    demand(may_run_the_office(actor))
    return (
        LostFactorRequest.objects.filter(cancelled_at__isnull=True, done_at__isnull=True)
        .select_related("account__person")
        .order_by("asked_at", "pk")
    )


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


# ---------- People ----------


def find_people(*, actor: Actor, mark: str) -> list[Person]:
    """People by exact name, e-mail address, telephone or member number; fifty at most.

    Names and numbers are found by keyed marks inside the vault, which answers administrators only.
    """
    demand(may_run_the_office(actor))
    mark = mark.strip()
    if not mark:
        return []
    found = Person.objects.select_related("account")
    if "@" in mark:
        wanted = Q(pk__in=_people_at(mark))
    else:
        wanted = Q(display_name__iexact=mark) | Q(pk__in=_people_marked(mark))
        if mark.isascii() and mark.isdigit() and len(mark) < 19:
            wanted |= Q(pk=int(mark))
    return list(found.filter(wanted).order_by("pk")[:MOST_FOUND])


def _people_at(address: str) -> list[int]:
    accounts = Account.objects.annotate(lowered=Lower("email"))
    rows = accounts.filter(lowered=same_address(address), person__isnull=False)
    return list(rows.values_list("person__pk", flat=True)[:MOST_FOUND])


def _people_marked(text: str) -> list[int]:
    keyed = marks(Known(real_name=text, phone=text))
    found: list[int] = []
    with connection.cursor() as cursor:
        for column, mark in (("name", keyed["name_index"]), ("phone", keyed["phone_index"])):
            if mark:
                cursor.execute("select find_people(%s, %s)", [column, mark])
                found += [row[0] for row in cursor.fetchall()]
    return found


def person_by_ref(*, actor: Actor, ref: UUID) -> Person:
    """Raises Http404 when there is nobody."""
    demand(may_run_the_office(actor))
    person = Person.objects.select_related("account").filter(ref=ref).first()
    if person is None:
        raise Http404
    return person


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role of a person as the office lists it; `living` when it counts now."""

    row: RoleHolding
    living: bool

    @property
    def label(self) -> str:
        return str(HAT_LABELS[Hat(self.row.role)])


def roles_of(*, actor: Actor, account_id: int | None) -> list[RoleHeld]:
    """All holdings, those that count now first, then the latest."""
    demand(may_run_the_office(actor))
    if account_id is None:
        return []
    living = Q(starts_at__lte=Now()) & (Q(ends_at__isnull=True) | Q(ends_at__gt=Now()))
    rows = RoleHolding.objects.filter(account_id=account_id)
    now = set(rows.filter(living).values_list("pk", flat=True))
    held = [RoleHeld(row, row.pk in now) for row in rows.order_by("-starts_at", "-pk")]
    return sorted(held, key=lambda role: not role.living)


@dataclass(frozen=True, slots=True)
class Reason:
    """What the office did for somebody, in a sentence, and why."""

    at: datetime
    sentence: str
    reason: str


def reasons_about(*, actor: Actor, person: Person) -> list[Reason]:
    """The latest ten changes by the office."""
    demand(may_run_the_office(actor))
    rows = list(OfficeReason.objects.filter(person=person).order_by("-pk")[:10])
    names = account_names({row.by_account for row in rows if row.by_account})
    return [
        Reason(
            row.at,
            str(known_deeds()[row.verb])
            % {"who": names.get(row.by_account or 0, ""), "whom": person.display_name},
            row.reason,
        )
        for row in rows
    ]


def open_factor_request_of(*, actor: Actor, account_id: int | None) -> LostFactorRequest | None:
    """The one that is neither gone nor stopped, if any."""
    if account_id is None:
        return None
    return open_factor_requests(actor=actor).filter(account_id=account_id).first()
