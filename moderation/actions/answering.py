"""Whoever told us hears what came of it, once."""

from __future__ import annotations

from django.utils import timezone

from audit.actions import record
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
    """To everybody who has no answer yet; in the transaction of what came of it. Whom nobody can write
    to has none afterwards: the page of the case says so, and the next decision tries again."""
    open_ones = Report.objects.visible_to(actor).filter(case=case, answer="")
    rows = list(open_ones.select_for_update())
    answered = []
    for row in rows:
        guest = open_guest(row.ref, row.guest)
        if row.guest and guest is None:
            record(actor=actor, verb="moderation.report.not_told", thing=row)
            continue
        row.answer, row.answered_at = answer, timezone.now()
        answered.append(row)
        if row.reason != Report.Reason.APPEAL:  # whoever objected gets the decision itself
            tell_reporter(row, kind=ANSWERED, address=guest.address if guest else "")
    Report.objects.visible_to(actor).bulk_update(answered, ["answer", "answered_at"])
