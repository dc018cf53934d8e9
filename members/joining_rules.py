"""Who may join, whom the office lets in, and which names are good; pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .hat_tasks import GIVEN_IN_OFFICE
from .models import JoinRequest, Organisation
from .office_rules import may_run_the_office


def may_join(joining: str, *, invited: bool) -> Verdict:
    """By the organisation's choice; an invitation opens the door in each of them."""
    if invited or joining in (Organisation.Joining.OPEN, Organisation.Joining.APPROVED):
        return Allowed()
    return Denied(_("You can join with an invitation. Call us, and we send you one."))


def may_join_at(said: int, minimum_age: int) -> Verdict:
    """`said`: the years somebody says she has completed; an age that was raised meanwhile counts."""
    if said >= minimum_age:
        return Allowed()
    words = _("You can join from the age of %(age)s. If you are younger, call us.")
    return Denied(words % {"age": minimum_age})


def may_invite(actor: Actor, role: str, clinic_id: int | None) -> Verdict:
    """The office, for a role it may give; a clinic goes with a clinician only."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if role and role not in {hat.value for hat in GIVEN_IN_OFFICE}:
        return Denied(_("This role is not given by invitation."))
    if clinic_id is not None and role != Hat.CLINICIAN:
        return Denied(_("Only clinicians belong to a clinic."))
    return Allowed()


def may_decide_join_request(
    actor: Actor, request: JoinRequest, *, let_in: bool, reason: str
) -> Verdict:
    """The office, once; who is not let in is told why."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if isinstance(actor, SignedIn) and actor.person_id == request.person_id:
        return Denied(_("Nobody decides about a request of their own."))
    if request.decided_at is not None:
        return Denied(_("Somebody decided about this request already."))
    if not let_in and not reason.strip():
        return Denied(_("Write a reason. The person reads it."))
    return Allowed()
