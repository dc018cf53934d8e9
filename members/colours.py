"""An organisation's two colours, carried through day and night so that every word stays readable.

Luminance and contrast are those of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
Lighter and darker are found in OKLCH (https://bottosson.github.io/posts/oklab/), so that a green
stays this green. The ground colours are those of static/tokens.css; a test compares both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .oklch import mixed, to_linear, with_lightness

READABLE = 4.5  # words on their ground, WCAG 1.4.3
COMFORTABLE = 7.0  # words where we choose the colour ourselves, WCAG 1.4.6
VISIBLE = 3.0  # edges and shapes that carry meaning, WCAG 1.4.11

WHITE = "#ffffff"
# By day and by night, as in static/tokens.css.
PAPER, SHEET, INK, INK_QUIET = "#f4f1ef", WHITE, "#241a22", "#574a53"
NIGHT_PAPER, NIGHT_SHEET, NIGHT_INK, NIGHT_QUIET = "#1b161a", "#251e24", "#f4edf0", "#cbbec6"

HOUSE_ACCENT, HOUSE_HIGHLIGHT = "#5a2350", "#ffe3a6"


class NotAColour(ValueError):
    """What was written is no colour of six figures after a #."""


@dataclass(frozen=True, slots=True)
class TooWeak:
    """A colour that fails: the worst contrast found, the one needed, the nearest that passes."""

    colour: str
    found: float
    needed: float
    suggestion: str


def parse(text: str) -> str:
    """ "5A2350", "#5a2350" or "#abc" → "#5a2350"; raises NotAColour."""
    plain = text.strip().lstrip("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", plain):
        plain = "".join(sign * 2 for sign in plain)
    if not re.fullmatch(r"[0-9a-f]{6}", plain):
        raise NotAColour(text)
    return f"#{plain}"


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (to_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def too_weak(accent: str, highlight: str) -> dict[str, TooWeak]:
    """{"accent": …, "highlight": …} for those of the two that cannot be read; {} when all is well.

    The accent carries white words and stands as words on paper, sheet and wash; the highlight lies
    under dark words and under links in the deep accent.
    """
    found: dict[str, TooWeak] = {}
    by_day = _accent_contrast(accent)
    if by_day < READABLE:
        darker = _step(accent, 0, lambda colour: _accent_contrast(colour) >= READABLE)
        found["accent"] = TooWeak(accent, by_day, READABLE, darker)
    deep = _deep(found["accent"].suggestion if found else accent)

    def under_words(colour: str) -> float:
        return min(contrast(INK, colour), contrast(deep, colour))

    if under_words(highlight) < READABLE:
        lighter = _step(highlight, 1, lambda colour: under_words(colour) >= READABLE)
        found["highlight"] = TooWeak(highlight, under_words(highlight), READABLE, lighter)
    return found


def theme(accent: str, highlight: str) -> dict[str, dict[str, str]]:
    """Custom properties of the first block of static/tokens.css: {"light": {"--brand": …}, "dark": …}.

    Takes a pair too_weak() finds nothing about; its partners by night are found, not asked for.
    """
    return {"light": _by_day(accent, highlight), "dark": _by_night(accent, highlight)}


def _by_day(accent: str, highlight: str) -> dict[str, str]:
    return {
        "--brand": accent,
        "--brand-deep": _deep(accent),
        "--on-brand": WHITE,
        "--brand-soft": with_lightness(accent, 0.72),
        "--brand-wash": _wash(accent),
        "--brand-wait": highlight,
        "--brand-wait-edge": _step(
            highlight, 0, lambda colour: contrast(colour, highlight) >= VISIBLE
        ),
    }


def _by_night(accent: str, highlight: str) -> dict[str, str]:
    wash = _step(
        mixed(NIGHT_SHEET, accent, 0.15), 0, lambda wash: contrast(NIGHT_QUIET, wash) >= COMFORTABLE
    )
    wait = _step(
        with_lightness(highlight, 0.28, most_chroma=0.045),
        0,
        lambda wait: contrast(NIGHT_INK, wait) >= COMFORTABLE,
    )
    words = _step(
        with_lightness(accent, 0.8),
        1,
        lambda words: (
            min(contrast(words, ground) for ground in (NIGHT_SHEET, wash, wait)) >= COMFORTABLE
        ),
    )
    on_cover = with_lightness(accent, 0.95, most_chroma=0.02)
    return {
        "--night": words,
        "--night-deep": with_lightness(words, 0.91, most_chroma=0.05),
        "--on-night": _step(
            with_lightness(accent, 0.25), 0, lambda on: contrast(on, words) >= COMFORTABLE
        ),
        "--night-soft": with_lightness(accent, 0.54),
        "--night-wash": wash,
        "--night-cover": _step(
            with_lightness(accent, 0.29), 0, lambda cover: contrast(on_cover, cover) >= COMFORTABLE
        ),
        "--on-night-cover": on_cover,
        "--night-wait": wait,
        "--night-wait-edge": _step(
            with_lightness(highlight, 0.8), 1, lambda edge: contrast(edge, wait) >= READABLE
        ),
    }


def _deep(accent: str) -> str:
    return mixed(accent, "#000000", 0.3)


def _wash(accent: str) -> str:
    return mixed(PAPER, accent, 0.07)


def _accent_contrast(accent: str) -> float:
    return min(contrast(accent, ground) for ground in (PAPER, SHEET, _wash(accent)))


def _step(colour: str, end: float, passes: Callable[[str], bool]) -> str:
    """The first colour that passes on the way to lightness `end`: 0 (black) or 1 (white)."""
    if passes(colour):
        return colour
    steps = (with_lightness(colour, end, share=step / 200) for step in range(1, 201))
    return next((step for step in steps if passes(step)), with_lightness(colour, end))
