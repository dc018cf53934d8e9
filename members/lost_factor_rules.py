"""A lost second factor: two people of the office, a day, and the member who can say no; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import LostFactorRequest, Person
from .office_rules import ENDED, may_run_the_office

# Between two people agreeing and a second factor being gone, for the member to say no.
FACTOR_DELAY = timedelta(hours=24)
# After a new address or card nobody removes the second factor as well: one call opens no account.
ADDRESS_QUIET = timedelta(days=7)


def may_ask_for_factor(
    actor: Actor,
    person: Person,
    *,
    has_factor: bool,
    open_already: bool,
    address_changed_at: datetime | None,  # or a code card made
    now: datetime,
) -> Verdict:
    """The first of two people. Never for oneself, and not right after a new address."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if isinstance(actor, SignedIn) and actor.person_id == person.pk:
        return Denied(_("Two other people of the office have to do this for you."))
    if person.account_id is None or person.state in ENDED:
        return Denied(_("Only somebody who can sign in has a second factor."))
    if not has_factor:
        return Denied(_("There is no second factor to remove."))
    if open_already:
        return Denied(_("Somebody has asked for this already."))
    if address_changed_at is not None and now - address_changed_at < ADDRESS_QUIET:
        return Denied(
            _(
                "The office changed the address or made a code card less than a week ago. So that"
                " nobody can take over an account with one telephone call, the second factor stays"
                " for a week after that."
            )
        )
    return Allowed()


def may_confirm_factor(actor: Actor, asked: LostFactorRequest) -> Verdict:
    """Somebody else than the one who asked, and than the one whom it is about."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not isinstance(actor, SignedIn):
        return Denied(
            _("Two people of the office do this. It cannot be done by a command on the server.")
        )
    if actor.account_id == asked.asked_by:
        return Denied(_("You asked for this yourself. Somebody else of the office confirms it."))
    if actor.account_id == asked.account_id:
        return Denied(_("Two other people of the office have to do this for you."))
    if asked.cancelled_at or asked.done_at:
        return Denied(_("This was stopped or done already."))
    if asked.confirmed_at:
        return Denied(_("Somebody has confirmed this already."))
    return Allowed()


def may_stop_factor(actor: Actor, asked: LostFactorRequest) -> Verdict:
    """The member herself, however she signed in, and everybody in the office."""
    herself = isinstance(actor, SignedIn) and actor.account_id == asked.account_id
    if not herself and isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if asked.done_at:
        return Denied(_("The second factor is gone already. Call us at once."))
    return Allowed()


def factor_is_due(asked: LostFactorRequest, now: datetime) -> bool:
    """Confirmed a day ago, and nobody said no."""
    return (
        asked.confirmed_at is not None
        and asked.cancelled_at is None
        and asked.done_at is None
        and now - asked.confirmed_at >= FACTOR_DELAY
    )
