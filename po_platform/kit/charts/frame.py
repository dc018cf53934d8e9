"""What stands around and under a line: numbers, bands with their words, an average, dates."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from po_platform.kit.charts.axis import Span, time_ticks, value_ticks
from po_platform.kit.charts.figures import number_words
from po_platform.kit.charts.labels import Label, spread
from po_platform.kit.charts.places import drawn, per_cent, y_of
from po_platform.kit.charts.series import Band, Series

TONES = 4


class Step(NamedTuple):
    """A band as it is drawn: its top and foot in per cent from the top, its tone from 1 to TONES."""

    band: Band
    top: float
    foot: float
    tone: int


def scale_svg(series: Series) -> SafeString:
    """The numbers left of the plot."""
    shown = [
        (per_cent(y_of(series, value)), _drop(series, value), number_words(number))
        for value, number in value_ticks(series.low, series.high)
    ]
    words = format_html_join(
        "", '<text class="q" x="100%" y="{}%" dy="{}" text-anchor="end">{}</text>', shown
    )
    return format_html('<svg aria-hidden="true">{}</svg>', words)


def bands_svg(series: Series) -> SafeString:
    """The words of the bands and of an average, right of the plot."""
    words = format_html_join(
        "",
        '<text{} x="0" y="{}%" dy=".35em">{}</text>',
        (
            (SafeString(' class="q"') if label.quiet else "", per_cent(label.at), label.words)
            for label in band_words(series)
        ),
    )
    return format_html('<svg aria-hidden="true">{}</svg>', words)


def band_words(series: Series) -> tuple[Label, ...]:
    """The words of the bands and of an average where they stand, from top to bottom."""
    wanted = [
        ((one.top + one.foot) / 2, one.band.short or one.band.label) for one in steps(series)[::-1]
    ]
    at = norm_at(series)
    if at is None or series.norm is None:
        return spread(wanted)
    above = sum(height <= at for height, _words in wanted)
    return spread([*wanted[:above], (at, series.norm.words), *wanted[above:]], quiet=above)


def norm_at(series: Series) -> float | None:
    """Where the line of an average lies, in per cent from the top; None without one."""
    if series.norm is None or series.norm.value is None:
        return None
    return y_of(series, series.norm.value)


def norm_line(series: Series) -> SafeString:
    """An average as a thin dotted line, behind everything that was answered."""
    at = norm_at(series)
    if at is None:
        return SafeString("")
    y = per_cent(at)
    return drawn([f'<line class="norm" x1="0" y1="{y}%" x2="100%" y2="{y}%"/>'])


def under_svg(span: Span) -> SafeString:
    """The dates under the plot."""
    ticks = time_ticks(span)
    places = [per_cent(tick.at) for tick in ticks]
    marks = drawn(f'<line class="axis" x1="{x}%" y1="0" x2="{x}%" y2="5"/>' for x in places)
    words = format_html_join(
        "",
        '<text class="{}" x="{}%" y="1.35rem" text-anchor="{}">{}</text>',
        (
            ("q wide" if tick.wide else "q", per_cent(tick.at), tick.anchor, tick.label)
            for tick in ticks
            if tick.label
        ),
    )
    return format_html('<svg class="under" aria-hidden="true">{}{}</svg>', marks, words)


def ground(series: Series) -> SafeString:
    """The bands as steps of grey, one plain ground where the scale has none."""
    found = steps(series)
    if not found:
        return SafeString('<rect class="b1" x="0" y="0" width="100%" height="100%"/>')
    fills = [
        f'<rect class="b{one.tone}" x="0" y="{per_cent(one.top)}%" width="100%"'
        f' height="{per_cent(one.foot - one.top)}%"/>'
        for one in found
    ]
    edges = [per_cent(one.top) for one in found[:-1]]
    return drawn(
        fills + [f'<line class="edge" x1="0" y1="{y}%" x2="100%" y2="{y}%"/>' for y in edges]
    )


def steps(series: Series) -> list[Step]:
    """The bands from the lowest up; none where the scale has none.

    The lightest tone is the best end; the darkest stands for all that is beyond it.
    """
    found = [
        Step(band, y_of(series, top), y_of(series, bottom), 0)
        for band, bottom, top in _stretches(series)
    ]
    tones = [min(n, TONES) for n in range(1, len(found) + 1)]
    if series.direction == "higher_better":
        tones.reverse()
    return [one._replace(tone=tone) for one, tone in zip(found, tones, strict=True)]


def _stretches(series: Series) -> list[tuple[Band, Decimal, Decimal]]:
    """Each band from its own beginning to the beginning of the next, so that none leaves a gap."""
    bands = sorted(series.bands, key=lambda band: band.low)
    starts = [max(band.low, series.low) for band in bands]
    return list(zip(bands, starts, [*starts, series.high][1:], strict=True))


def _drop(series: Series, value: Decimal) -> str:
    """Numbers at the ends hang inside the plot, those between sit on their line."""
    return {series.high: ".75em", series.low: "0"}.get(value, ".35em")
