"""Plans that are only offered: each member begins them herself, and no job reads anything of her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from po_platform.access.actor import SignedIn
from proms.models import Enrolment, Schedule
from proms.queries.endings import not_asked_now, running_for_everybody
from proms.queries.schedules import rhythm_of
from proms.windows import days_of


@dataclass(frozen=True, slots=True)
class Offer:
    """One of them as a member reads it; `plan`: where she takes part already."""

    schedule: Schedule
    names: list[str]
    minutes: int
    rhythm: str
    plan: Enrolment | None


def offered() -> QuerySet[Schedule]:
    """Running ones that can still be begun."""
    return running_for_everybody().filter(offered=True).order_by("-pk")


def offers(*, actor: SignedIn) -> list[Offer]:
    """All that is offered now, newest first; what may not be asked at present is left out."""
    if actor.subject_id is None:
        return []
    today = timezone.localdate()
    rows = [
        one for one in offered().prefetch_related("steps__instrument") if _comes_still(one, today)
    ]
    mine = {
        held.schedule_id: held
        for held in Enrolment.objects.visible_to(actor)
        .filter(subject_id=actor.subject_id, schedule__in=rows)
        .exclude(state=Enrolment.State.ENDED)
    }
    asked = {step.instrument_id: step.instrument for one in rows for step in one.steps.all()}
    rests = {one.pk for one in not_asked_now(list(asked.values()))}
    found = []
    for one in rows:
        forms = [s.instrument for s in one.steps.all() if s.instrument_id not in rests]
        if forms or one.pk in mine:
            names = [form.name for form in forms] or [s.instrument.name for s in one.steps.all()]
            minutes = sum(form.minutes for form in forms)
            found.append(Offer(one, names, minutes, rhythm_of(one), mine.get(one.pk)))
    return found


def offer_of(*, actor: SignedIn, ref: UUID) -> Offer | None:
    """One of them."""
    return next((one for one in offers(actor=actor) if one.schedule.ref == ref), None)


def _comes_still(schedule: Schedule, today: date) -> bool:
    """Whether a window of it is open or to come for who begins today."""
    if schedule.anchor == Schedule.Anchor.VISIT:
        return True
    rule = schedule.recurrence
    closes = timedelta(days=rule.closes)
    begins = schedule.anchor_on or today
    return any(day + closes >= today for _number, day in days_of(rule, begins))
