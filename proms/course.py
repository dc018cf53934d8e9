"""Scores over time as charts: words, direction and bands come from the spec, never from us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from po_platform.kit.charts import (
    Band,
    Chart,
    ChangeWords,
    Meaningful,
    Point,
    Series,
    change_words,
    span_of,
    trend_chart,
)
from proms.queries.course import Point as Score
from proms.queries.course import ScaleKey, scale_of
from proms.queries.specs import spec_of
from proms.scale_spec.spec import Scale, Words


@dataclass(frozen=True, slots=True)
class Change:
    """One line of "what changed": now, since the time before, since the first."""

    name: str
    value: str
    band: str
    before: ChangeWords | None
    first: ChangeWords | None

    @property
    def meaningful(self) -> bool:
        return self.before is not None and self.before.meaningful is True


def series_of(key: ScaleKey, scores: Sequence[Score], language: str) -> Series:
    """One scale of one person, in the reader's language."""
    scale, spec = scale_of(key), spec_of(key.spec_id)
    return Series(
        name=_words(scale.label, language),
        points=tuple(
            Point(
                timezone.localtime(score.at).date(),
                score.value,
                score.state if score.value is not None else "not_scorable",
            )
            for score in scores
        ),
        low=scale.low,
        high=scale.high,
        direction=scale.direction,
        measure=_words(spec.title, language),
        bands=tuple(
            Band(b.low, b.high, _words(b.label, language), _words(b.short, language))
            for b in scale.bands
        ),
        meaningful=_meaningful(scale),
    )


def charts_of(
    lines: Mapping[ScaleKey, Sequence[Score]], language: str, today: date
) -> list[Chart]:
    """A chart per scale over one common span, so that they can be read below each other."""
    found = [series_of(key, scores, language) for key, scores in lines.items() if scores]
    if not found:
        return []
    span = span_of((point.on for series in found for point in series.points), today)
    return [trend_chart(series, language=language, today=today, span=span) for series in found]


def change_of(chart: Chart) -> Change | None:
    """The change sentences of one chart; None before the first score."""
    scored = chart.series.scored
    if not scored:
        return None
    series, now = chart.series, scored[-1]
    before = (
        change_words(scored[-2], now, series.direction, series.meaningful)
        if len(scored) > 1
        else None
    )
    first = (
        change_words(scored[0], now, series.direction, series.meaningful)
        if len(scored) > 2
        else None
    )
    return Change(series.name, chart.caption.value, chart.caption.band, before, first)


def _meaningful(scale: Scale) -> Meaningful | None:
    if scale.change is None:
        return None
    return Meaningful(scale.change.better, scale.change.worse, scale.change.source)


def _words(words: Words, language: str) -> str:
    return words.get(language) or words["en"] if words else ""
