"""Words beside a chart keep a line's distance from one another and stay next to what they name."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

# Per cent of the plot's height one line needs on paper, where the plot is lowest.
LINE = 17.5
LETTERS = 13


@dataclass(frozen=True, slots=True)
class Label:
    """One line of words at a height in per cent from the top; `quiet`: it names no band."""

    at: float
    words: str
    quiet: bool = False


def spread(wanted: Sequence[tuple[float, str]], quiet: int | None = None) -> tuple[Label, ...]:
    """Labels from top to bottom near the heights wanted; long words take two lines, with room.

    `quiet`: which of them names no band.
    """
    blocks = [(at, _lines(words)) for at, words in wanted]
    lines = sum(len(block) for _, block in blocks)
    if lines * LINE > 100:
        blocks = [(at, [_short(words)]) for at, words in wanted]
        lines = len(blocks)
    line = min(LINE, 100 / max(lines, 1))
    sizes = [line * len(block) for _, block in blocks]
    places = _apart([at for at, _ in blocks], sizes)
    found: list[Label] = []
    for number, (place, (_, block)) in enumerate(zip(places, blocks, strict=True)):
        top = place - line * (len(block) - 1) / 2
        found.extend(Label(top + line * n, words, number == quiet) for n, words in enumerate(block))
    return tuple(found)


def _lines(words: str) -> list[str]:
    """At most two; a comma at the end of a line says nothing and would not fit on a phone."""
    found = textwrap.wrap(words, LETTERS, max_lines=2, placeholder="…") or [""]
    return [line.rstrip(",") for line in found]


def _short(words: str) -> str:
    return textwrap.shorten(words, LETTERS, placeholder="…").replace(",…", "…")


def _apart(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Push overlapping neighbours apart by halves, and the outermost back inside."""
    places = list(wanted)
    for _ in range(100):
        before = list(places)
        for n in range(len(places) - 1):
            overlap = (sizes[n] + sizes[n + 1]) / 2 - (places[n + 1] - places[n])
            if overlap > 0:
                places[n] -= overlap / 2
                places[n + 1] += overlap / 2
        places = [
            min(max(place, size / 2.6), 100 - size / 2.6)
            for place, size in zip(places, sizes, strict=True)
        ]
        if places == before:
            break
    return places
