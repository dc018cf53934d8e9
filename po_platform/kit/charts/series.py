"""What a chart is drawn from: real dates, values or their absence, and the scale's own range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Literal

State = Literal["ok", "prorated", "not_scorable", "not_returned"]
Direction = Literal["higher_better", "higher_worse"]


@dataclass(frozen=True, slots=True)
class Point:
    """One response or missed window; `value` is None exactly when there is no score."""

    on: date
    value: Decimal | None
    state: State = "ok"

    def __post_init__(self) -> None:
        if (self.value is None) != (self.state in ("not_scorable", "not_returned")):
            raise ValueError(f"A point that is {self.state} and its value do not fit together.")


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the scale; `short` stands beside the chart when the label is long."""

    low: Decimal
    high: Decimal
    label: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in few words: “new medicine”."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Meaningful:
    """From which signed difference its source calls a change meaningful; a side may be unknown."""

    better: Decimal | None
    worse: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Norm:
    """An average others published, as one level line: never a verdict on what stands beside it.

    `words` stand at its end (“women 50–59, Germany”), `said` below the picture, `source` is the
    publication. Without `value` there is no line, and `said` tells why.
    """

    value: Decimal | None
    words: str
    said: str
    source: str = ""

    @property
    def told(self) -> str:
        """What is said of it, with its publication."""
        return f"{self.said} {self.source}".strip()


@dataclass(frozen=True, slots=True)
class Series:
    """One scale of one person.

    `low` and `high` are the scale's theoretical ends, never those of the data. `measure` is the
    instrument's name. `amount`: what there is more of when it is higher, empty where the name is no
    amount. `bands` run from `low` to `high`. Words are in the reader's language already.
    `in_order`: the points by day; `scored`: those of them that have a value.
    """

    name: str
    points: tuple[Point, ...]
    low: Decimal
    high: Decimal
    direction: Direction
    measure: str = ""
    amount: str = ""
    bands: tuple[Band, ...] = ()
    events: tuple[Event, ...] = ()
    meaningful: Meaningful | None = None
    norm: Norm | None = None
    in_order: tuple[Point, ...] = field(init=False, repr=False, compare=False)
    scored: tuple[Point, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Sorted once: sentence, caption, picture and table all ask for it.
        in_order = tuple(sorted(self.points, key=attrgetter("on")))
        object.__setattr__(self, "in_order", in_order)
        object.__setattr__(self, "scored", tuple(p for p in in_order if p.value is not None))

    def band_of(self, value: Decimal) -> Band | None:
        return band_in(self.bands, value)


def band_in(bands: Sequence[Band], value: Decimal) -> Band | None:
    """The band a value lies in; None between two of them and where there are none."""
    return next((band for band in bands if band.low <= value <= band.high), None)
