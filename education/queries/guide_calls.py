"""Calls of guides: whether she may call, the call to be made with its number, what came of those before."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from audit.actions import record_read
from education.models import CallTry, Enrolment, GuideAssignment, GuideCall, MayCall
from education.programme_rules import may_guide, may_write_call
from education.queries.guiding import ways_guided
from members.call_secrets import figures_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import Verdict
from po_platform.kit.crypto import Tampered, open_for_application, seal_for_application

NUMBER = "education.guided_number"
MOST = 50


def _place(ref: UUID) -> str:
    return f"education_maycall|number|{ref}"


def seal(ref: UUID, number: str) -> str:
    """A number that opens in this row only."""
    return seal_for_application(number, _place(ref))


def number_of(row: MayCall) -> str:
    """The reverse, for herself; a guide goes through `number_to_call`. '' when it cannot be read."""
    try:
        return open_for_application(row.number, _place(row.ref))
    except Tampered:
        return ""


def may_call(*, actor: Actor, enrolment: Enrolment) -> MayCall | None:
    """Whether she agreed to be called, for herself and for whoever goes along."""
    return MayCall.objects.visible_to(actor).filter(enrolment=enrolment).first()


def open_call(*, actor: Actor, enrolment: Enrolment, lock: bool = False) -> GuideCall | None:
    """The call that is still to be made."""
    rows = GuideCall.objects.visible_to(actor).filter(enrolment=enrolment, state="waiting")
    return (rows.select_for_update() if lock else rows).first()


def said_enough(*, actor: Actor, agreed: MayCall) -> bool:
    """Whether since she agreed no call was wanted, or nobody was reached since she was last here."""
    rows = GuideCall.objects.visible_to(actor).filter(enrolment=agreed.enrolment_id)
    unwanted = Q(state=GuideCall.State.NOT_WANTED)
    unreached = Q(state=GuideCall.State.NOT_REACHED, closed_at__gt=F("enrolment__quiet_since"))
    return rows.filter(unwanted | unreached, closed_at__gt=agreed.agreed_at).exists()


def may_put_call(*, actor: Actor, enrolment: Enrolment, agreed: MayCall | None) -> Verdict:
    """Whether a call may go on the list now, by the way as it is now. Two queries at most."""
    now = Enrolment.objects.visible_to(actor).filter(pk=enrolment.pk).first() or enrolment
    enough = agreed is not None and said_enough(actor=actor, agreed=agreed)
    return may_write_call(actor, now, agreed=agreed is not None, enough=enough)


def number_to_call(*, actor: Actor, assignment: GuideAssignment, row: MayCall) -> tuple[str, str]:
    """(as she wrote it, as a telephone takes it); a look she can read."""
    record_read(
        actor=actor, subject=assignment.subject_id, what=NUMBER, grant_id=assignment.grant_id
    )
    number = number_of(row)
    plus = "+" if number.startswith("+") else ""
    return number, f"tel:{plus}{figures_of(number.replace('(0)', ''))}"


def tries_of(*, actor: Actor, enrolment: Enrolment) -> list[CallTry]:
    """What came of calls, newest first; both read the same."""
    rows = CallTry.objects.visible_to(actor).filter(call__enrolment=enrolment)
    return list(rows.order_by("-pk")[:MOST])


def calls_due(*, actor: Actor) -> tuple[int, datetime] | None:
    """(how many, since when) wait for the acting guide to be made today; None for none. Two queries."""
    if not may_guide(actor):
        return None
    rows = GuideCall.objects.visible_to(actor).filter(enrolment_id__in=ways_guided())
    due = rows.filter(state="waiting", next_on__lte=timezone.localdate())
    found = due.aggregate(n=Count("pk"), since=Min("made_at"))
    return (found["n"], found["since"]) if found["n"] else None
