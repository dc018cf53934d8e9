"""What may be done in the office now, and why not; pure, called again by the actions under lock."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .hat_tasks import GIVEN_IN_OFFICE
from .models import Person

State = Person.State

# From the office, by hand. Who waits to be let in is decided about on a page of its own.
MOVES: dict[str, frozenset[str]] = {
    State.APPLIED: frozenset(),
    State.INVITED: frozenset({State.LEFT, State.DECEASED}),
    State.ACTIVE: frozenset({State.PAUSED, State.LEFT, State.DECEASED}),
    State.PAUSED: frozenset({State.ACTIVE, State.LEFT, State.DECEASED}),
    State.UNDECIDED: frozenset({State.LEFT, State.DECEASED}),
    State.LEFT: frozenset({State.ACTIVE, State.DECEASED}),
    State.DECEASED: frozenset({State.ACTIVE}),
}
ENDED = frozenset({State.LEFT, State.DECEASED})


def may_run_the_office(actor: Actor) -> Verdict:
    """Holders of the administrator's role with their second factor shown, and the host's commands."""
    if isinstance(actor, System) and actor.purpose in (Purpose.OPERATE, Purpose.SEED):
        return Allowed()
    if isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR):
        return Allowed()
    return Denied(_("This belongs to the office."))


def may_set_up(actor: Actor, *, exists: bool) -> Verdict:
    """The first run: an administrator, who may not have a second factor yet, and only once."""
    if exists:
        return Denied(_("This portal is set up already. Change it on the organisation’s page."))
    if isinstance(actor, SignedIn) and Hat.ADMINISTRATOR in actor.roles:
        return Allowed()
    return may_run_the_office(actor)


def may_make_administrators(actor: Actor) -> Verdict:
    """Only a command run on the host; in the office it is a role like others."""
    if isinstance(actor, System) and actor.purpose in (Purpose.OPERATE, Purpose.SEED):
        return Allowed()
    return Denied(_("This is done on the server, by whoever hosts the portal."))


def may_change_state(
    actor: Actor, person: Person, state: str, *, last_administrator: bool
) -> Verdict:
    """The office, as MOVES says; and a member ends her own membership."""
    herself = isinstance(actor, SignedIn) and actor.person_id == person.pk
    if not (herself and state == State.LEFT) and isinstance(
        refused := may_run_the_office(actor), Denied
    ):
        return refused
    if state not in MOVES[person.state]:
        return Denied(_("This cannot be changed here."))
    if last_administrator and state != State.ACTIVE:
        return Denied(
            _("Nobody else can run the office. Give somebody the administrator’s role first.")
        )
    return Allowed()


def may_give_another_name(actor: Actor, person: Person) -> Verdict:
    """Of who is here or has left; what is kept in memory stays as it was."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if person.state in (State.INVITED, State.DECEASED):
        return Denied(_("This cannot be changed here."))
    return Allowed()


def may_give_role(
    actor: Actor, person: Person, role: Hat, *, held: bool, with_boards: bool = False
) -> Verdict:
    """To somebody active who can sign in and does not hold it yet. `with_boards`: together with the
    boards it is for, which one role needs.
    """
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if role not in GIVEN_IN_OFFICE and not (with_boards and role is Hat.BOARD_MODERATOR):
        return Denied(_("This role is not given in the office."))
    if person.account_id is None or person.state != State.ACTIVE:
        return Denied(_("Only somebody active who can sign in can hold a role."))
    if held:
        return Denied(_("This role is held already. End it first to change its day."))
    return Allowed()


def may_end_role(actor: Actor, *, living: bool, last_administrator: bool) -> Verdict:
    """A role that counts now; the office never stands empty."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not living:
        return Denied(_("This role has ended already."))
    if last_administrator:
        return Denied(
            _("Nobody else can run the office. Give somebody the administrator’s role first.")
        )
    return Allowed()


def may_help_to_sign_in(actor: Actor, person: Person) -> Verdict:
    """For somebody who may sign in."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if person.account_id is None or person.state in ENDED:
        return Denied(_("This person cannot sign in."))
    return Allowed()


def may_change_address(actor: Actor, person: Person, *, factor_open: bool) -> Verdict:
    """For others, on the telephone; never while a second factor is about to go."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if person.account_id is None or person.state in ENDED:
        return Denied(_("Only somebody who can sign in has an address to change."))
    if isinstance(actor, SignedIn) and actor.person_id == person.pk:
        return Denied(_("Change your own address on your own page."))
    if factor_open:
        return Denied(_("A lost second factor is being looked after. Finish or stop that first."))
    return Allowed()


def may_make_card(actor: Actor, person: Person, *, factor_open: bool) -> Verdict:
    """For others who may sign in; a card stands in place of a mailbox, so never beside a lost factor."""
    if isinstance(refused := may_help_to_sign_in(actor, person), Denied):
        return refused
    if isinstance(actor, SignedIn) and actor.person_id == person.pk:
        return Denied(_("Somebody else of the office makes a card for you."))
    if factor_open:
        return Denied(_("A lost second factor is being looked after. Finish or stop that first."))
    return Allowed()


def may_take_in(actor: Actor, *, old_enough: bool) -> Verdict:
    """The office, for somebody it knows from a letter, the telephone or the desk."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not old_enough:
        return Denied(_("This person is too young for an account of their own."))
    return Allowed()


def may_open_identity(actor: Actor, person: Person) -> Verdict:
    """Who somebody is, for the office; one's own stands on one's own page."""
    if isinstance(actor, SignedIn) and actor.person_id == person.pk:
        return Denied(_("Your own name and address stand on your own page."))
    return may_run_the_office(actor)


def may_add_clinician(actor: Actor, *, is_clinician: bool, present: bool) -> Verdict:
    """Somebody who holds the clinician's role, once."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not is_clinician:
        return Denied(_("Only somebody with the clinician’s role can belong to a clinic."))
    if present:
        return Denied(_("This person belongs to the clinic already."))
    return Allowed()
