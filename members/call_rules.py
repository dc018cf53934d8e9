"""Who may take a call, write down what came of it, and undo that; pure, asked again under lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import CallRequest

LEASE = timedelta(minutes=30)
UNDO = timedelta(minutes=10)
FIRST_PROMISE, LONGEST_PROMISE = 2, 10  # working days

State = CallRequest.State
OPEN = frozenset({State.WAITING, State.OFFICE})
# Outcome → what the call is then; not reached leaves it where it is.
NOT_REACHED = "not_reached"
ENDS = frozenset({State.DONE, State.WRONG_NUMBER, State.NO_CALL})


def makes_calls(actor: Actor) -> bool:
    """The helper desk, and the office for what was passed on to it."""
    return isinstance(actor, SignedIn) and actor.holds(Hat.DESK, Hat.ADMINISTRATOR)


def may_see_calls(actor: Actor) -> Verdict:
    """Whoever makes them, with a second factor shown."""
    if makes_calls(actor):
        return Allowed()
    return Denied(_("This belongs to the helper desk."))


def may_answer_call(actor: Actor) -> Verdict:
    """Of who rings: the helper desk, with a second factor shown."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.DESK):
        return Allowed()
    return Denied(_("This belongs to the helper desk."))


def is_taken(call: CallRequest, now: datetime) -> bool:
    """Whether somebody is calling now."""
    return call.taken_until is not None and call.taken_until > now


def taken_by_other(call: CallRequest, actor: Actor, now: datetime) -> bool:
    """Whether somebody else is calling now."""
    return is_taken(call, now) and call.taken_by != getattr(actor, "account_id", None)


def may_take_call(actor: Actor, call: CallRequest, now: datetime, *, number_busy: bool) -> Verdict:
    """An open call nobody else is making. `number_busy`: another wish with the same number is."""
    if not makes_calls(actor):
        return may_see_calls(actor)
    if call.state not in OPEN:
        return Denied(_("This call is closed already."))
    if taken_by_other(call, actor, now) or number_busy:
        return Denied(_("Somebody else is calling this person now. Take another call."))
    return Allowed()


def may_close_call(actor: Actor, call: CallRequest, now: datetime, outcome: str) -> Verdict:
    """Whoever took it last, also when her half hour is over and nobody else has it."""
    if not makes_calls(actor):
        return may_see_calls(actor)
    if call.state not in OPEN:
        return Denied(_("This call is closed already."))
    if taken_by_other(call, actor, now):
        return Denied(_("Your half hour was over, and somebody else has this call now."))
    if call.taken_by != getattr(actor, "account_id", None):
        return Denied(_("Take the call first."))
    if outcome == State.OFFICE and call.state == State.OFFICE:
        return Denied(_("This call is with the office already."))
    return Allowed()


def may_undo_outcome(actor: Actor, call: CallRequest, now: datetime) -> Verdict:
    """Whoever wrote it down, for ten minutes, while nobody else went on with it."""
    wrote = call.outcome_by is not None and call.outcome_by == getattr(actor, "account_id", None)
    if not makes_calls(actor) or not wrote:
        return Denied(_("Only the person who wrote this down can undo it."))
    if not call.before or call.outcome_at is None or call.outcome_at < now - UNDO:
        return Denied(_("This can be undone for 10 minutes. Ask the office, they can help."))
    if taken_by_other(call, actor, now):
        return Denied(_("Somebody else has taken this call in between."))
    return Allowed()
