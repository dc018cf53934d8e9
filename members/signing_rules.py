"""What somebody may change about her ways in; pure, asked again by the actions under lock."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .queries.signing import WaysIn

MOST_TOKENS = 20


def may_change_ways_in(actor: Actor, ways: WaysIn) -> Verdict:
    """Herself, with a code entered a moment ago, and the second step done where there is one."""
    if not isinstance(actor, SignedIn):
        return Denied(_("Sign in to change how you sign in."))
    if not actor.fresh:
        return Denied(_("Confirm with a new code first."))
    if ways.must_step and not actor.strong:
        return Denied(_("Show your second factor first."))
    return Allowed()


def may_remove_factor(actor: Actor, ways: WaysIn) -> Verdict:
    """As above; the last factor stays as long as a role asks for one."""
    last = len(ways.passkeys) + ways.has_app <= 1
    if isinstance(actor, SignedIn) and last and actor.roles & NEEDS_SECOND_FACTOR:
        return Denied(
            _("Your role needs a second factor. Add another one first, then remove this one.")
        )
    return may_change_ways_in(actor, ways)


def may_make_token(actor: Actor, living: int) -> Verdict:
    """Herself, with a code entered a moment ago: a token can read all she can."""
    if not isinstance(actor, SignedIn):
        return Denied(_("Sign in to make a token."))
    if not actor.fresh:
        return Denied(_("Confirm with a new code first."))
    if living >= MOST_TOKENS:
        return Denied(_("You have 20 tokens. End one that you do not use any more."))
    return Allowed()
