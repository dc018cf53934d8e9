"""The two axes: whole months with few words along, the scale's own ends and round numbers up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import pgettext

Anchor = Literal["start", "middle", "end"]

# Narrowest plot in pixels on a phone of 320, and once the page is wide enough for more words.
PHONE, WIDE = 120, 430
LETTER = 9


@dataclass(frozen=True, slots=True)
class Span:
    """The days a chart shows; charts on one page share one."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day, for words: a span that ends at a month's first day ends before it."""
        return self.end - timedelta(days=1) if self.end.day == 1 else self.end

    def x(self, on: date) -> float:
        """Per cent from the left."""
        return 100 * (on - self.start).days / max((self.end - self.start).days, 1)

    def holds(self, on: date) -> bool:
        return self.start <= on <= self.end


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; `wide` ones are left out where there is no room."""

    at: float
    label: str
    anchor: Anchor = "middle"
    wide: bool = False


def span_of(dates: Iterable[date], today: date) -> Span:
    """Whole months around the dates, up to a year and a half in even steps; else this month."""
    known = sorted(dates) or [today]
    start, end = known[0].replace(day=1), _months_on(known[-1].replace(day=1), 1)
    months = _months_between(start, end)
    step = _step(months)
    return Span(_months_on(start, -(-months % step)) if step else start, end)


def time_ticks(span: Span) -> tuple[Tick, ...]:
    """Days in a month, months in a year and a half, years beyond."""
    months = _months_between(span.start, span.end)
    step = _step(months)
    if months <= 1:
        days = [span.start + timedelta(days=n) for n in (0, 7, 14, 21, 28)]
        return _with_room(span, [(day, _day(day)) for day in days if span.holds(day)])
    if step:
        along = [_months_on(span.start, n) for n in range(0, months + 1, step)]
        return _with_room(span, [(day, date_format(day, "M")) for day in along])
    every = 6 if months <= 36 else 12 * max(1, round(months / 72))
    first = span.start.replace(month=1)
    along = [_months_on(first, n) for n in range(0, months + 13, every)]
    return _with_room(span, [(day, _month_or_year(day)) for day in along if span.holds(day)])


def value_ticks(low: Decimal, high: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    """(value, number to print) from low to high: both ends and round numbers with room between."""
    height = high - low
    if not height:
        return ((low, low),)
    step = next(s for s in _round_steps(height) if s * 3 >= height)
    inner = (step * n for n in range(int(low / step), int(high / step) + 1))
    room = height * Decimal("0.17")
    kept = [value for value in inner if low + room <= value <= high - room]
    whole = Decimal(1) if height >= 10 else Decimal("0.1")
    return tuple((value, value.quantize(whole)) for value in (low, *kept, high))


def _round_steps(height: Decimal) -> list[Decimal]:
    exponent = height.adjusted() - 1
    return [Decimal(n).scaleb(exponent + e) for e in range(3) for n in (1, 2, 5)]


def _step(months: int) -> int:
    """Months from one tick to the next; 0 when ticks follow the calendar year."""
    for most, step in ((4, 1), (8, 2), (18, 3)):
        if months <= most:
            return step
    return 0


def _months_between(start: date, end: date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month


def _months_on(first: date, months: int) -> date:
    years, month = divmod(12 * first.year + first.month - 1 + months, 12)
    return date(years, month + 1, 1)


def _day(day: date) -> str:
    return date_format(day, pgettext("a day on a time axis, Django date format", "j M"))


def _month_or_year(day: date) -> str:
    return str(day.year) if day.month == 1 else date_format(day, "M")


def _with_room(span: Span, labels: list[tuple[date, str]]) -> tuple[Tick, ...]:
    """Each label as wide as it is: some only fit on a wide page, some nowhere."""
    ticks: list[Tick] = []
    # Left and right of the dates nothing stands: a word may reach out a little.
    ends = {PHONE: -20.0, WIDE: -20.0}
    for day, label in labels:
        at = span.x(day)
        anchor: Anchor = "start" if at < 4 else "end" if at > 96 else "middle"
        if not _fits(at, label, anchor, WIDE, ends):
            label = ""
        wide = not _fits(at, label, anchor, PHONE, ends)
        for plot in (WIDE,) if wide else (PHONE, WIDE):
            if label:
                ends[plot] = _reach(at, label, anchor, plot)[1]
        ticks.append(Tick(at, label, anchor, wide))
    return tuple(ticks)


def _fits(at: float, label: str, anchor: Anchor, plot: int, ends: dict[int, float]) -> bool:
    return _reach(at, label, anchor, plot)[0] >= ends[plot]


def _reach(at: float, label: str, anchor: Anchor, plot: int) -> tuple[float, float]:
    width = LETTER * len(label) + 6
    left = {"start": 0.0, "middle": width / 2, "end": float(width)}[anchor]
    return at * plot / 100 - left, at * plot / 100 - left + width
