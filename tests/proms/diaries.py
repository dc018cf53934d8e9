"""A diary with one measure, a number, words and an event."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from po_platform.access.actor import SignedIn
from proms.actions.diary import Line, NewMeasure, add_measure, write_entry
from proms.models import DiaryMeasure

DAY = date(2026, 3, 4)


def keep_diary(actor: SignedIn, mark: str) -> DiaryMeasure:
    """Inside `acting_as(actor)`."""
    new = NewMeasure(f"measure {mark}", "", Decimal(0), Decimal(10), "higher_worse")
    measure = add_measure(actor=actor, new=new)
    write_entry(actor=actor, measure_ref=measure.ref, line=Line(DAY, value=Decimal(4)))
    write_entry(actor=actor, measure_ref=None, line=Line(DAY, words=f"kept {mark}", event=True))
    return measure
