"""When questions open, are due, overdue and closed: calendar arithmetic in one place's own time.

Days and months are counted on the calendar and only then turned into moments, so that a night of
23 or 25 hours, a leap day or a short month moves nothing by an hour or a day.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

OPENS_AT = time(8)  # on the wall clock of the person
REMINDS_AT = time(10)  # after what opens on the same day was told
DAYS_OF_A_WEEK = 7
MOST = 1000  # windows of one plan


@dataclass(frozen=True, slots=True)
class Delta:
    """So many months and then so many days, on the calendar; either may be negative."""

    months: int = 0
    days: int = 0

    def __mul__(self, times: int) -> Delta:
        return Delta(self.months * times, self.days * times)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When windows open, counted from an anchor day, and how long each stays open.

    `due`, `overdue`, `closes`: days after the day it opens; the last one is the last whole day.
    `every`: None is once. `times`: how many windows at most. `until`: none opens after this day;
    one that finds no room on its day may come on the list within its days all the same.
    """

    first: Delta = Delta()
    due: int = 0
    overdue: int = 0
    closes: int = 0
    every: Delta | None = None
    times: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.due <= self.overdue <= self.closes:
            raise ValueError("A window is due, then overdue, then closed.")
        if self.every is not None and not (self.every.months > 0 or self.every.days > 0):
            raise ValueError("A recurrence moves forward.")


@dataclass(frozen=True, slots=True)
class Window:
    """One occurrence; all moments in UTC, `number` counts from 0.

    `day` is the one it was reckoned for: it names the window, also when it opens later.
    """

    number: int
    day: date
    opens_at: datetime
    due_at: datetime
    overdue_at: datetime
    closes_at: datetime


def moved(day: date, delta: Delta) -> date:
    """Months first, to the month's last day where the day is missing; then days."""
    month = day.year * 12 + day.month - 1 + delta.months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=delta.days)


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment a wall clock shows this, in UTC.

    What a clock shows twice is the first of both; what it skips is the moment it skips.
    """
    moment = datetime.combine(day, clock, zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock):
        return moment
    # Skipped: both readings lie around the jump; between them it is found to the minute.
    low = datetime.combine(day, clock.replace(fold=1), zone).astimezone(UTC)
    low, high = min(low, moment), max(low, moment)
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """When a day is over: the first moment of the next one."""
    return at(day + timedelta(days=1), time(), zone)


def opening_day(recurrence: Recurrence, day: date, weekday: int | None) -> date:
    """The day itself, or the next such weekday (0 is Monday) if the window is still open on it
    and the plan not over.

    What comes oftener than once a week comes on its own days.
    """
    every = recurrence.every
    if weekday is None or (every is not None and not every.months and every.days < DAYS_OF_A_WEEK):
        return day
    later = (weekday - day.weekday()) % DAYS_OF_A_WEEK
    opens, last = day + timedelta(days=later), recurrence.until
    return opens if later <= recurrence.closes and (last is None or opens <= last) else day


def window(
    recurrence: Recurrence, day: date, number: int, zone: ZoneInfo, weekday: int | None = None
) -> Window:
    """The window of this day; for a preferred weekday it moves whole, so that nobody has less time.

    A few days of what is left could be too short for a letter and its way back.
    """
    opens = opening_day(recurrence, day, weekday)
    return Window(
        number,
        day,
        at(opens, OPENS_AT, zone),
        end_of(opens + timedelta(days=recurrence.due), zone),
        end_of(opens + timedelta(days=recurrence.overdue), zone),
        end_of(opens + timedelta(days=recurrence.closes), zone),
    )


def days_of(recurrence: Recurrence, anchor: date) -> Iterator[tuple[int, date]]:
    """(number, day it opens), each counted from the anchor itself, so that no month drifts."""
    if recurrence.every is None:
        numbers: Iterator[int] = iter((0,))
    else:
        numbers = iter(range(recurrence.times if recurrence.times is not None else MOST))
    start = moved(anchor, recurrence.first)
    for number in numbers:
        step = recurrence.every or Delta()
        try:
            day = moved(start, step * number)
        except (OverflowError, ValueError):  # beyond the calendar
            return
        if recurrence.until is not None and day > recurrence.until:
            return
        yield number, day


def windows(
    recurrence: Recurrence, anchor: date, zone: ZoneInfo, weekday: int | None = None
) -> Iterator[Window]:
    """All windows of an anchor, in order."""
    for number, day in days_of(recurrence, anchor):
        yield window(recurrence, day, number, zone, weekday)


def open_now(
    recurrence: Recurrence,
    anchor: date,
    zone: ZoneInfo,
    now: datetime,
    weekday: int | None = None,
) -> tuple[Window | None, Window | None]:
    """(the newest window that is open, the first one that opens later)."""
    current = None
    for found in windows(recurrence, anchor, zone, weekday):
        if found.opens_at > now:
            return current, found
        if found.closes_at > now:
            current = found
    return current, None


def reminders(found: Window, how_many: int) -> list[datetime]:
    """When a window is told: as it opens, evenly until it is overdue, and two days before its end.

    Never twice within a day, and never once it is closed.
    """
    last_call = found.closes_at - timedelta(days=2)
    share = (found.overdue_at - found.opens_at) / (how_many + 1)
    wanted = [found.opens_at + share * step for step in range(how_many + 1)]
    if how_many and last_call > found.opens_at:
        wanted.append(last_call)
    times: list[datetime] = []
    for moment in sorted(wanted):
        if moment < found.closes_at and (not times or moment - times[-1] >= timedelta(days=1)):
            times.append(moment)
    return times


def told_at(moments: Sequence[datetime], zone: ZoneInfo, now: datetime) -> list[datetime]:
    """When to tell of a window that came on a list now: at once, then on the days still to come."""
    days = {moment.astimezone(zone).date() for moment in moments}
    today = now.astimezone(zone).date()
    return [now, *(at(day, REMINDS_AT, zone) for day in sorted(days) if day > today)]


def lately(opened_at: datetime, zone: ZoneInfo, now: datetime) -> bool:
    """Whether it opened today or on one of the six days before, as a calendar counts them."""
    days = now.astimezone(zone).date() - opened_at.astimezone(zone).date()
    return days.days < DAYS_OF_A_WEEK


def has_room(asked_this_week: int, minutes: int, cap: int) -> bool:
    """Whether so many minutes more fit into a week; the first thing of a week always does."""
    return asked_this_week == 0 or asked_this_week + minutes <= cap


def missed_in_a_row(answered: list[bool]) -> int:
    """How many of the newest windows came back unanswered; newest first."""
    return next(
        (number for number, done in zip(count(), answered, strict=False) if done), len(answered)
    )
