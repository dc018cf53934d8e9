"""Opening what somebody shares: the ground is found and the look is recorded before anything shows."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record_read
from members.models import Grant
from members.queries.grants import grant_behind
from members.queries.identity import PersonShown, people_shown
from po_platform.access.actor import Hat, SignedIn
from proms.policies import SCOPE


def ground(*, actor: SignedIn, subject: UUID) -> Grant:
    """The grant on which the actor sees this subject's answers. Raises Http404 without one."""
    grant = grant_behind(actor=actor, subject=subject, scope=SCOPE)
    if grant is None or not actor.holds(Hat.CLINICIAN):
        raise Http404
    return grant


def opened(*, actor: SignedIn, subject: UUID, what: str, ref: object = "") -> Grant:
    """The grant that allows it, the look recorded. Raises Http404 for all who share nothing."""
    grant = ground(actor=actor, subject=subject)
    record_read(actor=actor, subject=subject, what=what, ref=ref, grant_id=grant.pk)
    return grant


def opened_person(*, actor: SignedIn, subject: UUID, what: str, ref: object = "") -> PersonShown:
    """The same, and who it is."""
    person, _grant = opened_with_grant(actor=actor, subject=subject, what=what, ref=ref)
    return person


def opened_with_grant(
    *, actor: SignedIn, subject: UUID, what: str, ref: object = ""
) -> tuple[PersonShown, Grant]:
    """Who it is, and the grant that allows it."""
    grant = opened(actor=actor, subject=subject, what=what, ref=ref)
    found = people_shown(actor=actor, subject_ids=[subject]).get(subject)
    if found is None:
        raise Http404
    return found, grant


def with_year(person: PersonShown) -> str:
    """ "Ruth Ellison, born 1952", as far as the year is known."""
    if not person.birth_year:
        return person.name
    born = _("born %(year)s") % {"year": person.birth_year}
    return f"{person.name}, {born}"
