"""Where the points of a series lie in a plot, in per cent, and where its line is broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString

from po_platform.kit.charts.axis import Span
from po_platform.kit.charts.series import Point, Series


class Place(NamedTuple):
    """A point of the series and where it lies, in per cent from top left."""

    point: Point
    x: float
    y: float


def places(series: Series, span: Span) -> tuple[Place, ...]:
    """All points within the span, in order; those without a value lie on the ground line."""
    within = [point for point in series.in_order if span.holds(point.on)]
    # Scores take few different values: each is placed once.
    heights = {value: y_of(series, value) for value in {point.value for point in within}}
    return tuple(Place(point, span.x(point.on), heights[point.value]) for point in within)


def runs(found: Sequence[Place]) -> list[list[Place]]:
    """Stretches without a missing point: the line never crosses one."""
    runs: list[list[Place]] = [[]]
    for place in found:
        if place.point.value is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def y_of(series: Series, value: Decimal | None) -> float:
    """Per cent from the top of the scale's own range; the ground line where there is no value."""
    if value is None or series.high == series.low:
        return 100.0
    share = float((series.high - value) / (series.high - series.low))
    return min(max(100 * share, 0.0), 100.0)


def drawn(elements: Iterable[str]) -> SafeString:
    """Many elements of numbers and class names of our own, in which nothing is there to escape.

    Whatever holds words goes through format_html instead, which is too slow for a line's points.
    """
    return SafeString("".join(elements))


def per_cent(number: float) -> str:
    """A position as SVG wants it, in hundredths."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
