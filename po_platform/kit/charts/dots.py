"""Dots at real dates, thinned out only where they would run into one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from po_platform.kit.charts.figures import number_words
from po_platform.kit.charts.places import Place, drawn, per_cent, runs

# Per cent between two dots that stay apart, and where they are thinned out: phone, wide page.
PHONE_ROOM, WIDE_ROOM = 8.0, 4.0
APART = 2.2


def dots_shown(found: Sequence[Place]) -> list[tuple[Place, bool]]:
    """Which dots are shown, and which of them only on a wide page.

    The newest, the first, single ones between gaps and estimated ones always are: without them
    something would be lost. The others thin out until they stand apart.
    """
    unbroken = runs(found)
    scored = [place for run in unbroken for place in run]
    if not scored:
        return []
    needed = {id(scored[0]), id(scored[-1]), *(id(run[0]) for run in unbroken if len(run) == 1)}
    needed |= {id(place) for place in scored if place.point.state == "prorated"}
    closest = min((b.x - a.x for a, b in pairwise(scored)), default=100.0)
    if closest >= PHONE_ROOM:
        return [(place, False) for place in scored]
    phone = _thinned(scored, needed, PHONE_ROOM)
    if closest >= APART:
        return [(place, id(place) not in phone) for place in scored]
    wide = _thinned(scored, needed | phone, WIDE_ROOM)
    return [(p, id(p) not in phone) for p in scored if id(p) in wide]


def dots(shown: Sequence[tuple[Place, bool]]) -> SafeString:
    """Full dots for complete answers, hollow ones for estimated scores."""
    return drawn(
        f'<circle class="{_dot_class(p, wide=wide)}" cx="{per_cent(p.x)}%" cy="{per_cent(p.y)}%"'
        ' r="5"/>'
        for p, wide in shown
    )


def newest(found: Sequence[Place]) -> SafeString:
    """The newest value as a number beside its dot."""
    scored = [place for place in found if place.point.value is not None]
    if not scored or scored[-1].point.value is None:
        return SafeString("")
    last = scored[-1]
    words = number_words(scored[-1].point.value)
    dx, dy, anchor = _beside(last, words, falls=len(scored) > 1 and scored[-2].y < last.y - 4)
    return format_html(
        '<text class="now" x="{}%" y="{}%" dx="{}" dy="{}" text-anchor="{}">{}</text>',
        per_cent(last.x),
        per_cent(last.y),
        dx,
        dy,
        anchor,
        words,
    )


def _beside(last: Place, words: str, *, falls: bool) -> tuple[str, str, str]:
    """Above the dot; below where the line comes from above or the plot ends; never in the line."""
    if falls and last.y >= 78 and last.x < 90:
        return ".75rem", ".35em", "start"
    dy = "1.6rem" if last.y < 14 or (falls and last.y < 78) else "-.75rem"
    if last.x > 90 and len(words) > 1:
        return ".5rem", dy, "end"
    return "0", dy, "middle"


def _dot_class(place: Place, *, wide: bool) -> str:
    hollow = " hollow" if place.point.state == "prorated" else ""
    return f"dot{hollow}{' wide' if wide else ''}"


def _thinned(scored: Sequence[Place], needed: set[int], room: float) -> set[int]:
    kept = set(needed)
    fixed = [place.x for place in scored if id(place) in needed]
    last = float("-inf")
    for place in scored:
        apart = place.x - last >= room and all(abs(place.x - x) >= room for x in fixed)
        if id(place) in needed or apart:
            kept.add(id(place))
            last = place.x
    return kept
