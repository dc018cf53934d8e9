"""A member begins, pauses, leaves and comes back; a card counts exactly as often as it may."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from education.actions.calls_over import calls_over
from education.actions.measuring import lay_out_end, lay_out_start
from education.models import Enrolment, Later, Programme, ProgrammeCard
from education.programme_rules import may_arrange, may_begin, may_walk, pause_fault
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn, System
from po_platform.access.refusals import demand

State = Enrolment.State


def redeem_card(card_ref: UUID) -> bool:
    """One use more, if there is one left. One statement: however many try at once, none too many."""
    return bool(
        ProgrammeCard.objects.filter(
            ref=card_ref, withdrawn_at=None, expires_at__gt=Now(), used__lt=F("may_be_used")
        ).update(used=F("used") + 1)
    )


def inviting_guide(card_ref: UUID | None) -> int | None:
    """The account of the guide whose invitation this is; None for a card of a practice."""
    if card_ref is None:
        return None
    found = ProgrammeCard.objects.filter(ref=card_ref, by_guide=True)
    return found.values_list("account_id", flat=True).first()


def enrol(
    *,
    actor: Actor,
    programme: Programme,
    card_ref: UUID | None = None,
    written_by: int | None = None,
) -> Enrolment:
    """Hers from now on, on the version that is live; twice is once, and uses no card twice.

    A card that is old or used up opens the door all the same, as if she came by herself.
    `written_by`: the account of who writes down what she says on the telephone.
    """
    demand(may_arrange(actor))
    assert isinstance(actor, SignedIn | System)  # noqa: S101  (the rule)
    assert actor.subject_id is not None  # noqa: S101  (the rule)
    begun, by = _begun(actor, written_by)
    if programme.live_id is None:
        raise Http404
    demand(may_begin(programme))
    with transaction.atomic():
        Enrolment.objects.bulk_create(
            [
                Enrolment(
                    subject_id=actor.subject_id, programme=programme, version_id=programme.live_id,
                    door="", begun=begun, begun_by=by, started_at=Now(), quiet_since=Now(),
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        row = _locked(actor, programme=programme)
        if row.door:  # it was there before
            return row
        card = (
            card_ref
            or own_rows(Later, actor)
            .filter(programme=programme)
            .values_list("card_ref", flat=True)
            .first()
        )
        row.door = Enrolment.Door.CARD if card and redeem_card(card) else Enrolment.Door.SELF
        if row.door == Enrolment.Door.CARD and (guide := inviting_guide(card)):
            row.door, row.invited_by = Enrolment.Door.GUIDE, guide
        row.save(update_fields=["door", "invited_by"])
        own_rows(Later, actor).filter(programme=programme).delete()
        if begun != Enrolment.Begun.PROXY:  # how somebody is, she says herself
            lay_out_start(actor=actor, enrolment=row)
        record(actor=actor, verb="education.enrolment.begun", thing=row, subject=row.subject_id)
    return row


def _begun(actor: SignedIn | System, written_by: int | None) -> tuple[str, int | None]:
    """How it is begun, and the account of who did it for her."""
    if isinstance(actor, System):
        return Enrolment.Begun.PHONE, written_by
    if actor.helping is not None:
        return Enrolment.Begun.PROXY, actor.account_id
    return Enrolment.Begun.SCREEN, None


def _by_law(actor: Actor) -> int | None:
    """The account of who acts for her by law; None for herself."""
    return actor.account_id if isinstance(actor, SignedIn) and actor.helping else None


def remind_later(
    *, actor: Actor, programme: Programme, day: date, card_ref: UUID | None = None
) -> None:
    """One mail on that day; the card is remembered. A second wish takes the place of the first."""
    demand(may_walk(actor))
    assert isinstance(actor, SignedIn) and actor.subject_id is not None  # noqa: S101  (the rule)
    demand(may_begin(programme))
    if fault := pause_fault(day, timezone.localdate()):
        raise PermissionDenied(fault)
    with transaction.atomic():
        row = own_rows(Later, actor).select_for_update().filter(programme=programme).first()
        row = row or Later(subject_id=actor.subject_id, programme=programme)
        row.remind_on, row.told_at, row.card_ref = day, None, card_ref or row.card_ref
        row.save()
        record(actor=actor, verb="education.reminder.wished", thing=row, subject=row.subject_id)


def set_goal(*, actor: Actor, ref: UUID, goal: str) -> None:
    """In her own words; '' takes it away."""
    with transaction.atomic():
        row = _locked(actor, ref=ref)
        row.goal, row.quiet_since, row.nudged = goal, timezone.now(), 0
        row.goal_by = _by_law(actor) if goal else None
        row.save(update_fields=["goal", "goal_by", "quiet_since", "nudged"])
        record(actor=actor, verb="education.goal.set", thing=row, subject=row.subject_id)


def pause(*, actor: Actor, ref: UUID, until: date) -> None:
    """Nothing is written to her before that day. It can be ended or prolonged at any time."""
    if fault := pause_fault(until, timezone.localdate()):
        raise PermissionDenied(fault)
    with transaction.atomic():
        row = _locked(actor, ref=ref)
        if row.state != State.ACTIVE:
            raise PermissionDenied
        row.paused_until, row.quiet_since, row.nudged = until, timezone.now(), 0
        row.save(update_fields=["paused_until", "quiet_since", "nudged"])
        calls_over(actor, row.pk, number=False)
        record(actor=actor, verb="education.enrolment.paused", thing=row, subject=row.subject_id)


def leave(*, actor: Actor, ref: UUID) -> None:
    """Everything stays as it is, and nobody writes; `come_back` undoes it."""
    _move(actor, ref, State.LEFT, "education.enrolment.left")


def finish(*, actor: Actor, ref: UUID) -> None:
    """She says herself that she is through."""
    _move(actor, ref, State.DONE, "education.enrolment.finished")


def come_back(*, actor: Actor, ref: UUID) -> None:
    """From a pause, a rest or after leaving: at the same place, on the same version."""
    _move(actor, ref, State.ACTIVE, "education.enrolment.taken_up")


def _move(actor: Actor, ref: UUID, state: Enrolment.State, verb: str) -> None:
    with transaction.atomic():
        row = _locked(actor, ref=ref)
        if row.state == state and row.paused_until is None:
            return
        row.state, row.paused_until, row.nudged, row.quiet_since = state, None, 0, timezone.now()
        row.ended_at = None if state == State.ACTIVE else row.quiet_since
        row.save(update_fields=["state", "paused_until", "nudged", "quiet_since", "ended_at"])
        if state != State.ACTIVE:
            calls_over(actor, row.pk, number=False)
        if state == State.DONE and _by_law(actor) is None:
            lay_out_end(actor=actor, enrolment=row)
        record(actor=actor, verb=verb, thing=row, subject=row.subject_id)


def _locked(actor: Actor, **which: object) -> Enrolment:
    demand(may_arrange(actor))
    row = own_rows(Enrolment, actor).select_for_update().filter(**which).first()
    if row is None:
        raise Http404
    return row
