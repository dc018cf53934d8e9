"""What a member shares and with whom, and what a code offers to the one who holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Read
from members.facts import people_behind
from members.lengths import Length, lengths_beside
from members.models import Grant, Person, Ticket
from members.purposes import CARE, Words
from members.tickets import bearer_of
from members.wording import for_length
from po_platform.access.actor import Actor, Bearer, acting_as
from po_platform.access.protected import ProtectedQuerySet

from .care import ClinicShown, account_names, clinic_names, clinics_shown
from .own import own_rows

# How many people and clinics see the actor's answers now.
SHARES = """select count(*) from members_grant where subject_id = %(subject)s
  and purpose = 'care' and ended_by_id is null
  and (ends_at is null or ends_at > statement_timestamp())"""
# Names of clinicians and clinics that see them, newest first.
READERS = """
select array_agg(coalesce(c.name, p.display_name, '') order by g.starts_at desc, g.id desc)
  from members_grant g
  left join members_clinic c on g.grantee_kind = 'clinic' and c.id = g.grantee_id
  left join members_person p
    on g.grantee_kind = 'account' and p.account_id = g.grantee_id
 where g.subject_id = %(subject)s and g.purpose = 'care' and g.ended_by_id is null
   and (g.ends_at is null or g.ends_at > statement_timestamp())"""
EARLIER = 20  # how many ended shares the page lists; the history of decisions has all


@dataclass(frozen=True, slots=True)
class Share:
    """One grant as the member reads it; `until` None: until she ends it."""

    grant_id: int
    who: str
    clinic: ClinicShown | None
    what: list[Words]
    since: datetime
    until: datetime | None
    last_look: datetime | None

    @property
    def can_be_shorter(self) -> bool:
        """Whether there is a shorter length to choose."""
        return bool(lengths_beside(self.until, timezone.now(), longer=False))


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code offers. `giver`: a display name and nothing more."""

    bearer: Bearer
    giver: str
    giver_state: str
    meant_for: str
    what: list[Words]
    scope: list[str]
    length: Length
    for_clinics: bool

    @property
    def lasts(self) -> str:
        """ "for 3 months", counted from accepting; for the reader of the offer."""
        if self.length is Length.OPEN:
            return _("until it is ended")
        return for_length(self.length)


def _own_grants(actor: Actor) -> ProtectedQuerySet[Grant]:
    return own_rows(Grant, actor).filter(purpose=CARE.slug).order_by("-starts_at", "-pk")


def own_grant(*, actor: Actor, grant_id: int) -> Grant | None:
    """One share of the actor's that is in force."""
    return _in_force(_own_grants(actor)).filter(pk=grant_id).first()


def _in_force(grants: ProtectedQuerySet[Grant]) -> ProtectedQuerySet[Grant]:
    return grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), ended_by__isnull=True)


def living_shares(*, actor: Actor) -> list[Share]:
    """Who sees the actor's answers now, newest first."""
    return _shown(actor, list(_in_force(_own_grants(actor))))


def names_of_readers(*, actor: Actor) -> list[str]:
    """Clinicians and clinics that see the actor's answers now, each once, newest first."""
    grants = list(_in_force(_own_grants(actor)).only("grantee_kind", "grantee_id"))
    people = account_names(_grantees(grants, Grant.Grantee.ACCOUNT))
    by_kind = {Grant.Grantee.ACCOUNT: people, Grant.Grantee.CLINIC: clinic_names(grants)}
    named = [by_kind.get(Grant.Grantee(one.grantee_kind), {}) for one in grants]
    found = [names.get(one.grantee_id or 0, "") for names, one in zip(named, grants, strict=True)]
    return list(dict.fromkeys(found))


def earlier_shares(*, actor: Actor) -> list[Share]:
    """Who saw them before: ended by the member or run out, newest first, the last few."""
    over = _own_grants(actor).filter(Q(ended_by__isnull=False) | Q(ends_at__lte=Now()))
    grants = list(over.select_related("ended_by")[:EARLIER])
    for grant in grants:
        if grant.ended_by is not None:
            grant.ends_at = grant.ended_by.at
    return _shown(actor, grants)


def _shown(actor: Actor, grants: Sequence[Grant]) -> list[Share]:
    if not grants:
        return []
    names = account_names(_grantees(grants, Grant.Grantee.ACCOUNT))
    clinics = clinics_shown(_grantees(grants, Grant.Grantee.CLINIC))
    looks = dict(
        own_rows(Read, actor)
        .filter(grant_id__in=[grant.pk for grant in grants])
        .values("grant_id")
        .annotate(last=Max("at"))
        .values_list("grant_id", "last")
    )
    shares = []
    for grant in grants:
        clinic = clinics.get(grant.grantee_id or 0) if grant.grantee_kind == "clinic" else None
        shares.append(
            Share(
                grant.pk,
                clinic.name if clinic else names.get(grant.grantee_id or 0, ""),
                clinic,
                CARE.labels(grant.scope),
                grant.starts_at,
                grant.ends_at,
                looks.get(grant.pk),
            )
        )
    return shares


def _grantees(grants: Sequence[Grant], kind: str) -> set[int]:
    return {grant.grantee_id for grant in grants if grant.grantee_kind == kind and grant.grantee_id}


def grantee_name(grant: Grant) -> str:
    """The person or clinic a grant goes to, by the name everybody sees."""
    if grant.grantee_id is None:
        return ""
    if grant.grantee_kind == Grant.Grantee.CLINIC:
        clinic = clinics_shown([grant.grantee_id]).get(grant.grantee_id)
        return clinic.name if clinic else ""
    return account_names([grant.grantee_id]).get(grant.grantee_id, "")


def pending_invitations(*, actor: Actor) -> ProtectedQuerySet[Ticket]:
    """The actor's codes nobody used yet, newest first; never the hash."""
    return (
        own_rows(Ticket, actor)
        .filter(
            about=CARE.slug,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=Now(),
        )
        .defer("secret_hash")
        .order_by("-pk")
    )


def invitation_behind(code: str) -> Invitation | None:
    """What a code offers, while it lives; None when there is no such code."""
    bearer = bearer_of(code)
    if bearer is None or bearer.about != CARE.slug or bearer.subject_id is None:
        return None
    with acting_as(bearer):
        ticket = Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id).first()
        giver = _person_behind(bearer.subject_id)
    if ticket is None or giver is None:
        return None
    return Invitation(
        bearer,
        giver.display_name,
        giver.state,
        ticket.note,
        CARE.labels(ticket.detail["scope"]),
        ticket.detail["scope"],
        Length(ticket.detail["length"]),
        ticket.detail["for_clinics"],
    )


def _person_behind(subject_id: UUID) -> Person | None:
    person_id = people_behind([subject_id]).get(subject_id)
    return Person.objects.filter(pk=person_id).first() if person_id else None
