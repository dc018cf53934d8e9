"""A member says whether her guide may call; the guide calls, and writes down what came of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.calls_over import calls_over
from education.actions.guiding import own_enrolment
from education.models import CallTry, Guide, GuideAssignment, GuideCall, MayCall
from education.models.guide_calls import MOST_TRIES
from education.programme_notices import GUIDE_CALL
from education.programme_rules import may_guide, may_have_guide, may_walk
from education.queries.guide_calls import may_call, may_put_call, open_call, seal
from members.queries.own import own_rows
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 200
State, Came = GuideCall.State, CallTry.Came


def agree_to_calls(*, actor: Actor, ref: UUID, number: str, suits: str) -> MayCall:
    """Her guide sees this number while a call is to be made; another one takes its place."""
    demand(may_have_guide(actor))
    with transaction.atomic():
        enrolment = own_enrolment(actor, ref)
        row = own_rows(MayCall, actor).filter(enrolment=enrolment).first()
        if row is None:
            row = MayCall(ref=uuid4(), subject_id=enrolment.subject_id, enrolment=enrolment)
        row.number, row.suits, row.agreed_at = seal(row.ref, number), suits, timezone.now()
        row.save()
        record(actor=actor, verb="education.calls.agreed", thing=row, subject=row.subject_id)
    return row


def want_no_calls(*, actor: Actor, ref: UUID) -> None:
    """The number is gone at once, and a call that waits is off the list; twice changes nothing."""
    demand(may_walk(actor))
    with transaction.atomic():
        enrolment = own_enrolment(actor, ref)
        if calls_over(actor, enrolment.pk, number=True):
            verb = "education.calls.not_wanted"
            record(actor=actor, verb=verb, thing=enrolment, subject=enrolment.subject_id)


def put_call(*, actor: Actor, assignment: GuideAssignment, next_on: date) -> GuideCall:
    """On the list of whoever goes along, from this day on; only for who agreed to be called.

    Not again where since then no call was wanted, or nobody was reached in this quiet time.
    """
    demand(may_guide(actor))
    with transaction.atomic():
        agreed = may_call(actor=actor, enrolment=assignment.enrolment)
        demand(may_put_call(actor=actor, enrolment=assignment.enrolment, agreed=agreed))
        try:
            with transaction.atomic():
                row = GuideCall.objects.create(
                    subject_id=assignment.subject_id, enrolment=assignment.enrolment,
                    next_on=next_on, made_at=timezone.now(),
                )  # fmt: skip
        except IntegrityError as error:  # education_one_call
            raise PermissionDenied(_("A call is on the list already.")) from error
        record(actor=actor, verb="education.call.put", thing=row, subject=row.subject_id)
    return row


def write_call(
    *, actor: Actor, assignment: GuideAssignment, came: str, note: str, next_on: date | None
) -> GuideCall:
    """What came of one try. After the third without an answer nobody dials any more."""
    demand(may_guide(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        row = open_call(actor=actor, enrolment=assignment.enrolment, lock=True)
        if row is None:
            raise PermissionDenied(_("This call is not on the list any more."))
        own = Guide.objects.filter(account_id=actor.account_id).first()
        CallTry.objects.create(
            subject_id=row.subject_id, call=row, at=timezone.now(), by_account=actor.account_id,
            by_name=own.public_name if own else actor.display_name, came=came, note=note,
        )  # fmt: skip
        row.tries += 1
        row.state = _state_after(came, row.tries)
        if row.state == State.WAITING:
            row.next_on = next_on or timezone.localdate()
        else:
            row.closed_at = timezone.now()
        row.save(update_fields=["tries", "state", "next_on", "closed_at"])
        record(
            actor=actor, verb="education.call.written", thing=row, subject=row.subject_id, came=came
        )
    return row


def take_off_call(*, actor: Actor, assignment: GuideAssignment) -> None:
    """No call after all; twice changes nothing."""
    demand(may_guide(actor))
    with transaction.atomic():
        row = open_call(actor=actor, enrolment=assignment.enrolment, lock=True)
        if row is not None:
            row.state, row.closed_at = State.OVER, timezone.now()
            row.save(update_fields=["state", "closed_at"])
            record(actor=actor, verb="education.call.off", thing=row, subject=row.subject_id)


def _state_after(came: str, tries: int) -> GuideCall.State:
    if came == Came.NOBODY:
        return State.NOT_REACHED if tries >= MOST_TRIES else State.WAITING
    if came not in (Came.TALKED, Came.NOT_WANTED):
        raise Http404
    return State.TALKED if came == Came.TALKED else State.NOT_WANTED


def put_calls_to_quiet() -> int:
    """The job: who was quiet for three weeks and agreed to be called stands on her guide's list."""
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select * from take_quiet_calls(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=GUIDE_CALL,
                context={"path": reverse("education:guided_people")},
                dedup=f"{GUIDE_CALL}:{call}",
            )
            for call, person in rows
        )
    return len(rows)
