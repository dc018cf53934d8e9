"""Whether somebody may be a buddy, or have one, now: pure answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Enrolment
from .programme_rules import may_walk

LONGEST = 400
SHOWN_AT_ONCE = 5
ANSWER_WITHIN = timedelta(days=14)  # the vault counts the same


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known before somebody offers or asks.

    `looked_after`: a guide looks after the guides here. `of_age_and_free`: the vault says that she is
    an active member, of age, and not kept from writing. `has_one`: she has a buddy on this
    programme, or waits for an answer. `read_by_another`: somebody else than herself looks after them.
    `unsaid`: she has not said yet whether she is 18 or older, and writes to nobody before.
    """

    looked_after: bool = True
    of_age_and_free: bool = True
    has_one: bool = False
    read_by_another: bool = True
    unsaid: bool = False


def nobody_looks() -> str:
    """Why there are no buddies at present."""
    return _("Nobody looks after buddies here at present. A guide may go along instead.")


def not_for_her() -> str:
    """Why somebody neither is nor has a buddy now."""
    return _("Buddies are members who are of age and may write here.")


def age_unsaid() -> str:
    """Why she has nothing to do with buddies yet."""
    return _(
        "Say first whether you are 18 or older. Buddies write to each other, and adults and young"
        " people do not."
    )


def may_have_to_do_with_buddies(actor: Actor, enrolment: Enrolment, standing: Standing) -> Verdict:
    """Herself, of age, on her way or through, where somebody looks after buddies."""
    verdict = may_walk(actor)
    if not verdict:
        return verdict
    if not standing.looked_after:
        return Denied(nobody_looks())
    if not standing.of_age_and_free:
        return Denied(not_for_her())
    here = enrolment.state in (Enrolment.State.ACTIVE, Enrolment.State.DONE)
    if not here or enrolment.rested_at is not None:
        return Denied(_("This programme rests. Take it up again first."))
    return Denied(age_unsaid()) if standing.unsaid else Allowed()


def may_ask_buddy(actor: Actor, enrolment: Enrolment, standing: Standing) -> Verdict:
    """The same, and one buddy on a programme at a time."""
    verdict = may_have_to_do_with_buddies(actor, enrolment, standing)
    if verdict and standing.has_one:
        return Denied(_("You have a buddy on this programme, or asked somebody already."))
    return verdict


def may_offer_buddy(actor: Actor, enrolment: Enrolment, standing: Standing) -> Verdict:
    """The first again, and somebody else reads her words before others do."""
    verdict = may_have_to_do_with_buddies(actor, enrolment, standing)
    if verdict and not standing.read_by_another:
        return Denied(
            _("Nobody but you looks after buddies here, so nobody could read your words first.")
        )
    return verdict


def may_look_after_buddies(actor: Actor, *, leads: bool, office: bool = False) -> Verdict:
    """The guide who looks after the guides; numbers also for the office."""
    if leads or office:
        return Allowed()
    return Denied(_("Only the guide who looks after the others can do this."))
