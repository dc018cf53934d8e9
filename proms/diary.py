"""A diary as pictures and as a table: her own measures beside the course, events as lines on both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import cast

from django.utils.translation import gettext as _

from po_platform.kit.charts import Direction, Event, Point, Series
from po_platform.kit.charts.figures import number_words
from po_platform.kit.csv_cells import harmless
from po_platform.kit.table_file import Table
from proms.days import day_in, time_in
from proms.models import DiaryEntry, DiaryMeasure
from proms.queries.diary import Kept

MOST_TAPS = 11
COLUMNS = ("day", "time", "measure", "value", "unit", "words", "event")
TRUE = ("1", "yes", "ja", "x", "true")


def taps(measure: DiaryMeasure) -> list[int]:
    """The numbers to tap; none where there are too many of them."""
    low, high = measure.low, measure.high
    if low % 1 or high % 1 or high - low >= MOST_TAPS:
        return []
    return list(range(int(low), int(high) + 1))


def events_of(kept: Kept) -> tuple[Event, ...]:
    """For every picture, her questionnaires' too."""
    return tuple(Event(one.on, one.words) for one in kept.events)


def series_of_diary(kept: Kept) -> list[Series]:
    """A picture for each measure that has a direction."""
    return [
        Series(
            name=_named(measure),
            points=tuple(Point(one.on, one.value) for one in entries),
            low=measure.low,
            high=measure.high,
            direction=cast("Direction", measure.direction),
            measure=_("Diary"),
            events=events_of(kept),
        )
        for measure, entries in kept.measures
        if measure.direction != DiaryMeasure.Direction.NEITHER
    ]


def _named(measure: DiaryMeasure) -> str:
    return f"{measure.name} ({measure.unit})" if measure.unit else measure.name


def as_csv(entries: Iterable[DiaryEntry]) -> str:
    """All of it, one line each, as `from_csv` reads it again."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for one in entries:
        measure = one.measure
        cells = (
            one.on.isoformat(),
            one.at.isoformat("minutes") if one.at else "",
            measure.name if measure else "",
            format(one.value.normalize(), "f") if one.value is not None else "",
            measure.unit if measure else "",
            one.words,
            "yes" if one.event else "",
        )
        # A number below zero is a number; everything else must not become a formula.
        table.writerow([c if n == VALUE else harmless(c) for n, c in enumerate(cells)])
    return f"\ufeff{out.getvalue()}"


VALUE = COLUMNS.index("value")


class TableRefused(ValueError):
    """What stands in the way, line by line."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True)
class Read:
    """One line as it was read; `measure` is its name, '' for words and events."""

    number: int
    on: date
    at: time | None
    measure: str
    value: Decimal | None
    words: str
    event: bool


def from_table(table: Table, *, today: date, earliest: date) -> list[Read]:
    """Lines of a table whose columns are named as COLUMNS. Raises TableRefused with every problem."""
    places = {name.strip().lower(): place for place, name in enumerate(table.header)}
    if "day" not in places or not places.keys() & {"value", "words"}:
        said = _("The first line has to name the columns: %(names)s. “day” is needed.")
        raise TableRefused([said % {"names": ", ".join(COLUMNS)}])
    problems: list[str] = []
    found: list[Read] = []
    for line in table.lines:
        number = line.number
        told = {
            name: line.cells[places[name]].strip() if name in places else "" for name in COLUMNS
        }
        on, at, value = day_in(told["day"]), time_in(told["time"]), _number(told["value"])
        words, measure = _bare(told["words"]), _bare(told["measure"])
        for wrong, said in (
            (on is None, _("write the day like this: 2026-03-04")),
            (on and not earliest <= on <= today, _("this day is not in the past ten years")),
            (told["time"] and at is None, _("write the time like this: 9:30")),
            (told["value"] and value is None, _("“%s” is not a number") % told["value"][:20]),
            (told["measure"] and not told["value"], _("the number is missing")),
            (told["value"] and not told["measure"], _("it does not say what was measured")),
            (not told["value"] and not words, _("nothing is written in it")),
            (len(words) > 300, _("the words are longer than 300 signs")),
        ):
            if wrong:
                problems.append(_("Line %(n)s: %(what)s.") % {"n": number, "what": said})
                break
        else:
            assert on is not None  # noqa: S101  (told above)
            event = told["event"].lower() in TRUE and not told["measure"]
            found.append(Read(number, on, at, measure, value, words, event))
    if problems:
        raise TableRefused(problems)
    return found


def _bare(text: str) -> str:
    """Without the apostrophe that kept a table program from computing."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= 1_000_000 or number != round(number, 2):
        return None
    return round(number, 2)


def shown(entry: DiaryEntry) -> str:
    """ "4", "37.2 °C": the number with its unit."""
    if entry.value is None:
        return ""
    number = number_words(entry.value.normalize())
    return f"{number} {entry.measure.unit}".strip() if entry.measure else number
