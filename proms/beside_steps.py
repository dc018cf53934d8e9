"""A diary beside something else its person works on: the last days, and a number for today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.parts import speaks
from po_platform.access.actor import SignedIn
from proms.actions.diary import Line, write_entry
from proms.diary import shown, taps
from proms.models import DiaryMeasure
from proms.queries.diary import my_entries, my_measures

DAYS, MOST = 7, 30


@dataclass(frozen=True, slots=True)
class Beside:
    """`measures`: (measure, numbers to tap, where to write); `lines`: (day, what, value or words)."""

    measures: Sequence[tuple[DiaryMeasure, Sequence[int], str]]
    lines: Sequence[tuple[date, str, str]]
    url: str


def diary_beside(actor: SignedIn) -> Beside | None:
    """Her own; None where this part is switched off. Two queries."""
    if not speaks(diary_beside) or actor.helping is not None:
        return None
    measures = [
        (one, taps(one), reverse("proms:write_in_diary", args=[one.ref]))
        for one in my_measures(actor=actor).filter(ended_at=None)
    ]
    since = timezone.localdate() - timedelta(days=DAYS - 1)
    lines = [
        (row.on, row.measure.name if row.measure else _("Words"), shown(row) or row.words)
        for row in my_entries(actor=actor).filter(on__gte=since)[:MOST]
    ]
    return Beside(measures, lines, reverse("proms:diary"))


def write_today(actor: SignedIn, measure: UUID, value: int) -> None:
    """As one tap in the diary does."""
    line = Line(on=timezone.localdate(), value=Decimal(value))
    write_entry(actor=actor, measure_ref=measure, line=line)
