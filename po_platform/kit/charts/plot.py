"""The picture of a chart: positions in per cent and no viewBox, so that nothing ever shrinks.

Whatever holds words is put together by format_html, which escapes whatever it is given.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from po_platform.kit.charts.axis import LETTER, WIDE, Span
from po_platform.kit.charts.dots import dots, dots_shown, newest
from po_platform.kit.charts.frame import ground, norm_line
from po_platform.kit.charts.labels import LETTERS
from po_platform.kit.charts.places import Place, drawn, per_cent, places, runs
from po_platform.kit.charts.series import Event, Series


@dataclass(frozen=True, slots=True)
class Plot:
    """The picture itself, and whether some answers have no dot of their own in it."""

    svg: SafeString
    thinned: bool


def plot(series: Series, span: Span, *, mark_words: bool) -> Plot:
    """Bands, events, line, dots and the newest number."""
    found = places(series, span)
    shown = dots_shown(found)
    svg = format_html(
        '<svg aria-hidden="true">{}{}{}{}{}{}{}{}{}'
        '<line class="axis" x1="0" y1="100%" x2="100%" y2="100%"/></svg>',
        ground(series),
        norm_line(series),
        _events(series, span, found, mark_words=mark_words),
        _missed(found),
        _gap_words(found, series.events, span) if mark_words else "",
        _trace(found),
        dots(shown),
        newest(found),
        _nothing_yet(found),
    )
    return Plot(svg, len(shown) < sum(place.point.value is not None for place in found))


def _events(series: Series, span: Span, found: Sequence[Place], *, mark_words: bool) -> SafeString:
    shown = [event for event in series.events if span.holds(event.on)]
    lines = format_html_join(
        "",
        '<line class="event" x1="{0}%" y1="0" x2="{0}%" y2="100%"/>',
        ((per_cent(span.x(event.on)),) for event in shown),
    )
    words = _event_words(shown, span, found) if mark_words else []
    texts = format_html_join(
        "", '<text class="wide" x="{}%" y="{}" dx="{}" text-anchor="{}">{}</text>', words
    )
    return format_html("{}{}", lines, texts)


def _event_words(
    events: Sequence[Event], span: Span, found: Sequence[Place]
) -> list[tuple[str, str, str, str, str]]:
    """Words go beside their line, at the top or the foot, where neither line nor words are."""
    taken: list[tuple[float, float, str]] = []
    words: list[tuple[str, str, str, str, str]] = []
    for event in sorted(events, key=lambda event: event.on):
        x = span.x(event.on)
        width = 100 * (LETTER * len(event.words) + 10) / WIDE
        for left, right, dx, anchor in (
            (x, x + width, ".4rem", "start"),
            (x - width, x, "-.4rem", "end"),
        ):
            free = [
                (height, y)
                for height, y in (("top", "1.1rem"), ("foot", "92%"))
                if left >= 0 and right <= 100 and not _covered(left, right, height, found, taken)
            ]
            if free:
                height, y = free[0]
                taken.append((left, right, height))
                words.append((per_cent(x), y, dx, anchor, event.words))
                break
    return words


def _covered(
    left: float,
    right: float,
    height: str,
    found: Sequence[Place],
    taken: Sequence[tuple[float, float, str]],
) -> bool:
    if any(start < right and left < end and at == height for start, end, at in taken):
        return True
    near = [place for place in found if left - 3 <= place.x <= right + 3]
    return any(place.y < 25 if height == "top" else place.y > 75 for place in near)


def _missed(found: Sequence[Place]) -> SafeString:
    """A short mark where nothing was returned, a cross where the answers gave no score."""
    gaps = [per_cent(p.x) for p in found if p.point.state == "not_returned"]
    crosses = [per_cent(p.x) for p in found if p.point.state == "not_scorable"]
    return drawn(
        [f'<line class="gap" x1="{x}%" y1="93%" x2="{x}%" y2="100%"/>' for x in gaps]
        + [
            f'<text class="q" x="{x}%" y="100%" dy="-.4rem" text-anchor="middle">×</text>'
            for x in crosses
        ]
    )


def _gap_words(found: Sequence[Place], events: Sequence[Event], span: Span) -> SafeString:
    """“not returned” inside a gap, where it has room beside the marks of events."""
    lines = textwrap.wrap(_("not returned"), LETTERS - 3)[-2:]
    room = 100 * (LETTER * max(map(len, lines)) + 12) / WIDE
    marked = [span.x(event.on) for event in events]
    shown: list[tuple[str, str, str]] = []
    for before, after in pairwise(runs(found)):
        left, right = before[-1].x, after[0].x
        if right - left < room:
            continue
        middle = (left + right) / 2
        missed = [p for p in found if left < p.x < right and p.point.state == "not_returned"]
        near = any(abs(x - middle) < room / 2 for x in marked)
        if missed and not near:
            at = per_cent(missed[0].x if len(missed) == 1 else middle)
            drops = ("-1.5rem", "-.3rem")[-len(lines) :]
            shown += [(at, drop, line) for drop, line in zip(drops, lines, strict=True)]
    return format_html_join(
        "",
        '<text class="q wide" x="{}%" y="93%" dy="{}" text-anchor="middle">{}</text>',
        shown,
    )


def _trace(found: Sequence[Place]) -> SafeString:
    lines = ([(per_cent(p.x), per_cent(p.y)) for p in _corners(run)] for run in runs(found))
    return drawn(
        f'<line class="trace" x1="{x1}%" y1="{y1}%" x2="{x2}%" y2="{y2}%"/>'
        for line in lines
        for (x1, y1), (x2, y2) in pairwise(line)
    )


def _corners(run: Sequence[Place]) -> list[Place]:
    """Without the points in the middle of a level stretch: the same line with fewer elements."""
    kept = [
        place
        for before, place, after in zip(run, run[1:], run[2:], strict=False)
        if not before.y == place.y == after.y
    ]
    return [run[0], *kept, run[-1]] if len(run) > 1 else list(run)


def _nothing_yet(found: Iterable[Place]) -> SafeString:
    if any(place.point.value is not None for place in found):
        return SafeString("")
    words = _("No answers yet")
    return format_html(
        '<text class="q" x="50%" y="50%" dy=".35em" text-anchor="middle">{}</text>', words
    )
