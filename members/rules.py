"""Whether somebody may do this about people now: pure answers, asked again under lock by actions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .lengths import ends_later
from .models import Grant, Person, Ticket
from .purposes import BY_TELEPHONE, CARE, FOR_OTHERS, decided_by_law

# ---------- Consent and sharing ----------


def _is_herself(actor: Actor, subject_id: UUID | None) -> bool:
    return (
        isinstance(actor, SignedIn) and actor.subject_id is not None and actor.helping is None
    ) and actor.subject_id == subject_id


def _speaks_for(actor: Actor, subject_id: UUID | None, purpose: str) -> bool:
    """The person herself, or who decides about this for the child she acts for by law."""
    if _is_herself(actor, subject_id):
        return True
    law = isinstance(actor, SignedIn) and actor.decides_by_law and actor.subject_id == subject_id
    return law and decided_by_law(purpose)


def may_decide(actor: Actor) -> Verdict:
    """Everybody decides about her own data, and nobody about another's."""
    if isinstance(actor, SignedIn) and actor.subject_id is not None and actor.helping is None:
        return Allowed()
    return Denied(_("Sign in to decide about your own data."))


def may_decide_about(actor: Actor, purpose: str) -> Verdict:
    """The same; a legal proxy for a child without an account; and what was signed or told."""
    if isinstance(actor, SignedIn) and actor.decides_by_law and decided_by_law(purpose):
        return Allowed()
    on_paper = isinstance(actor, System) and actor.purpose is Purpose.PAPER and actor.subject_id
    if on_paper and (purpose.startswith(FOR_OTHERS) or purpose in BY_TELEPHONE):
        return Allowed()
    return may_decide(actor)


MOST_CODES = 20


def may_invite_clinician(actor: Actor, *, codes_open: int = 0) -> Verdict:
    """A member shares what is hers, a legal proxy what is the child's without an account.

    `codes_open`: how many of these codes nobody has used yet.
    """
    if not isinstance(actor, SignedIn) or not may_decide_about(actor, CARE.slug):
        return Denied(_("Only members can share their answers."))
    if actor.helping is None and Hat.MEMBER not in actor.roles:
        return Denied(_("Only members can share their answers."))
    if codes_open >= MOST_CODES:
        return Denied(_("You have many codes nobody has used yet. Take some of them back first."))
    return Allowed()


def may_withdraw_invitation(actor: Actor, ticket: Ticket) -> Verdict:
    """The one who made it, while nobody used it."""
    if not _speaks_for(actor, ticket.subject_id, ticket.about):
        return Denied(_("Only the person who made this code can take it back."))
    if ticket.used_at is not None:
        return Denied(_("This code was used already. You can end the sharing instead."))
    return Allowed()


def may_end_grant(actor: Actor, grant: Grant) -> Verdict:
    """The person herself, at any time and however she signed in; what is given by telephone, also so."""
    told = isinstance(actor, System) and actor.purpose is Purpose.PAPER and actor.subject_id
    if told and told == grant.subject_id and grant.purpose in BY_TELEPHONE:
        return Allowed()
    if _speaks_for(actor, grant.subject_id, grant.purpose):
        return Allowed()
    return Denied(_("Only the person who shares can end it."))


def widens(grant: Grant, *, scope: list[str], ends_at: datetime | None) -> bool:
    """Whether this would show more, or for longer, than the grant does."""
    return bool(set(scope) - set(grant.scope)) or ends_later(ends_at, grant.ends_at)


def may_change_grant(
    actor: Actor, grant: Grant, *, scope: list[str], ends_at: datetime | None
) -> Verdict:
    """Less is free; more asks for a new proof that it is really her."""
    if not _is_herself(actor, grant.subject_id):
        return Denied(_("Only the person who shares can change it."))
    if grant.ended_by_id is not None:
        return Denied(_("This sharing has ended. You can invite your doctor or clinic again."))
    if widens(grant, scope=scope, ends_at=ends_at) and not (
        isinstance(actor, SignedIn) and actor.fresh
    ):
        return Denied(_("Confirm with a new code before you share more."))
    return Allowed()


def may_take_codes(actor: Actor) -> Verdict:
    """Codes for care are for clinicians."""
    if isinstance(actor, SignedIn) and Hat.CLINICIAN in actor.roles:
        return Allowed()
    return Denied(
        _(
            "This code is meant for a doctor or a clinic. If somebody gave it to you by mistake,"
            " hand it back. If you work as a clinician, call us and we set up your account."
        )
    )


def may_accept_invitation(
    actor: Actor,
    *,
    giver: UUID | None,
    by_law: bool,
    giver_state: str,
    for_clinics: bool,
    clinic_id: int | None,
    my_clinics: frozenset[int],
) -> Verdict:
    """A clinician with her second factor shown, for herself or, where offered, her own clinic.

    `by_law`: she acts by law for the giver. A parent is no clinician of her own child.
    """
    allowed = may_take_codes(actor)
    if not allowed or not isinstance(actor, SignedIn):
        return allowed
    if not actor.holds(Hat.CLINICIAN):
        return Denied(_("Show your second factor first."))
    if by_law or actor.subject_id == giver:
        return Denied(_("This is your own code. Give it to the doctor or clinic it is meant for."))
    if giver_state != Person.State.ACTIVE:
        return Denied(_("The person who made this code is no member at the moment."))
    if clinic_id is not None and not for_clinics:
        return Denied(_("This code is for one person. Accept it for yourself."))
    if clinic_id is not None and clinic_id not in my_clinics:
        return Denied(_("You can accept only for yourself or for a clinic you work at."))
    return Allowed()


# ---------- Identity ----------


def may_correct_identity(actor: Actor, person_id: int) -> Verdict:
    """The person herself, or an administrator who has her before him."""
    if isinstance(actor, SignedIn):
        if actor.person_id == person_id:
            return Allowed()
        if actor.looks_at == person_id and actor.holds(Hat.ADMINISTRATOR):
            return Allowed()
    return Denied(_("Only the person herself or the office can change this."))
