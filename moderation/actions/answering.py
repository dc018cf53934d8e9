"""Whoever told us hears what came of it, once."""

from __future__ import annotations

from django.utils import timezone

from moderation.guests import open_guest
from moderation.models import Case, Lane, Report
from moderation.notices import ANSWERED, tell_reporter
from po_platform.access.actor import Actor


def outcome_of(case: Case, *, changed: bool, never_changes: bool) -> str:
    """What a decision is to whoever told us; of somebody in danger, and of what was written to one
    person, never what was done.
    """
    if case.lane == Lane.CRISIS or never_changes:
        return Report.Answer.LOOKED
    return Report.Answer.CHANGED if changed else Report.Answer.STAYS


def answer_reports(actor: Actor, case: Case, answer: str) -> None:
    """To everybody who has no answer yet; in the transaction of what came of it."""
    open_ones = Report.objects.visible_to(actor).filter(case=case, answer="")
    rows = list(open_ones.select_for_update())
    for row in rows:
        row.answer, row.answered_at = answer, timezone.now()
        guest = open_guest(row.ref, row.guest)
        if row.reason != Report.Reason.APPEAL:  # whoever objected gets the decision itself
            tell_reporter(row, kind=ANSWERED, address=guest.address if guest else "")
    Report.objects.visible_to(actor).bulk_update(rows, ["answer", "answered_at"])
