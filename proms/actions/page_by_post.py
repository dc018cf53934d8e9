"""Somebody on the telephone wants her page for the doctor: it comes with the next letters."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.queries.calls import caller_of
from notifications.actions import queue
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.queries.plans_on_call import for_caller
from proms.rules import may_write_down_on_call

PAGE = "proms.page"  # the notice that is printed
ASKED = "proms.page.asked_on_call"
WAITS = timedelta(days=30)  # what nobody printed by then is not what she asked for any more


def ask_for_page_on_call(*, actor: SignedIn, ref: UUID, on: date | None) -> None:
    """Only while the actor has the call of a member; the same again on one day is one letter.

    What stands on it is put together when it is printed: the desk sees none of it, nor whether
    there is anything. `on`: the day of the visit, if she said it.
    """
    demand(may_write_down_on_call(actor))
    with transaction.atomic():
        caller = caller_of(actor=actor, ref=ref, lock=True)
        if caller is None:
            raise Http404
        subject, _system = for_caller(caller)
        now = timezone.now()
        queue(
            recipient=caller.person_id,
            kind=PAGE,
            context={"day": on.isoformat() if on else ""},
            dedup=f"{PAGE}:{caller.person_id}:{timezone.localdate(now)}",
            expires_at=now + WAITS,
            digestible=False,
        )
        record(actor=actor, verb=ASKED, subject=subject)
