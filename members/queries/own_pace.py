"""How far somebody wants to be left alone, and on which day she likes to answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from members.models import Account, Person
from po_platform.access.actor import SignedIn


@dataclass(frozen=True, slots=True)
class Pace:
    """`rests_until`: the day her last rest from e-mails ends or ended. `weekday`: 0 is Monday."""

    rests_until: date | None = None
    weekday: int | None = None


def paces_of(person_ids: Collection[int]) -> dict[int, Pace]:
    """person id → what she chose; who has no account is left out."""
    rows = Person.objects.filter(pk__in=person_ids, account__isnull=False).values_list(
        "pk", "account__no_mail_until", "account__answer_weekday"
    )
    return {person: Pace(until, weekday) for person, until, weekday in rows}


def my_weekday(*, actor: SignedIn) -> int | None:
    """On which weekday the actor likes to answer; None: on any."""
    return (
        Account.objects.filter(pk=actor.account_id).values_list("answer_weekday", flat=True).first()
    )
