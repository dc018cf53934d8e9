"""What the desk may enter from a sheet, and of which day answers may speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Allowed, Denied, Verdict
from po_platform.kit.spoken import last_day, plain_day

from .models import Assignment
from .rules import is_herself, may_answer

LATE_POST = timedelta(days=28)  # after the questions closed: written in time, and long on its way
CLOCKS_DIFFER = timedelta(minutes=5)  # of a program's device and ours


def may_key(actor: Actor, assignment: Assignment, sheet_on: date | None = None) -> Verdict:
    """At the desk also a sheet that was keyed once, and one that came late by post.

    `sheet_on`: the day that stands on the sheet. It was filled in while there was time.
    """
    if is_herself(actor, assignment) and assignment.state == Assignment.State.KEYED:
        return may_be_dated(assignment, sheet_on)
    if is_herself(actor, assignment) and _came_late(assignment):
        return may_be_dated(assignment, sheet_on)
    verdict = may_answer(actor, assignment)
    return verdict and may_be_dated(assignment, sheet_on)


def _came_late(assignment: Assignment) -> bool:
    """Closed a while ago, and not answered: a sheet may still be on its way."""
    closes, now = assignment.closes_at, timezone.now()
    if assignment.state != Assignment.State.OPEN or closes is None:
        return False
    return closes <= now < closes + LATE_POST


def may_be_dated(assignment: Assignment, day: date | None) -> Verdict:
    """The day on a sheet: not to come, not before there were questions, not after they closed."""
    closes = assignment.closes_at
    first, last = timezone.localdate(assignment.opens_at), last_day(closes) if closes else None
    over = closes is not None and closes <= timezone.now()
    if day is None:
        if not over or last is None or assignment.state == Assignment.State.KEYED:
            return Allowed()
        closed = {"day": plain_day(last)}
        return Denied(
            _("The questions closed on %(day)s. Write the day that stands on the sheet.") % closed
        )
    if day > timezone.localdate():
        return Denied(_("This day is still to come. Look at the sheet again."))
    if day < first:
        return Denied(
            _("The questions were not there before %(day)s. Look at the sheet again.")
            % {"day": plain_day(first)}
        )
    if last is not None and day > last:
        return Denied(
            _("The questions closed on %(day)s. What was filled in later is not entered.")
            % {"day": plain_day(last)}
        )
    return Allowed()


def may_speak_of(moment: datetime, *, since: datetime, now: datetime) -> Verdict:
    """What a program says of when answers were given: not to come, not before there were questions."""
    if moment > now + CLOCKS_DIFFER:
        return Denied(_("This moment is still to come."))
    if moment < since:
        return Denied(_("The questions were not there before %(day)s.") % {"day": plain_day(since)})
    return Allowed()


def may_key_again(account_id: int, keyed_by: Sequence[int], *, deciding: bool = False) -> Verdict:
    """Nobody keys a sheet twice, nor decides about what she keyed first; the second one decides."""
    if account_id in (keyed_by[:1] if deciding else keyed_by):
        return Denied(_("You keyed this sheet before. Somebody else keys it once more."))
    if len(keyed_by) == 2 and not deciding:
        return Denied(_("Two people keyed this sheet already."))
    return Allowed()
