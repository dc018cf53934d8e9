"""A trend chart with everything its template needs: caption, sentence, picture, table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from po_platform.kit.charts.axis import Span, span_of
from po_platform.kit.charts.frame import bands_svg, norm_at, scale_svg, under_svg
from po_platform.kit.charts.plot import plot
from po_platform.kit.charts.series import Series
from po_platform.kit.charts.table import Row, table_rows
from po_platform.kit.charts.words import (
    change_words,
    direction_words,
    picture_words,
    range_words,
    trend_sentence,
    value_words,
)
from po_platform.kit.spoken import plain_day

_PICTURES = {
    name: format_html('<svg viewBox="0 0 24 20" aria-hidden="true">{}</svg>', SafeString(picture))
    for name, picture in {
        "ok": '<circle class="dot" cx="12" cy="10" r="5"/>',
        "prorated": '<circle class="dot hollow" cx="12" cy="10" r="5"/>',
        "not_returned": '<line class="trace" x1="0" y1="10" x2="7" y2="10"/>'
        '<line class="trace" x1="17" y1="10" x2="24" y2="10"/>'
        '<line class="gap" x1="12" y1="13" x2="12" y2="20"/>',
        "not_scorable": '<line class="trace" x1="8" y1="6" x2="16" y2="14"/>'
        '<line class="trace" x1="8" y1="14" x2="16" y2="6"/>',
        "event": '<line class="event" x1="12" y1="0" x2="12" y2="20"/>',
        "norm": '<line class="norm" x1="0" y1="10" x2="24" y2="10"/>',
    }.items()
}


@dataclass(frozen=True, slots=True)
class Caption:
    """The words left of the picture; empty where there is nothing to say."""

    name: str
    value: str
    band: str
    change: str
    direction: str
    measure: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line of “how to read the charts”: a small picture and its words.

    `kind`: the state of a point, "event", or "norm".
    """

    picture: SafeString
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All parts are in the language asked for; the SVG parts are safe to print as they are.

    In the template, inside `<div class="plot" role="img" aria-label="{{ heard }}">`: `scale`,
    `plot`, `words`, and `under` where the dates are wanted. `thinned` says that not every answer
    has its own dot.
    """

    series: Series
    span: Span
    language: str
    sentence: str
    caption: Caption
    heard: str
    scale: SafeString
    plot: SafeString
    words: SafeString
    under: SafeString
    thinned: bool

    @property
    def norm(self) -> str:
        """What stands below the picture about an average in it, or why there is none; else nothing."""
        return self.series.norm.told if self.series.norm is not None else ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The table behind the picture, every point of the series; built when it is asked for."""
        with override(self.language):
            return table_rows(self.series)


def trend_chart(
    series: Series,
    *,
    language: str,
    today: date,
    span: Span | None = None,
    mark_words: bool = True,
) -> Chart:
    """Draw one scale over `span`, by default whole months around its points.

    `mark_words=False` leaves the words of events and gaps to the chart above, where several stand
    in a row.
    """
    shown = span or span_of((point.on for point in series.points), today)
    with override(language):
        return _drawn(series, shown, language, under_svg(shown), mark_words=mark_words)


def trend_charts(several: Sequence[Series], *, language: str, today: date) -> list[Chart]:
    """A chart per scale over one common span, so that they can be read below each other."""
    shown = span_of((point.on for series in several for point in series.points), today)
    with override(language):
        under = under_svg(shown)
        return [_drawn(series, shown, language, under, mark_words=True) for series in several]


def _drawn(
    series: Series, shown: Span, language: str, under: SafeString, *, mark_words: bool
) -> Chart:
    picture = plot(series, shown, mark_words=mark_words)
    return Chart(
        series=series,
        span=shown,
        language=language,
        sentence=trend_sentence(series),
        caption=_caption(series),
        heard=picture_words(series, shown.start, shown.last),
        scale=scale_svg(series),
        plot=picture.svg,
        words=bands_svg(series),
        under=under,
        thinned=picture.thinned,
    )


def key_of(charts: Iterable[Chart], *, language: str) -> tuple[KeyEntry, ...]:
    """What the marks on these charts mean; only marks that occur are explained."""
    drawn = list(charts)
    states = {p.state for c in drawn for p in c.series.points if c.span.holds(p.on)}
    events = {e: None for c in drawn for e in c.series.events if c.span.holds(e.on)}
    with override(language):
        entries = [KeyEntry(_PICTURES[s], words, s) for s, words in _states(drawn) if s in states]
        for event in sorted(events, key=lambda event: event.on):
            said = _("%(day)s: %(words)s") % {"day": plain_day(event.on), "words": event.words}
            entries.append(KeyEntry(_PICTURES["event"], said, "event"))
        if any(norm_at(chart.series) is not None for chart in drawn):
            said = _("dotted: an average of others; it says nothing about one person")
            entries.append(KeyEntry(_PICTURES["norm"], said, "norm"))
    return tuple(entries)


def _states(drawn: Sequence[Chart]) -> tuple[tuple[str, str], ...]:
    complete = _("complete")
    if any(chart.thinned for chart in drawn):
        complete = _("complete; dots mark some answers, the line shows them all")
    return (
        ("ok", complete),
        ("prorated", _("some questions open, estimated")),
        ("not_returned", _("gap: not returned")),
        ("not_scorable", _("too few answers for a score")),
    )


def _caption(series: Series) -> Caption:
    scored = series.scored
    direction, measure = f"↑ {direction_words(series)}", range_words(series)
    if not scored or scored[-1].value is None:
        return Caption(series.name, "", "", "", direction, measure)
    last = scored[-1].value
    band = series.band_of(last)
    change = ""
    if len(scored) > 1:
        change = change_words(
            scored[-2], scored[-1], series.direction, series.meaningful, series.bands
        ).short
    if len(scored) > 2:
        first = change_words(scored[0], scored[-1], series.direction, series.meaningful).words
        change = _("%(change)s; since the first time: %(words)s") % {
            "change": change,
            "words": first,
        }
    return Caption(
        series.name,
        value_words(series, last),
        band.label if band else "",
        change,
        direction,
        measure,
    )
