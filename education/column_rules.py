"""Whether somebody may take a column, write in it, and what a text of it needs: pure answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Allowed, Denied, Verdict

from .involving_rules import may_take_part
from .models import Column, Revision
from .sections import faults

OFFERED = timedelta(days=30)
MOST_OPEN = 5  # texts of one column that are not published yet


def may_take_column(actor: Actor, column: Column, *, is_taken: bool, now: datetime) -> Verdict:
    """Members, each for herself, with a link that still opens something."""
    verdict = may_take_part(actor)
    if not verdict:
        return verdict
    is_over = column.offered_until is None or column.offered_until <= now
    if is_taken or is_over or column.ended_at is not None:
        return Denied(_("This offer is over. Whoever sent it can send a new one."))
    return Allowed()


def may_write_in(column: Column) -> Verdict:
    """Its author, while it neither pauses nor has ended; whose it is the caller asked."""
    if column.ended_at is not None:
        return Denied(_("This column has ended. Its texts stay as they are."))
    if column.paused_at is not None:
        return Denied(_("This column pauses. Go on with it first."))
    return Allowed()


def may_begin_text(column: Column, *, waiting: int) -> Verdict:
    """`waiting`: texts of it that are not published yet."""
    verdict = may_write_in(column)
    if verdict and waiting >= MOST_OPEN:
        return Denied(_("Five texts are not published yet. Finish one of them first."))
    return verdict


def column_lacks(revision: Revision) -> list[str]:
    """What a text of a column lacks, in sentences: words, and a sentence for lists."""
    found = [str(words) for words in faults(revision.body, symptoms=False)]
    if not revision.in_short:
        found.append(_("Say in one sentence what the text is about."))
    return found
