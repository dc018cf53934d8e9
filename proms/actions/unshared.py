"""A clinic's plan rests while nobody of it sees the answers, goes on by itself, or ends after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from audit.actions import record
from po_platform.access.actor import System
from proms.models import Enrolment
from proms.queries.schedules import MOVED, RESTS_FOR

LATER = timedelta(days=1)


def look_for_sharing(actor: System, enrolment: Enrolment, *, shares: bool, now: datetime) -> bool:
    """Whether the plan goes on now; notes on the row since when it rests. The caller saves it.

    `shares`: whether somebody who planned it, or a colleague of the clinic it belongs to, sees
    her answers now. What the person paused or left herself stays as she left it.
    """
    since = enrolment.unshared_at
    if shares:
        enrolment.unshared_at = None
        if since is not None:
            _note(actor, enrolment, "proms.enrolment.resumed")
        return True
    if since is None:
        enrolment.unshared_at = now
        _note(actor, enrolment, "proms.enrolment.rested")
    elif since + RESTS_FOR <= now:  # moved for good, or thought better of it
        enrolment.state, enrolment.reason = Enrolment.State.ENDED, MOVED
        _note(actor, enrolment, "proms.enrolment.ended")
    enrolment.next_at = now + LATER
    return False


def _note(actor: System, enrolment: Enrolment, verb: str) -> None:
    record(actor=actor, verb=verb, thing=enrolment, subject=enrolment.subject_id)
