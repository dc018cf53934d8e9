"""Whether somebody may be looked up in danger, whether that was right, and who begins a drill: pure answers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from moderation.danger import TELL_AFTER
from moderation.models import Case, Lane, Reveal, SafetyContact, Triage
from po_platform.access.refusals import Allowed, Denied, Verdict


def may_look_up(
    case: Case, *, me: int, contact: SafetyContact | None, not_needed: bool = False
) -> Verdict:
    """Who is named for the lane, by somebody else, about an open case in which danger now was read.
    `not_needed`: a review found that an opening of hers in this case was not needed.

    Having reported it does not matter here: waiting for another person could cost a life, and a
    second person looks at it anyway.
    """
    if case.lane != Lane.CRISIS:
        return Denied(_("This is not a case of somebody in danger."))
    if case.state == Case.State.DECIDED:
        return Denied(_("This case is decided. Nobody is looked up any more."))
    if case.person_id is None:
        return Denied(_("We do not know whom this is about."))
    if case.person_id == me:
        return Denied(_("This is about you. Leave it to another person."))
    if contact is None:
        return Denied(_("Only who is named to be called in danger can do this. Call one of them."))
    if contact.named_by is None or contact.named_by == me:
        return Denied(
            _("You named yourself to be called in danger. Another moderator has to name you first.")
        )
    if not_needed:
        return Denied(
            _(
                "A review found that your opening it was not needed. Another person who is named"
                " can still do it."
            )
        )
    if case.triage != Triage.NOW:
        return Denied(_("Say first on the page of the case that you read “Danger now” in it."))
    return Allowed()


def may_close_danger(case: Case) -> Verdict:
    """Nobody decides about words of danger before somebody said what she reads in them: that ends
    the calls, and plans that we look in again. Where people are called on, only somebody of some
    boards said so, and it is not closed over those who are called.
    """
    if case.lane == Lane.CRISIS and not case.triage:
        return Denied(
            _("Say first what you read in it. If nobody is in danger, choose that: then decide.")
        )
    if case.lane == Lane.CRISIS and case.call_next_at is not None:
        return Denied(_("Who moderates all boards is called on. Say what you read in it."))
    return Allowed()


def may_see_opened(row: Reveal, *, me: int, now: datetime) -> bool:
    """Whoever opened it, for a day, while the case is open and no review found it was not needed;
    the vault asks the same and more.
    """
    is_over = row.case.state == Case.State.DECIDED or row.was_right is False
    return row.by == me and now < row.open_until and not is_over


def may_review(row: Reveal, *, me: int) -> Verdict:
    """Another moderator, once, and nobody about herself."""
    if row.person_id == me:
        return Denied(_("This is about you. Leave it to another person."))
    if row.by == me:
        return Denied(_("You opened it yourself. Another person says whether it was right."))
    if row.reviewed_at is not None:
        return Denied(_("Somebody has said so already."))
    return Allowed()


def is_to_be_told(row: Reveal, *, now: datetime) -> bool:
    """At the review, or 72 hours later without one; not where it would harm."""
    due = row.reviewed_at is not None or now >= row.at + TELL_AFTER
    return row.told_at is None and not row.harm and due


def may_begin_drill(*, is_contact: bool, one_runs: bool, danger_waits: bool) -> Verdict:
    """Who is named for the lane, one at a time, and never while somebody may really be in danger."""
    if not is_contact:
        return Denied(_("Only who is named to be called in danger begins a drill."))
    if one_runs:
        return Denied(_("A drill is under way already."))
    if danger_waits:
        return Denied(_("Somebody may really be in danger now. Look at that case first."))
    return Allowed()
