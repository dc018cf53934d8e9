"""People in the office: found by exact marks, with their roles and what was done for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404

from members.deeds import in_words
from members.hats import HAT_LABELS
from members.identity import Known, marks
from members.member_number import person_of_number
from members.models import Account, LostFactorRequest, OfficeReason, Person, RoleHolding
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

from .care import account_names
from .office import open_factor_requests
from .roles import living_holdings
from .signing import same_address

MOST_FOUND = 50


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
        number = person_of_number(mark) if not any(map(str.isalpha, mark)) else None
        if number is not None and number < 2**63:
            wanted |= Q(pk=number)
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
    person = Person.objects.select_related("account", "listed").filter(ref=ref).first()
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

    @property
    def last_day(self) -> datetime | None:
        """A role given to the end of a day ends at the midnight after it."""
        return self.row.ends_at - timedelta(seconds=1) if self.row.ends_at else None


def roles_of(*, actor: Actor, account_id: int | None) -> list[RoleHeld]:
    """All holdings, those that count now first, then the latest."""
    demand(may_run_the_office(actor))
    if account_id is None:
        return []
    rows = RoleHolding.objects.filter(account_id=account_id).order_by("-starts_at", "-pk")
    now = set(living_holdings().filter(account_id=account_id).values_list("pk", flat=True))
    held = [RoleHeld(row, row.pk in now) for row in rows]
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
            in_words(row.verb, who=names.get(row.by_account or 0, ""), whom=person.display_name),
            row.reason,
        )
        for row in rows
    ]


def open_factor_request_of(*, actor: Actor, account_id: int | None) -> LostFactorRequest | None:
    """The one that is neither gone nor stopped, if any."""
    if account_id is None:
        return None
    return open_factor_requests(actor=actor).filter(account_id=account_id).first()
