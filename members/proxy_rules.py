"""Who may ask to act for a child by law, who checks it, and who ends it; pure, asked under lock."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Person, Proxy
from .office_rules import may_run_the_office

MOST_ASKED = 10  # wishes of one person that wait


def may_ask_as_proxy(actor: Actor, *, waiting: int = 0) -> Verdict:
    """Whoever is let in, with an account of her own."""
    if not isinstance(actor, SignedIn) or actor.helping:
        return Denied(_("Sign in with your own account to ask for this."))
    if not actor.roles:
        return Denied(_("You can ask for this as soon as we have let you in."))
    if waiting >= MOST_ASKED:
        return Denied(_("We look at your other wishes first. Call us if it is urgent."))
    return Allowed()


def may_look_first(actor: Actor, claim: Proxy) -> Verdict:
    """The office, for others."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if claim.state != Proxy.State.WAITING:
        return Denied(_("This is decided already."))
    if isinstance(actor, SignedIn) and actor.person_id in (claim.asker_id, claim.child_id):
        return Denied(_("This is about you. Somebody else of the office looks at it."))
    return Allowed()


def may_accept(actor: Actor, claim: Proxy, *, asker_state: str, today: date) -> Verdict:
    """A second person of the office, once the first has seen the paper."""
    if isinstance(refused := may_look_first(actor, claim), Denied):
        return refused
    if claim.seen_by is None or claim.of_age_on is None:
        return Denied(_("Somebody of the office has to look at the paper first."))
    if isinstance(actor, SignedIn) and actor.account_id == claim.seen_by:
        return Denied(_("You saw the paper. A second person of the office has to check it."))
    if asker_state != Person.State.ACTIVE:
        return Denied(_("The person who asked is no member at the moment."))
    return may_last(claim.of_age_on, claim.until, today=today)


def may_be_this_child(
    *, asker_id: int, child: Person | None, known_born: date | None, born: date
) -> Verdict:
    """The member the office means, when the child is here already."""
    if child is None:
        return Denied(_("We know no member with this number."))
    if child.pk == asker_id:
        return Denied(_("This is the person who asks. Check the number."))
    if child.state not in (Person.State.ACTIVE, Person.State.PAUSED):
        return Denied(_("This person is no member at the moment, or of age and decides alone."))
    if known_born is not None and known_born != born:
        return Denied(_("The date of birth differs from what we know. Put one of them right."))
    return Allowed()


def may_open_sign_in(
    actor: Actor, child: Person, *, old_enough: bool, mailbox_of_proxy: bool
) -> Verdict:
    """The office, for a young person who has no account yet."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if child.account_id is not None:
        return Denied(_("This person has an account already."))
    if not old_enough:
        return Denied(_("This person is too young for an account of their own."))
    return may_use_mailbox(mailbox_of_proxy=mailbox_of_proxy)


def may_use_mailbox(*, mailbox_of_proxy: bool) -> Verdict:
    """Signing in never goes through the mailbox of somebody who acts by law."""
    if mailbox_of_proxy:
        return Denied(
            _(
                "Somebody who acts for this person by law reads this mailbox. Use another address,"
                " or none and a code card."
            )
        )
    return Allowed()


def may_last(of_age: date, until: date | None, *, today: date) -> Verdict:
    """Nobody acts by law for somebody of age, nor with a paper that is over."""
    if of_age <= today:
        return Denied(_("This person is of age and decides alone. They can name a helper."))
    if until is not None and until < today:
        return Denied(_("The paper has run out. Ask for a new one."))
    return Allowed()
