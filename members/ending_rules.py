"""Whether an ending may be written down, confirmed or taken back now; pure, asked under lock."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Ending
from .office_rules import may_run_the_office

# How long everything only rests, before what was wished is carried out.
GRACE = timedelta(days=30)


def may_confirm_ending(actor: Actor, ending: Ending) -> Verdict:
    """Somebody of the office who did not write the death down herself, once."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not ending.died or not ending.is_open:
        return Denied(_("There is nothing to confirm any more."))
    if ending.confirmed_at is not None:
        return Denied(_("Somebody has confirmed it already."))
    if isinstance(actor, SignedIn) and actor.account_id == ending.recorded_by:
        return Denied(_("You wrote it down. Somebody else of the office confirms it."))
    return Allowed()


def may_tell_from_a_record(actor: Actor) -> Verdict:
    """Whoever keeps records of people; which record is hers to know asks the app that has it."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CURATOR, Hat.CLINICIAN):
        return Allowed()
    return Denied(_("Only those who keep a record can tell the office from there."))


def may_settle_tidings(actor: Actor) -> Verdict:
    """The office, after it asked."""
    return may_run_the_office(actor)


def may_take_back(actor: Actor, ending: Ending | None) -> Verdict:
    """The office, while nothing was carried out."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if ending is None or not ending.is_open:
        return Denied(_("There is nothing to take back any more."))
    return Allowed()


def may_copy_for_family(actor: Actor, ending: Ending | None, *, named: bool) -> Verdict:
    """The host, when the death is confirmed and she named somebody who gets a copy."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if ending is None or not ending.died or ending.confirmed_at is None:
        return Denied(_("A second person of the office has to confirm the death first."))
    if not named:
        return Denied(_("Nobody was named who gets a copy."))
    return Allowed()


def may_say_last_wish(actor: Actor) -> Verdict:
    """Everybody for herself."""
    if isinstance(actor, SignedIn) and actor.subject_id is not None:
        return Allowed()
    return Denied(_("Sign in to say what you wish for."))
