"""Ruth's next visit with her questions, what she and her clinic planned, and a diary of hers."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from po_platform.access.actor import SignedIn, acting_as
from proms.actions.diary import Line, NewMeasure, add_measure, share_measure, write_entry
from proms.actions.schedules import Planned, plan_for_myself, plan_for_patient
from proms.actions.visits import When, note_visit, write_own_list
from proms.models import Instrument, OwnList, Schedule
from proms.windows import Delta

MATTERS = ("Kneading bread again", "Sleeping through", "Holding my grandchild without fear")
QUESTIONS = ("May I take less of the tablets?", "Is swimming good or bad for my hands?")


def seed_visits(
    ruth: SignedIn, gerd: SignedIn, nasser: SignedIn, weekly: Instrument, daily: Instrument
) -> None:
    """By the real actions; Gerd plans for himself, the clinic for Ruth."""
    today = timezone.localdate()
    assert ruth.subject_id is not None
    with acting_as(ruth):
        when = When(today + timedelta(days=9), time(10, 30), "Dr Nasser")
        visit = note_visit(actor=ruth, when=when)
        write_own_list(actor=ruth, about=OwnList.About.MATTERS, lines=MATTERS)
        write_own_list(
            actor=ruth, about=OwnList.About.QUESTIONS, lines=QUESTIONS, visit_ref=visit.ref
        )
    with acting_as(nasser):
        around = _planned(daily, Schedule.Anchor.VISIT, first_days=-7)
        plan_for_patient(actor=nasser, subject=ruth.subject_id, planned=around)
    with acting_as(gerd):
        monthly = _planned(weekly, Schedule.Anchor.DAY, every=Delta(months=1))
        plan_for_myself(actor=gerd, planned=monthly)
    _diary(ruth)


def _planned(
    instrument: Instrument, anchor: str, *, first_days: int = 0, every: Delta | None = None
) -> Planned:
    return Planned(
        instruments=[instrument],
        anchor=anchor,
        anchor_on=timezone.localdate() + timedelta(days=14),
        first_days=first_days,
        every=every,
        times=None,
        due_days=3,
        overdue_days=5,
        closes_days=7,
        reminders=1,
    )


def _diary(ruth: SignedIn) -> None:
    today, random = timezone.localdate(), Random(7)
    stiff = NewMeasure(
        "Stiff hands in the morning", "min", Decimal(0), Decimal(120), "higher_worse"
    )
    mood = NewMeasure("My day", "", Decimal(0), Decimal(10), "higher_better")
    with acting_as(ruth):
        measure = add_measure(actor=ruth, new=stiff)
        share_measure(actor=ruth, ref=measure.ref, shared=True)
        for days in range(120, 0, -6):
            minutes = Decimal(max(5, 70 - (120 - days) // 3 + random.randint(-12, 12)))
            line = Line(today - timedelta(days=days), value=minutes)
            write_entry(actor=ruth, measure_ref=measure.ref, line=line)
        add_measure(actor=ruth, new=mood)
        happened = Line(today - timedelta(days=60), words="New tablets", event=True, shared=True)
        write_entry(actor=ruth, measure_ref=None, line=happened)
