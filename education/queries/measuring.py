"""How somebody was at the start, at the end and three months on: what is asked now, what she said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from education.measures import RECENT, Told, measures, title_of
from education.models import Enrolment, Measuring
from members.queries.first_weeks import quiet_until
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.kit.charts import Chart

MOST_STEPS_BEFORE = 1  # after more than this it is the start no more
STAYS_OPEN = timedelta(days=56)  # after that it is neither the end nor three months later


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the three. `open`: she may take it up now; `told`: her answers."""

    row: Measuring
    open: bool
    told: Told | None


@dataclass(frozen=True, slots=True)
class Measured:
    """All three of one enrolment. `slug`: of the questionnaire.

    `scales`: what is measured, each with a cell for every moment. `recent`: when she answered the
    same elsewhere within a week.
    """

    slug: str
    moments: list[Moment]
    scales: list[tuple[str, list[str]]]
    recent: datetime | None

    @property
    def title(self) -> str:
        """Of the questionnaire, '' when it is not in use now. Two queries."""
        return title_of(self.slug)

    @property
    def next(self) -> Moment | None:
        """What to ask about now, the latest of them; None for nothing."""
        return next((one for one in reversed(self.moments) if one.open), None)

    @property
    def later(self) -> Measuring | None:
        """The one three months on, while its day lies ahead and it was not left out."""
        today = timezone.localdate()
        for one in self.moments:
            row = one.row
            if row.moment == Measuring.Moment.LATER and not row.left_out_at and not one.told:
                return row if row.due_on > today else None
        return None

    @property
    def said(self) -> bool:
        """Whether there is anything to look at."""
        return any(one.told for one in self.moments)


def my_measuring(*, actor: Actor, ref: UUID, lock: bool = False) -> Measuring:
    """One of her own. Raises Http404."""
    rows = own_rows(Measuring, actor).select_related("enrolment__version").filter(ref=ref)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Http404
    return found


def is_open(row: Measuring, *, today: date) -> bool:
    """Whether it may be answered now: the start near the start, the others from their day."""
    way = row.enrolment
    if row.left_out_at or row.due_on > today or way.rested_at:
        return False
    if row.moment == Measuring.Moment.START:
        return way.state == Enrolment.State.ACTIVE and way.steps_done <= MOST_STEPS_BEFORE
    return way.state == Enrolment.State.DONE and today < row.due_on + STAYS_OPEN


def measured(*, actor: Actor, enrolment: Enrolment) -> Measured | None:
    """None for a programme that asks nothing of the kind."""
    slug = enrolment.version.measured_by
    offered = measures()
    if not slug or offered is None:
        return None
    order = {str(moment): place for place, moment in enumerate(Measuring.Moment.values)}
    rows = list(own_rows(Measuring, actor).filter(enrolment=enrolment))
    rows.sort(key=lambda row: order[row.moment])
    for row in rows:
        row.enrolment = enrolment
    refs = [row.asked_ref for row in rows if row.asked_ref is not None]
    told = offered.told(actor, refs, get_language() or "en") if refs else {}
    today = timezone.localdate()
    said = [told.get(row.asked_ref) if row.asked_ref else None for row in rows]
    due = [one is None and is_open(row, today=today) for row, one in zip(rows, said, strict=True)]
    asks = any(due) and quiet_until(actor=actor) is None and bool(title_of(slug))
    moments = [
        Moment(row, asks and is_due, one) for row, is_due, one in zip(rows, due, said, strict=True)
    ]
    found = Measured(slug, moments, _scales(moments), None)
    if found.next is None:
        return found
    known = {row.asked_ref for row in rows}
    recent = offered.recent(actor, slug, timezone.now() - RECENT)
    if recent is None or recent[0] in known:
        return found
    return Measured(slug, moments, found.scales, recent[1])


def charts_of(*, actor: Actor, found: Measured) -> Sequence[Chart]:
    """A picture of each scale that was answered twice or more."""
    offered = measures()
    refs = [one.row.asked_ref for one in found.moments if one.told and one.row.asked_ref]
    if offered is None or len(refs) < 2:
        return []
    return offered.charts(actor, refs, get_language() or "en")


def _scales(moments: Sequence[Moment]) -> list[tuple[str, list[str]]]:
    names: list[str] = []
    for one in moments:
        names += [
            name for name, _value in (one.told.lines if one.told else ()) if name not in names
        ]
    cells = [dict(one.told.lines) if one.told else {} for one in moments]
    return [(name, [cell.get(name, "") for cell in cells]) for name in names]


def asked_again(*, actor: Actor) -> list[Measuring]:
    """Three months on: what is due on her start page and was neither taken up nor left out."""
    today = timezone.localdate()
    rows = own_rows(Measuring, actor).select_related("enrolment__version")
    due = rows.filter(
        moment=Measuring.Moment.LATER, due_on__lte=today, left_out_at=None, asked_ref=None
    )
    return [
        row
        for row in due[:5]
        if is_open(row, today=today) and title_of(row.enrolment.version.measured_by)
    ]
