"""What a member agreed to about calls ends with whatever it hung on: her guide, or her being here."""

from __future__ import annotations

from django.utils import timezone

from education.models import GuideCall, MayCall
from members.queries.own import own_rows
from po_platform.access.actor import Actor

State = GuideCall.State


def calls_over(actor: Actor, enrolment_id: int, *, number: bool) -> bool:
    """A call that waits is off the list; with `number`, hers is deleted. Whether one was there.

    For callers that asked the rule.
    """
    waiting = own_rows(GuideCall, actor).filter(enrolment_id=enrolment_id, state=State.WAITING)
    waiting.update(state=State.OVER, closed_at=timezone.now())
    if not number:
        return False
    gone, _models = own_rows(MayCall, actor).filter(enrolment_id=enrolment_id).delete()
    return bool(gone)
