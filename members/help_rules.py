"""Who may name a helper, become one, and change what she does; pure, asked again under lock."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Person
from .office_rules import may_run_the_office

MOST_HELPERS = 10


def may_name_helper(actor: Actor, *, named: int = 0) -> Verdict:
    """The person herself, right after a new code. `named`: helpers and open codes she has."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None or actor.helping:
        return Denied(_("Only the person herself can name a helper."))
    if not actor.fresh:
        return Denied(_("Confirm with a new code before you name a helper."))
    return _not_too_many(named)


def may_name_helper_for(actor: Actor, person_id: int, *, state: str, named: int) -> Verdict:
    """The office with the person before it, on her word by telephone or letter."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if isinstance(actor, SignedIn) and actor.person_id == person_id:
        return Denied(_("You name your own helper on your own pages."))
    if state != Person.State.ACTIVE:
        return Denied(_("This person is no member at the moment."))
    return _not_too_many(named)


def _not_too_many(named: int) -> Verdict:
    if named >= MOST_HELPERS:
        return Denied(
            _("There are many helpers and open codes already. End one of them or take it back.")
        )
    return Allowed()


def may_become_helper(
    actor: Actor,
    *,
    giver: UUID | None,
    giver_state: str,
    helped_already: bool,
    helps_me: bool,
) -> Verdict:
    """Anybody who is with us, but not for herself, not twice, and not both for each other."""
    if not isinstance(actor, SignedIn) or actor.helping:
        return Denied(_("Sign in with your own account to become a helper."))
    if actor.subject_id == giver:
        return Denied(_("This is your own code. Give it to the person who shall help you."))
    if not actor.roles:
        return Denied(_("You can become a helper as soon as we have let you in."))
    if giver_state != Person.State.ACTIVE:
        return Denied(_("The person who made this code is no member at the moment."))
    if helped_already:
        return Denied(_("You help this person already. They can change what you do."))
    if helps_me:
        return Denied(
            _(
                "This person is your own helper. Two people cannot be helpers of each other;"
                " somebody else can help one of you. Call us, we look at it together."
            )
        )
    return Allowed()
