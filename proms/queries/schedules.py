"""Who is on what, and what comes next; windows to come are counted, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.queries.care import my_clinics
from members.queries.own_pace import my_weekday
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from po_platform.kit.spoken import plain_day
from proms.models import Enrolment, Schedule, Visit
from proms.queries.endings import not_asked_now, running_for_everybody
from proms.windows import days_of, opening_day

NEXT = 3
RESTS_FOR = timedelta(days=90)  # a clinic's plan, while nothing is shared with it; then it ends
TOLD_FOR = timedelta(days=90)  # that it ended so
MOVED = "moved"  # the reason it ends with then
CALLED = "called"  # nobody said why, and the one call was made
State = Enrolment.State


@dataclass(frozen=True, slots=True)
class OnSchedule:
    """One enrolment as its reader sees it: what, how often, what comes next."""

    enrolment: Enrolment
    names: list[str]
    rhythm: str
    coming: list[date]
    not_now: list[str]  # what of it may not be asked now: its licence is not settled

    @property
    def rests_until(self) -> datetime | None:
        """A clinic's plan nobody of it sees answers to: when it ends. None while it goes on."""
        since = self.enrolment.unshared_at
        return since + RESTS_FOR if since else None


def _seen(actor: Actor, subject: UUID) -> ProtectedQuerySet[Enrolment]:
    return (
        Enrolment.objects.visible_to(actor)
        .filter(subject_id=subject, schedule__ended_at__isnull=True)
        .exclude(state=State.ENDED)
        .select_related("schedule__clinic")
        .order_by("pk")
    )


def enrolments_of(*, actor: Actor, subject: UUID, weekday: int | None = None) -> list[OnSchedule]:
    """What somebody the actor may see is on now; `weekday`: on which she likes to answer.

    Others are not told her weekday: to them the days that come are those from which on it opens.
    """
    rows = list(_seen(actor, subject).prefetch_related("schedule__steps__instrument"))
    visits = Visit.objects.visible_to(actor).filter(
        subject_id=subject, cancelled_at__isnull=True, on__gte=timezone.localdate()
    )
    days = list(visits.order_by("on").values_list("on", flat=True)[:NEXT]) if rows else []
    steps = {one.instrument_id: one.instrument for row in rows for one in row.schedule.steps.all()}
    rests = {one.pk for one in not_asked_now(list(steps.values()))}
    return [
        OnSchedule(
            row,
            _names(row),
            rhythm_of(row.schedule),
            _coming(row, days, weekday),
            [one.instrument.name for one in row.schedule.steps.all() if one.instrument_id in rests],
        )
        for row in rows
    ]


def lately_over(*, actor: Actor, subject: UUID) -> list[OnSchedule]:
    """Plans of a clinic that ended because nothing was shared with it, for some months."""
    rows = (
        Enrolment.objects.visible_to(actor)
        .filter(
            subject_id=subject,
            state=State.ENDED,
            reason=MOVED,
            unshared_at__gt=timezone.now() - RESTS_FOR - TOLD_FOR,
        )
        .select_related("schedule__clinic")
        .prefetch_related("schedule__steps__instrument")
        .order_by("-unshared_at", "pk")
    )
    return [OnSchedule(row, _names(row), rhythm_of(row.schedule), [], []) for row in rows]


def _names(row: Enrolment) -> list[str]:
    return [step.instrument.name for step in row.schedule.steps.all()]


def in_hands_of(*, actor: SignedIn, schedules: Iterable[Schedule]) -> set[int]:
    """Which of these plans the actor made, or belong to a clinic she works at: their ids."""
    clinics = {clinic.pk for clinic in my_clinics(actor=actor)}
    return {
        one.pk
        for one in schedules
        if one.made_by_account == actor.account_id or one.clinic_id in clinics
    }


def my_enrolments(*, actor: SignedIn) -> list[OnSchedule]:
    """What the actor herself is on, on the days she likes to answer; or a child she acts for."""
    if actor.subject_id is None:
        return []
    weekday = None if actor.helping else my_weekday(actor=actor)
    return enrolments_of(actor=actor, subject=actor.subject_id, weekday=weekday)


def my_enrolment(*, actor: SignedIn, ref: UUID, lock: bool = False) -> Enrolment | None:
    """One of the actor's own, while it goes on."""
    if actor.subject_id is None:
        return None
    found = _seen(actor, actor.subject_id).filter(ref=ref)
    return (found.select_for_update(of=("self",)) if lock else found).first()


def enrolment_of(*, actor: Actor, subject: UUID, ref: UUID, lock: bool = False) -> Enrolment | None:
    """One of somebody the actor may see, while it goes on."""
    found = _seen(actor, subject).filter(ref=ref)
    return (found.select_for_update(of=("self",)) if lock else found).first()


def asked_why(*, actor: SignedIn) -> ProtectedQuerySet[Enrolment]:
    """Where several windows brought no answer and the reason is not known yet."""
    if actor.subject_id is None:
        return Enrolment.objects.visible_to(actor).none()
    return _seen(actor, actor.subject_id).filter(asked_why_at__isnull=False)


def schedules_for_everybody() -> list[Schedule]:
    """Running ones, newest first."""
    running = running_for_everybody().prefetch_related("steps__instrument")
    return list(running.order_by("-pk"))


def rhythm_of(schedule: Schedule) -> str:
    """ "Every 4 weeks, 6 times", "7 days before each visit, until 3 May 2026"."""
    words = _rhythm(schedule)
    if schedule.until is None:
        return words
    return _("%(rhythm)s, until %(day)s") % {"rhythm": words, "day": plain_day(schedule.until)}


def _rhythm(schedule: Schedule) -> str:
    if schedule.anchor == Schedule.Anchor.VISIT:
        days = abs(schedule.first_days)
        if not days:
            return _("On the day of each visit")
        if schedule.first_days < 0:
            return ngettext("%(n)s day before each visit", "%(n)s days before each visit", days) % {
                "n": days
            }
        return ngettext("%(n)s day after each visit", "%(n)s days after each visit", days) % {
            "n": days
        }
    if schedule.every_months:
        words = ngettext("Every month", "Every %(n)s months", schedule.every_months) % {
            "n": schedule.every_months
        }
    elif schedule.every_days:
        weeks, rest = divmod(schedule.every_days, 7)
        count = schedule.every_days if rest else weeks
        words = (
            ngettext("Every day", "Every %(n)s days", count)
            if rest
            else ngettext("Every week", "Every %(n)s weeks", count)
        ) % {"n": count}
    else:
        return _after(_("Once"), schedule.first_days)
    if schedule.times:
        words += ngettext(", %(n)s time", ", %(n)s times", schedule.times) % {"n": schedule.times}
    return _after(words, schedule.first_days)


def _after(words: str, days: int) -> str:
    if not days:
        return words
    later = ngettext(", first after %(n)s day", ", first after %(n)s days", days)
    return words + later % {"n": days}


def _coming(row: Enrolment, visits: list[date], weekday: int | None) -> list[date]:
    """The next days something opens, reckoned from where the anchor stands now."""
    rule, today = row.schedule.recurrence, timezone.localdate()
    not_before = max(today, row.paused_until or today)
    if row.unshared_at or (row.state == State.PAUSED and row.paused_until is None):
        return []
    days = (
        [
            day
            for visit in visits
            if (day := visit + timedelta(days=rule.first.days)) <= (rule.until or day)
        ]
        if row.schedule.anchor == Schedule.Anchor.VISIT
        else [opening_day(rule, day, weekday) for _number, day in days_of(rule, row.anchor_on)]
    )
    return [day for day in days if day > not_before or day == today][:NEXT]
