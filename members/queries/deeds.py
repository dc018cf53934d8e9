"""Who did what, newest first, a page at a time by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from audit.models import Event
from members.deeds import in_words, known_deeds
from members.models import Person, RoleHolding
from members.office_rules import may_run_the_office
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor
from po_platform.access.refusals import demand
from po_platform.kit import spoken

PAGE = 25


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log. `ref`: of the person it is about, None for none."""

    pk: int
    at: datetime
    sentence: str
    whom: str
    ref: UUID | None

    @property
    def day(self) -> str:
        return spoken.day(self.at)


@dataclass(frozen=True, slots=True)
class DeedsPage:
    """Newest first; `older` and `newer` are keys to go on with, None at the ends."""

    deeds: list[Deed]
    older: int | None = None
    newer: int | None = None


def deeds(
    *,
    actor: Actor,
    account_id: int | None = None,
    verb: str = "",
    before: int | None = None,
    after: int | None = None,
) -> DeedsPage:
    """What the log shows, of one account or one verb if given; three queries."""
    demand(may_run_the_office(actor))
    verbs = [verb] if verb in known_deeds() else list(known_deeds())
    rows = Event.objects.filter(verb__in=verbs)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if after is not None:
        newer = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        if len(newer) <= PAGE:  # the newest page is always a full one
            return deeds(actor=actor, account_id=account_id, verb=verb)
        page = newer[:PAGE][::-1]
        return DeedsPage(_in_words(page), older=page[-1].pk, newer=page[0].pk)
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    page = found[:PAGE]
    return DeedsPage(
        _in_words(page),
        older=page[-1].pk if len(found) > PAGE else None,
        newer=page[0].pk if page and before else None,
    )


def staff(*, actor: Actor) -> QuerySet[Person]:
    """Everybody who holds or held a task: whose deeds one can ask for."""
    demand(may_run_the_office(actor))
    holders = RoleHolding.objects.filter(role__in=NEEDS_SECOND_FACTOR).values("account_id")
    return Person.objects.filter(account_id__in=holders).order_by("display_name", "pk")


def _in_words(rows: Sequence[Event]) -> list[Deed]:
    people = {row.pk: person_of(row) for row in rows}
    accounts = {row.account_id for row in rows} | {a for a, _p in people.values()}
    persons = {person for _account, person in people.values()}
    known = Person.objects.filter(
        Q(pk__in=persons - {None}) | Q(account_id__in=accounts - {None})
    ).only("pk", "ref", "display_name", "account_id")
    by_pk = {person.pk: person for person in known}
    by_account = {person.account_id: person for person in known if person.account_id}
    return [
        _deed(row, by_account.get(row.account_id or 0), by_pk.get(p or 0) or by_account.get(a or 0))
        for row in rows
        for a, p in [people[row.pk]]
    ]


def person_of(row: Event) -> tuple[int | None, int | None]:
    """(account id, person id) of whom a deed is about, as far as the row says."""
    person = row.detail.get("person")
    if isinstance(person, int):
        return None, person
    number = int(row.object_ref) if row.object_ref.isdecimal() else None
    if row.object_type == "members.Person":
        return None, number
    if row.object_type == "members.Account":
        return number, None
    return None, None


def _deed(row: Event, who: Person | None, whom: Person | None) -> Deed:
    names = {
        "who": who.display_name if who else _doer(row),
        "whom": whom.display_name if whom else _("somebody"),
    }
    return Deed(
        row.pk,
        row.at,
        in_words(row.verb, **names),
        whom.display_name if whom else "",
        whom.ref if whom else None,
    )


def _doer(row: Event) -> str:
    if row.actor_kind == "system":
        return _("A command on the server") if row.purpose == "operate" else _("The portal")
    return _("Somebody who is not here any more") if row.account_id else _("Somebody")
