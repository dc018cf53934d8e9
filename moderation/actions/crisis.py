"""Somebody may be in danger: people are called one after the other until one has said what to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.models import Person
from moderation.actions.answering import answer_reports
from moderation.actions.claiming import note_event
from moderation.actions.drilling import end_drill, note_calls
from moderation.callers import About, Call, call
from moderation.chain import LOOK_IN_AFTER, SAY_WITHIN, next_of
from moderation.content import uncalled_for
from moderation.drill_case import DRILL
from moderation.models import (
    Case,
    CaseEvent,
    FollowUp,
    Lane,
    Report,
    SafetyContact,
    Shift,
    Triage,
)
from moderation.queries.cases import case_for, why_not
from moderation.queries.drills import starter_of
from moderation.queries.duty import people_who_moderate
from moderation.queries.there import on_duty_at
from moderation.rules import case_worker, is_of_whole_team
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import Denied, demand

AT_ONCE = 20


def call_next() -> int:
    """For the tick: every case in the lane whose time is over; how many."""
    with acting_as(System(Purpose.CALL)) as actor:
        now = timezone.now()
        due = (
            Case.objects.visible_to(actor)
            .filter(call_next_at__lte=now, state=Case.State.OPEN)
            .order_by("call_next_at")
            .select_for_update(skip_locked=True)[:AT_ONCE]
        )
        cases = list(due)
        if cases:
            everybody = people_who_moderate(now)
            there = _there(now, set(everybody))
            for case in cases:
                _call(case, there, everybody, now)
    return len(cases)


def _call(case: Case, there: dict[str, list[int]], everybody: list[int], now: datetime) -> None:
    out = {starter_of(case)} if case.kind == DRILL else uncalled_for(case.pk)
    at_place = on_duty_at(case.place, now) if case.place is not None else []
    there = {**there, "place": [one for one in at_place if one != case.person_id]}
    there = {step: [one for one in ids if one not in out] for step, ids in there.items()}
    everybody = [one for one in everybody if one not in out]
    takes = _who_takes(case, [*everybody, *there["place"]])
    there |= {step: [one for one in there[step] if one in takes] for step in ("place", "duty")}
    team = [one for one in everybody if one in takes]
    step = next_of(case.called, there, sorted(team) or everybody)
    path = reverse("moderation:case", args=[case.ref])
    accounts = Person.objects.filter(pk__in=step.people, account__isnull=False)
    about = About.DRILL if case.kind == DRILL else About.CALLED
    ids = accounts.values_list("account", flat=True)
    reached = [call(Call(int(account or 0), path, about)) for account in ids]
    if not any(reached):  # nobody to wait for: with the next tick the next person, again and again
        case.called = step.done
        case.save(update_fields=["called"])
        return
    if case.kind == DRILL:
        note_calls(case, step.people, now)
    case.called, case.call_next_at = step.done, now + step.wait
    case.save(update_fields=["called", "call_next_at"])
    note_event(case, by=None, kind=CaseEvent.Kind.CALLED)


def _who_takes(case: Case, people: Collection[int]) -> set[int]:
    """Those who did not choose to be spared such cases; whoever is named for a step is called all
    the same, and where nobody takes it, everybody is.
    """
    with connection.cursor() as cursor:
        cursor.execute("select who from who_takes_case(%s, %s)", [case.pk, list(people)])
        return {who for (who,) in cursor.fetchall()}


def _there(now: datetime, moderate: set[int]) -> dict[str, list[int]]:
    """Step → people; nobody who could not open the case."""
    on_duty = Shift.objects.filter(starts_at__lte=now, ends_at__gt=now)
    contacts = SafetyContact.objects.values_list("step", "person")
    return {
        "duty": [one for one in on_duty.values_list("person", flat=True) if one in moderate],
        **{step: [person] for step, person in contacts if person in moderate},
    }


def look_now(*, actor: Actor, ref: UUID) -> None:
    """She is reading it: nobody else is called for an hour, in which she says what she reads.

    Only for who moderates all boards: others can do nothing of what may come next. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        case = _crisis_case(actor, ref)
        if not is_of_whole_team(actor):
            raise PermissionDenied(
                _("Who moderates all boards is called on. Say what you read in it.")
            )
        if case.call_next_at is None:
            return
        case.call_next_at = timezone.now() + SAY_WITHIN
        case.save(update_fields=["call_next_at"])
        note_event(case, by=case_worker(actor).person_id, kind=CaseEvent.Kind.LOOKS)
        record(actor=actor, verb="moderation.case.looked_into", thing=case)


def triage_case(*, actor: Actor, ref: UUID, triage: str) -> Case:
    """What she reads in it: nobody else is called any more, and two looks back are planned; for a
    false alarm none. Who moderates some boards only says it for the others: they are called on, and
    what is planned stays.
    Whoever was worried hears that somebody saw it, unless nobody is in danger: then the decision
    is the answer.

    It hides nothing. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        if triage not in Triage.values:
            raise Http404
        case = _crisis_case(actor, ref)
        me, now = case_worker(actor).person_id, timezone.now()
        planned = FollowUp.objects.visible_to(actor).filter(case=case, done_at__isnull=True)
        anew = not case.triage or (case.triage == Triage.NOBODY and not planned.exists())
        plans = triage != Triage.NOBODY and anew
        case.triage = triage
        if is_of_whole_team(actor):
            case.call_next_at = None
            if triage == Triage.NOBODY:
                planned.update(done_at=now)
        case.save(update_fields=["triage", "call_next_at"])
        if plans and case.kind != DRILL:
            FollowUp.objects.bulk_create(
                FollowUp(case=case, person_id=case.person_id, due_at=now + wait)
                for wait in LOOK_IN_AFTER
            )
        if triage != Triage.NOBODY:
            answer_reports(actor, case, Report.Answer.SEEN)
        note_event(case, by=me, kind=CaseEvent.Kind.TRIAGED, text=triage)
        record(actor=actor, verb="moderation.case.triaged", thing=case)
        if case.kind == DRILL:
            end_drill(case)
    return case


def _crisis_case(actor: Actor, ref: UUID) -> Case:
    """Under lock, for whoever may decide about it. Raises PermissionDenied, Http404."""
    case = case_for(actor=actor, ref=ref)
    if case.lane != Lane.CRISIS:
        raise Http404
    if reason := why_not(actor=actor, case=case):
        demand(Denied(reason))
    case = Case.objects.visible_to(actor).select_for_update().get(pk=case.pk)
    if case.state == Case.State.DECIDED:
        raise PermissionDenied(_("This case is decided."))
    return case


def look_in_again(*, actor: Actor, number: int) -> None:
    """A planned look back was done. Raises Http404, PermissionDenied."""
    with transaction.atomic():
        me = case_worker(actor).person_id
        hers = Case.objects.visible_to(actor)  # without what is kept from her
        rows = FollowUp.objects.visible_to(actor).filter(pk=number, done_at__isnull=True)
        row = rows.filter(case__in=hers).select_for_update(of=("self",)).first()
        if row is None:
            raise Http404
        row.done_at = timezone.now()
        row.save(update_fields=["done_at"])
        note_event(hers.get(pk=row.case_id), by=me, kind=CaseEvent.Kind.FOLLOWED)
