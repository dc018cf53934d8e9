"""Who acts for whom by law, what waits to be checked, and who has to decide at coming of age."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils import timezone

from members.models import ComingOfAge, Proxy
from members.office_rules import may_run_the_office
from members.proxy_secrets import open_said
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from po_platform.access.refusals import demand
from po_platform.kit.seen import mark_of

SHOWN = 50
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ProxyKnown:
    """One living legal proxy. `is_first`: reminders and letters go there. `name` '' when gone."""

    grant_id: int
    account_id: int
    name: str
    is_first: bool
    since: datetime
    ends_at: datetime | None


def proxies_known(person_id: int) -> list[ProxyKnown]:
    """Of one person, for one of them, for herself, for the office with her before it; else none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select grant_id, account_id, name, is_first, since, ends_at from proxies_known(%s)",
            [person_id],
        )
        return [ProxyKnown(*row) for row in cursor.fetchall()]


def my_proxy_wishes(*, actor: Actor) -> ProtectedQuerySet[Proxy]:
    """What the actor asked for and waits for, or was not given; newest first, without the paper."""
    rows = Proxy.objects.visible_to(actor).defer("paper")
    if not isinstance(actor, SignedIn):
        return rows.none()
    shown = (Proxy.State.WAITING, Proxy.State.REFUSED)
    return rows.filter(asker_id=actor.person_id, state__in=shown).order_by("-pk")


def own_proxy_wish(*, actor: Actor, ref: UUID) -> Proxy:
    """One of the actor's own; raises Http404."""
    rows = Proxy.objects.visible_to(actor).defer("paper").select_related("child")
    found = (
        rows.filter(ref=ref, asker_id=actor.person_id).first()
        if isinstance(actor, SignedIn)
        else None
    )
    if found is None:
        raise Http404
    return found


def claims_waiting(*, actor: Actor) -> list[Proxy]:
    """For the office, oldest first; without the paper."""
    demand(may_run_the_office(actor))
    rows = Proxy.objects.visible_to(actor).defer("paper", "said").select_related("asker", "child")
    return list(rows.filter(state=Proxy.State.WAITING).order_by("asked_at", "pk")[:SHOWN])


def papers_ending(*, actor: Actor) -> list[Proxy]:
    """In force, with a paper whose last day is near; the office may ask for a new one in time."""
    demand(may_run_the_office(actor))
    rows = Proxy.objects.visible_to(actor).defer("paper").select_related("asker", "child")
    near = timezone.localdate() + SOON
    return list(rows.filter(state=Proxy.State.CHECKED, until__lte=near).order_by("until")[:SHOWN])


def claim_by_ref(*, actor: Actor, ref: UUID) -> Proxy:
    """One wish for the office; raises Http404."""
    demand(may_run_the_office(actor))
    rows = Proxy.objects.visible_to(actor).select_related("asker__account", "child__account")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def mark_of_claim(claim: Proxy) -> str:
    """Of everything the second person compares with the paper, and of the paper."""
    said = open_said(claim.ref, claim.said)
    return mark_of(
        claim.pk, claim.state, claim.asker.display_name, claim.ground, claim.shown, claim.paper,
        said.name, said.born, said.shown, claim.child_id, claim.of_age_on, claim.until,
        claim.seen_by, claim.seen_at,
    )  # fmt: skip


def without_decision(*, actor: Actor) -> list[ComingOfAge]:
    """For the office: who is of age, or soon, and cannot sign in or has not decided."""
    demand(may_run_the_office(actor))
    rows = ComingOfAge.objects.visible_to(actor).select_related("person__account")
    soon = timezone.localdate() + timedelta(days=90)
    return list(rows.filter(on__lte=soon, decided_at__isnull=True).order_by("on")[:SHOWN])


def coming_of_age_of(*, actor: Actor, person_id: int) -> ComingOfAge | None:
    """The day, where somebody has or had a legal proxy."""
    return ComingOfAge.objects.visible_to(actor).filter(person_id=person_id).first()


def undecided(subjects: Collection[UUID]) -> set[UUID]:
    """Of these, whoever is of age and has not decided: nothing is collected, released or deleted.

    Asked by everything that asks, shows to others or clears away; one query.
    """
    if not subjects:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("select * from undecided_subjects(%s::uuid[])", [list(subjects)])
        return {found for (found,) in cursor.fetchall()}


def chooses_who_reads(subject: UUID) -> bool:
    """Whether somebody acts by law for the acting person, so that she says what they read."""
    with connection.cursor() as cursor:
        cursor.execute("select has_proxy(%s)", [subject])
        return bool(cursor.fetchone()[0])


def is_mailbox_of_proxy(person_id: int, address: str) -> bool:
    """Whether one who acts for this person by law reads this mailbox; for the office."""
    if not address:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select is_mailbox_of_proxy(%s, %s)", [person_id, address])
        return bool(cursor.fetchone()[0])


def kept_from_mailbox(accounts: Collection[int]) -> set[int]:
    """Of these accounts, those whose mailbox a legal proxy reads: it opens nothing for them."""
    if not accounts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("select * from kept_from_mailbox(%s)", [list(accounts)])
        return {found for (found,) in cursor.fetchall()}


def due_to_come_of_age(actor: Actor, today: date) -> list[ComingOfAge]:
    """Whoever is of age within 90 days or already, and was not told that it is so."""
    rows = ComingOfAge.objects.visible_to(actor).filter(reached_at__isnull=True)
    return list(rows.filter(on__lte=today + timedelta(days=90)).order_by("on", "pk")[:500])


def run_out_on(actor: Actor, today: date) -> list[Proxy]:
    """In force with a paper whose last day was before today."""
    rows = Proxy.objects.visible_to(actor).defer("paper").filter(state=Proxy.State.CHECKED)
    return list(rows.filter(until__lt=today).select_related("asker", "child").order_by("pk")[:500])
