"""A case is somebody's for ten minutes after she opened it; she leaves it, or passes it on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record
from moderation.chain import SAY_WITHIN
from moderation.content import uncalled_for
from moderation.lanes import LEASE
from moderation.models import Case, CaseEvent, Lane, Passed
from moderation.notices import ask_who_leads
from moderation.queries.cases import barred_from, case_for, why_not
from moderation.queries.duty import people_who_moderate
from moderation.queries.lead import people_who_lead
from moderation.queries.training import not_ready
from moderation.rules import case_worker, may_raise
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

Kind = CaseEvent.Kind


def take_case(*, actor: Actor, ref: UUID) -> Case:
    """Opening a case takes it, unless somebody else is on it or this actor may not decide.

    The calls of the crisis lane go on: a page that is only opened helps nobody.
    Who read it stands in its log, once a day for each person. Raises Http404, PermissionDenied.
    """
    with transaction.atomic():
        case = case_for(actor=actor, ref=ref)
        me, now = case_worker(actor).person_id, timezone.now()
        barred = why_not(actor=actor, case=case) or not_ready(actor=actor)
        if case.state != Case.State.DECIDED and not barred:
            free = Q(claimed_by__isnull=True) | Q(claimed_by=me) | Q(claimed_until__lt=now)
            Case.objects.visible_to(actor).filter(free, pk=case.pk).update(
                claimed_by=me, claimed_until=now + LEASE
            )
            case = case_for(actor=actor, ref=ref)
        today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        seen = CaseEvent.objects.visible_to(actor).filter(
            case=case, by=me, kind=Kind.READ, at__gte=today
        )
        if not seen.exists():
            note_event(case, by=me, kind=Kind.READ)
    return case


def leave_case(*, actor: Actor, ref: UUID, not_today: bool = False) -> None:
    """Back on the list for everybody; with `not_today` off this actor's list until midnight."""
    with transaction.atomic():
        case = case_for(actor=actor, ref=ref)
        me = case_worker(actor).person_id
        Case.objects.visible_to(actor).filter(pk=case.pk, claimed_by=me).update(
            claimed_by=None, claimed_until=None
        )
        if not_today:
            Passed.objects.bulk_create(
                [Passed(person_id=me, case=case, at=Now())],
                update_conflicts=True,
                unique_fields=["person", "case"],
                update_fields=["at"],
            )
            note_event(case, by=me, kind=Kind.LEFT)


def raise_case(*, actor: Actor, ref: UUID) -> None:
    """Whoever leads on safety, and the deputy, are asked to look; the case is free for them.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        case = case_for(actor=actor, ref=ref)
        case = Case.objects.visible_to(actor).select_for_update().get(pk=case.pk)
        me = case_worker(actor).person_id
        others = people_who_lead() & set(people_who_moderate(timezone.now()))
        others -= {me, *barred_from(actor=actor, case=case), *uncalled_for(case.pk)}
        demand(may_raise(case, others=others))
        if case.claimed_by == me:
            case.claimed_by = case.claimed_until = None
            case.save(update_fields=["claimed_by", "claimed_until"])
        note_event(case, by=me, kind=Kind.RAISED)
        record(actor=actor, verb="moderation.case.raised", thing=case)
        ask_who_leads(others, case)


def add_note(*, actor: Actor, ref: UUID, text: str) -> None:
    """For the other moderators; nobody else reads it."""
    with transaction.atomic():
        case = case_for(actor=actor, ref=ref)
        me = case_worker(actor).person_id
        note_event(case, by=me, kind=Kind.NOTE, text=text.strip())


def note_event(case: Case, *, by: int | None, kind: str, text: str = "") -> None:
    """One line of the case's log. Asks no id back, which the software that calls could not read."""
    row = CaseEvent(case=case, person_id=case.person_id, by=by, kind=kind, text=text)
    CaseEvent.objects.bulk_create([row], ignore_conflicts=True)


def turned(case: Case, state: str) -> None:
    """The case as it is after a decision: nobody's, and one version on. Locked by the caller.

    Open again in the crisis lane, people are called unless somebody says in time what to do.
    """
    case.state, case.claimed_by, case.claimed_until = state, None, None
    case.decided_at = timezone.now() if state == Case.State.DECIDED else None
    case.version = F("version") + 1
    waits = state == Case.State.OPEN and case.lane == Lane.CRISIS and not case.triage
    case.call_next_at = timezone.now() + SAY_WITHIN if waits else None
    case.save(
        update_fields=[
            "state", "claimed_by", "claimed_until", "decided_at", "version", "call_next_at",
        ]
    )  # fmt: skip
