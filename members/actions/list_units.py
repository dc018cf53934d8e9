"""A list is worked through a hundred at a time, each hundred wholly or not at all, as its beginner."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record
from members.arrival import account_as_actor
from members.models import MemberList
from members.office_rules import may_run_the_office
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import Denied

from .member_list import empty_text

UNIT = 100
log = logging.getLogger(__name__)
State = MemberList.State
# Does the next hundred of a list held for it; whether there are more.
Unit = Callable[[SignedIn, MemberList], bool]


def work_through(way: str, unit: Unit) -> None:
    """For the tick: whatever was begun goes on where it stopped."""
    running = MemberList.objects.filter(way=way, state=State.RUNNING)
    for list_id in running.values_list("pk", flat=True):
        while one_unit(list_id, unit):
            pass


def one_unit(list_id: int, unit: Unit) -> bool:
    """Whether there is another. Whoever pressed the button must still run the office."""
    begun = MemberList.objects.filter(pk=list_id).first()
    if begun is None:
        return False
    actor = account_as_actor(begun.made_by or 0, strong=True, fresh=False)
    if not isinstance(actor, SignedIn) or isinstance(may_run_the_office(actor), Denied):
        MemberList.objects.filter(pk=list_id).update(state=State.STOPPED, ended_at=Now())
        log.warning("list %s was stopped: whoever began it does not run the office", list_id)
        return False
    try:
        with acting_as(actor):
            rows = MemberList.objects.select_for_update(skip_locked=True)
            row = rows.filter(pk=list_id, state=State.RUNNING).first()
            return row is not None and unit(actor, row)
    except OperationalError:
        raise  # the database was away: the next tick tries again
    except Exception:
        log.exception("list %s", list_id)
        _stop(actor, list_id)
        return False


def _stop(actor: SignedIn, list_id: int) -> None:
    """What cannot go on makes room for the next list; what was done stays, the text does not."""
    with acting_as(actor):
        row = MemberList.objects.select_for_update().filter(pk=list_id, state=State.RUNNING).first()
        if row is None:
            return
        row.state, row.ended_at = State.STOPPED, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        empty_text(actor=actor, ref=row.ref)
        record(actor=actor, verb="members.list.stopped", thing=row, done=row.done)
