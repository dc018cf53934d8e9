"""One scale over time as our own SVG: sentence first, picture second, table behind it."""

from po_platform.kit.charts.axis import Span, span_of
from po_platform.kit.charts.chart import (
    Caption,
    Chart,
    KeyEntry,
    key_of,
    trend_chart,
    trend_charts,
)
from po_platform.kit.charts.series import (
    Band,
    Direction,
    Event,
    Meaningful,
    Norm,
    Point,
    Series,
    State,
)
from po_platform.kit.charts.table import Row
from po_platform.kit.charts.words import ChangeWords, change_words, period_words, trend_sentence

__all__ = [
    "Band",
    "Caption",
    "ChangeWords",
    "Chart",
    "Direction",
    "Event",
    "KeyEntry",
    "Meaningful",
    "Norm",
    "Point",
    "Row",
    "Series",
    "Span",
    "State",
    "change_words",
    "key_of",
    "period_words",
    "span_of",
    "trend_chart",
    "trend_charts",
    "trend_sentence",
]
