"""Whether somebody may print, type in or look at a consent on paper now, and whether it holds."""

from __future__ import annotations

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from members.models import Person
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import PaperConsent, Participation


def may_use_papers(actor: Actor) -> Verdict:
    """The desk and the office, second factor shown."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.DESK, Hat.ADMINISTRATOR):
        return Allowed()
    return Denied(_("Only the desk and the office can do this."))


def may_print_paper(actor: Actor, person_id: int, state: str | None) -> Verdict:
    """For an active member, never for oneself. `state`: of her membership, None: there is nobody."""
    if isinstance(refused := may_use_papers(actor), Denied):
        return refused
    if state is None:
        return Denied(_("There is no member with this number. Check each figure."))
    if isinstance(actor, SignedIn) and actor.person_id == person_id:
        return Denied(_("This is you. Take part with your own account."))
    if state != Person.State.ACTIVE:
        return Denied(_("This membership rests or has ended. The office can tell more."))
    return Allowed()


def may_key_paper(actor: Actor, paper: PaperConsent) -> Verdict:
    """Until somebody looked a second time."""
    if isinstance(refused := may_use_papers(actor), Denied):
        return refused
    if paper.state not in (PaperConsent.State.PRINTED, PaperConsent.State.KEYED):
        return Denied(_("This form was finished already."))
    return Allowed()


def may_look_at_paper(actor: Actor, paper: PaperConsent) -> Verdict:
    """A second person, once it was typed in."""
    if isinstance(refused := may_key_paper(actor, paper), Denied):
        return refused
    if paper.state != PaperConsent.State.KEYED:
        return Denied(_("Nobody has typed this form in yet."))
    if isinstance(actor, SignedIn) and actor.account_id == paper.keyed_by:
        return Denied(_("You typed this in. Somebody else has to look a second time."))
    return Allowed()


def may_end_paper(actor: Actor, paper: PaperConsent) -> Verdict:
    """The same people, while it is not finished."""
    return may_key_paper(actor, paper)


def may_be_on_paper(*, child: bool) -> Verdict:
    """Who has a legal proxy signs nothing here: the proxy decides. `child`: under one."""
    if child:
        return Denied(
            _("This is a child. The legal proxy joins for it, with an account of her own.")
        )
    return Allowed()


def may_hold_after(
    paper: PaperConsent, before: Participation | None, *, decided_since: bool
) -> Verdict:
    """What she decided last holds, on whichever way it came. `before`: hers in the registry."""
    left = before is not None and before.state == Participation.State.WITHDRAWN
    if before and left and paper.signed_on and paper.signed_on <= localdate(before.since):
        return Denied(_("This was signed before the person left the registry. It does not hold."))
    if decided_since:
        return Denied(
            _(
                "The person decided once more after this paper was signed, and that holds. Ask"
                " her what she wants now. She can say so on the website, or sign the form once more;"
                " then have it typed in anew."
            )
        )
    if before and not left and before.sheet.version > paper.sheet.version:
        return Denied(_("The person has agreed to a newer text already. Print the form anew."))
    return Allowed()
