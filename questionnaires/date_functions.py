"""Functions of dates and times in calculations: a difference, an age, the parts of a date."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from questionnaires.loose_values import Setting, Value, written

STAMP = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII
)
CLOCK = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d))?", re.ASCII)
SOME_DAY = datetime(2000, 1, 1)  # noqa: DTZ001  # a time of day alone, no moment in the world
# Seconds of one unit; a year has 365.2425 days and a month 30.44, as REDCap's datediff takes them.
UNITS = {
    "y": Decimal("365.2425") * 86_400,
    "M": Decimal("30.44") * 86_400,
    "d": Decimal(86_400),
    "h": Decimal(3_600),
    "m": Decimal(60),
    "s": Decimal(1),
}
ORDERS = {"ymd": (0, 1, 2), "mdy": (2, 0, 1), "dmy": (2, 1, 0)}


def moment(value: Value, setting: Setting, order: str = "ymd") -> datetime | None:
    """The moment a text names: year first as stored, or in the order said; `today` and `now` too."""
    text = written(value).strip()
    if text.lower() == "now":
        return setting.now().replace(microsecond=0)
    if text.lower() == "today":
        return datetime.combine(setting.now().date(), SOME_DAY.time())
    clock = CLOCK.fullmatch(text)
    if clock is not None:
        hour, minute, second = (int(part or 0) for part in clock.groups())
        return _made(SOME_DAY.year, 1, 1, hour, minute, second)
    found = STAMP.fullmatch(text)
    if found is None:
        return None
    parts = found.groups()
    places = ORDERS["ymd"] if len(parts[0]) == 4 else ORDERS.get(order, ORDERS["ymd"])
    year, month, day = (int(parts[place]) for place in places)
    return _made(year, month, day, *(int(part or 0) for part in parts[3:]))


def _made(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # local, as typed
    except ValueError:
        return None


def _difference(values: Sequence[Value], setting: Setting) -> Value:
    unit = written(values[2]).strip()
    unit = unit if unit in UNITS else unit.lower()
    order, signed = "ymd", False
    for extra in values[3:]:
        word = written(extra).strip().lower()
        if word in ORDERS:
            order = word
        else:
            signed = word in ("1", "true")
    first, second = (moment(value, setting, order) for value in values[:2])
    if first is None or second is None or unit not in UNITS:
        return ""
    passed = second - first
    seconds = Decimal(passed.days * 86_400 + passed.seconds)
    return (seconds if signed else abs(seconds)) / UNITS[unit]


def _age(values: Sequence[Value], setting: Setting) -> Value:
    """Whole years lived on a day, today when none is said."""
    born = moment(values[0], setting)
    day = moment(values[1] if len(values) > 1 else "today", setting)
    if born is None or day is None:
        return ""
    return Decimal(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _part(of: Callable[[date], int]) -> Callable[[Sequence[Value], Setting], Value]:
    def work(values: Sequence[Value], setting: Setting) -> Value:
        found = moment(values[0], setting)
        return "" if found is None else Decimal(of(found.date()))

    return work


DATE_FUNCTIONS: dict[str, tuple[Callable[[Sequence[Value], Setting], Value], int, int | None]] = {
    "datediff": (_difference, 3, 5),
    "age_at_date": (_age, 1, 2),
    "year": (_part(lambda day: day.year), 1, 1),
    "month": (_part(lambda day: day.month), 1, 1),
    "day": (_part(lambda day: day.day), 1, 1),
    # 0 is Sunday, 6 Saturday.
    "dayoftheweek": (_part(lambda day: day.isoweekday() % 7), 1, 1),
}
