"""Somebody on the telephone wants her page for the doctor: it comes with the next letters."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.queries.calls import Caller, caller_of
from notifications.actions import queue
from notifications.actions.printing import take_back, waits_for
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.queries.plans_on_call import for_caller
from proms.rules import may_write_down_on_call

PAGE = "proms.page"  # the notice that is printed
ASKED = "proms.page.asked_on_call"
TAKEN_BACK = "proms.page.taken_back_on_call"
WAITS = timedelta(days=30)  # what nobody printed by then is not what she asked for any more


def ask_for_page_on_call(*, actor: SignedIn, ref: UUID, on: date | None) -> None:
    """Only while the actor has the call of a member; while one waits, the same again is that one.

    What stands on it is put together when it is printed: the desk sees none of it, nor whether
    there is anything. `on`: the day of the visit, if she said it.
    """
    with transaction.atomic():
        caller = _caller(actor, ref)
        if waits_for(person_id=caller.person_id, kind=PAGE):
            return
        subject, _system = for_caller(caller)
        queue(
            recipient=caller.person_id,
            kind=PAGE,
            context={"day": on.isoformat() if on else ""},
            dedup=f"{PAGE}:{uuid4()}",  # a second press waits for the first, and finds that one
            expires_at=timezone.now() + WAITS,
            digestible=False,
        )
        record(actor=actor, verb=ASKED, subject=subject)


def take_page_back_on_call(*, actor: SignedIn, ref: UUID) -> bool:
    """She does not want it after all; False when it was printed before. Only while she is on the line."""
    with transaction.atomic():
        caller = _caller(actor, ref)
        subject, _system = for_caller(caller)
        if not take_back(person_id=caller.person_id, kind=PAGE):
            return False
        record(actor=actor, verb=TAKEN_BACK, subject=subject)
    return True


def _caller(actor: SignedIn, ref: UUID) -> Caller:
    demand(may_write_down_on_call(actor))
    caller = caller_of(actor=actor, ref=ref, lock=True)
    if caller is None:
        raise Http404
    return caller
