"""A chart for the typesetter: the same marks as on the screen, as shares of the plot."""

from __future__ import annotations

from typing import Any

from po_platform.kit.charts import Chart, Span
from po_platform.kit.charts.axis import time_ticks
from po_platform.kit.charts.dots import dots_shown
from po_platform.kit.charts.figures import number_words
from po_platform.kit.charts.frame import band_words, norm_at, steps
from po_platform.kit.charts.places import Place, places, runs


def printed_chart(chart: Chart) -> dict[str, Any]:
    """Positions run from 0 to 1, from the top left."""
    series, caption = chart.series, chart.caption
    found, average = places(series, chart.span), norm_at(series)
    return {
        "name": caption.name,
        "value": ", ".join(part for part in (caption.value, caption.band) if part),
        "said": [part for part in (caption.change, caption.direction, caption.measure) if part],
        "heard": chart.heard,
        "ends": [number_words(series.high), number_words(series.low)],
        "bands": [
            {"top": one.top / 100, "foot": one.foot / 100, "tone": one.tone}
            for one in steps(series)
        ],
        "words": [
            {"at": one.at / 100, "words": one.words, "quiet": one.quiet}
            for one in band_words(series)
        ],
        "norm": None if average is None else average / 100,
        "below": series.norm.said if series.norm is not None else "",
        "runs": [[_at(place) for place in run] for run in runs(found)],
        "dots": [
            {"at": _at(place), "hollow": place.point.state == "prorated"}
            for place, _wide in dots_shown(found)
        ],
        "missed": _marked(found, "not_returned"),
        "unscored": _marked(found, "not_scorable"),
        "events": [
            chart.span.x(event.on) / 100 for event in series.events if chart.span.holds(event.on)
        ],
    }


def printed_dates(span: Span) -> list[dict[str, Any]]:
    """What stands under the charts of one span."""
    return [{"at": tick.at / 100, "words": tick.label} for tick in time_ticks(span)]


def _marked(found: tuple[Place, ...], state: str) -> list[float]:
    return [place.x / 100 for place in found if place.point.state == state]


def _at(place: Place) -> list[float]:
    return [place.x / 100, place.y / 100]
