"""Who helps whom: a person's own helpers, those she helps, and what a code offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils.functional import Promise

from audit.models import Read
from members.facts import people_behind
from members.help_words import labels
from members.models import Grant, Person, Ticket
from members.purposes import HELP, PROXY
from members.tickets import bearer_of
from po_platform.access.actor import Actor, Bearer, SignedIn, Tick, acting_as
from po_platform.access.protected import ProtectedQuerySet

from .care import account_names
from .own import own_rows

# Names of those who help the actor now, oldest first; whose account is gone has none.
HELPERS = """select array_agg(p.display_name order by g.id)
  from members_grant g join members_person p on p.account_id = g.grantee_id
 where g.subject_id = %(subject)s and g.purpose = 'help' and g.ended_by_id is null
   and g.paused_at is null and (g.ends_at is null or g.ends_at > statement_timestamp())
   and p.display_name <> ''"""


@dataclass(frozen=True, slots=True)
class Helper:
    """One living helper as the person reads it. `name` '' when the account is gone."""

    grant_id: int
    name: str
    ticks: frozenset[Tick]
    since: datetime
    last_look: datetime | None = None

    @property
    def does(self) -> list[str | Promise]:
        return labels(self.ticks)


@dataclass(frozen=True, slots=True)
class Helped:
    """Somebody the actor helps. `by_law`: as her legal proxy."""

    grant_id: int
    person_id: int
    name: str
    by_law: bool
    ticks: frozenset[Tick]
    since: datetime

    @property
    def does(self) -> list[str | Promise]:
        return labels(self.ticks)


@dataclass(frozen=True, slots=True)
class HelpOffer:
    """What a code offers to whoever holds it: a display name and the ticks, nothing more."""

    bearer: Bearer
    giver: Person
    meant_for: str
    ticks: frozenset[Tick]

    @property
    def does(self) -> list[str | Promise]:
        return labels(self.ticks)


def ticks_in(words: list[str]) -> frozenset[Tick]:
    """Of what is stored, the ticks we know."""
    return frozenset(Tick(word) for word in words if word in set(Tick))


def own_help(*, actor: Actor) -> ProtectedQuerySet[Grant]:
    """The actor's own living helps, oldest first."""
    lives = Q(ends_at__isnull=True) | Q(ends_at__gt=Now())  # a helper who was erased has a last day
    own = own_rows(Grant, actor).filter(
        lives, purpose=HELP, ended_by__isnull=True, paused_at__isnull=True
    )
    return own.order_by("pk")


def my_helpers(*, actor: Actor) -> list[Helper]:
    """Who helps the actor now; three queries."""
    grants = list(own_help(actor=actor))
    if not grants:
        return []
    names = account_names({grant.grantee_id for grant in grants if grant.grantee_id})
    looks = dict(
        own_rows(Read, actor)
        .filter(grant_id__in=[grant.pk for grant in grants])
        .values("grant_id")
        .annotate(last=Max("at"))
        .values_list("grant_id", "last")
    )
    return [
        Helper(
            grant.pk,
            names.get(grant.grantee_id or 0, ""),
            ticks_in(grant.scope),
            grant.starts_at,
            looks.get(grant.pk),
        )
        for grant in grants
    ]


def open_offers(*, actor: Actor) -> ProtectedQuerySet[Ticket]:
    """The actor's codes for helpers nobody used yet, newest first; never the hash."""
    return (
        own_rows(Ticket, actor)
        .filter(about=HELP, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=Now())
        .defer("secret_hash")
        .order_by("-pk")
    )


def people_i_help(*, actor: Actor) -> list[Helped]:
    """Whom the actor can act for now, by name; the vault answers."""
    if not isinstance(actor, SignedIn):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select grant_id, person_id, display_name, purpose, scope, since from people_helped()"
        )
        return [
            Helped(grant, person, name, purpose == PROXY, ticks_in(scope), since)
            for grant, person, name, purpose, scope, since in cursor.fetchall()
        ]


def acted_by_law_for(*, actor: Actor, subject: UUID | None) -> bool:
    """Whether the actor is or was a legal proxy of this person; the vault answers."""
    if not isinstance(actor, SignedIn) or subject is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select acted_by_law(%s)", [subject])
        row = cursor.fetchone()
    return bool(row and row[0])


def offer_behind(code: str) -> HelpOffer | None:
    """What a code for a helper offers, while it lives."""
    bearer = bearer_of(code)
    if bearer is None or bearer.about != HELP or bearer.subject_id is None:
        return None
    with acting_as(bearer):
        ticket = Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id).first()
        person_id = people_behind([bearer.subject_id]).get(bearer.subject_id)
    giver = Person.objects.filter(pk=person_id).first() if person_id else None
    if ticket is None or giver is None:
        return None
    return HelpOffer(bearer, giver, ticket.note, ticks_in(ticket.detail["ticks"]))
