"""Whatever two colours an organisation brings: what is saved can be read, what is refused has a way out."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from members import colours
from members.oklch import from_lch, to_lch

ANY_COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")

# Words and their grounds, as static/components.css puts them together, and what they need.
PAIRS_BY_DAY = [
    ("--brand", colours.PAPER, 4.5),
    ("--brand", colours.SHEET, 4.5),
    ("--brand", "--brand-wash", 4.5),
    ("--on-brand", "--brand", 4.5),
    ("--on-brand", "--brand-deep", 4.5),
    ("--brand-deep", colours.PAPER, 4.5),
    ("--brand-deep", "--brand-wait", 4.5),
    (colours.INK, "--brand-wait", 4.5),
    (colours.INK_QUIET, "--brand-wash", 4.5),
    ("--brand-wait-edge", "--brand-wait", 3),
]
PAIRS_BY_NIGHT = [
    ("--night", colours.NIGHT_PAPER, 4.5),
    ("--night", colours.NIGHT_SHEET, 4.5),
    ("--night", "--night-wash", 4.5),
    ("--night", "--night-wait", 4.5),
    ("--on-night", "--night", 4.5),
    ("--on-night", "--night-deep", 4.5),
    ("--night-deep", colours.NIGHT_PAPER, 4.5),
    ("--night-deep", "--night-wait", 4.5),
    ("--on-night-cover", "--night-cover", 4.5),
    (colours.NIGHT_INK, "--night-wait", 4.5),
    (colours.NIGHT_QUIET, "--night-wash", 4.5),
    ("--night-wait-edge", "--night-wait", 3),
    ("--night-wait-edge", colours.NIGHT_PAPER, 3),
]


def unreadable(theme: dict[str, dict[str, str]]) -> list[tuple[str, str, float]]:
    values = theme["light"] | theme["dark"]
    found = []
    for words, ground, needed in PAIRS_BY_DAY + PAIRS_BY_NIGHT:
        ratio = colours.contrast(values.get(words, words), values.get(ground, ground))
        if ratio < needed:
            found.append((words, ground, ratio))
    return found


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_the_one_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colours.contrast(other, one) == colours.contrast(one, other)


def test_red_is_where_css_color_4_says() -> None:
    lightness, chroma, hue = to_lch("#ff0000")
    assert lightness == pytest.approx(0.628, abs=0.001)
    assert chroma == pytest.approx(0.2577, abs=0.001)
    assert math.degrees(hue) == pytest.approx(29.23, abs=0.05)


@given(ANY_COLOUR)
def test_a_colour_survives_the_way_there_and_back(colour: str) -> None:
    assert from_lch(to_lch(colour)) == colour


def test_our_own_colours_pass() -> None:
    assert colours.too_weak(colours.HOUSE_ACCENT, colours.HOUSE_HIGHLIGHT) == {}
    assert unreadable(colours.theme(colours.HOUSE_ACCENT, colours.HOUSE_HIGHLIGHT)) == []


@given(ANY_COLOUR, ANY_COLOUR)
def test_what_passes_or_is_suggested_can_be_read_by_day_and_by_night(
    accent: str, highlight: str
) -> None:
    weak = colours.too_weak(accent, highlight)
    accent = weak["accent"].suggestion if "accent" in weak else accent
    highlight = weak["highlight"].suggestion if "highlight" in weak else highlight
    assert colours.too_weak(accent, highlight) == {}
    assert unreadable(colours.theme(accent, highlight)) == []


def test_a_pale_accent_is_refused_with_a_darker_one_of_the_same_hue() -> None:
    weak = colours.too_weak("#0aa5a0", colours.HOUSE_HIGHLIGHT)["accent"]
    assert weak.found < weak.needed
    assert abs(to_lch(weak.suggestion)[2] - to_lch("#0aa5a0")[2]) < 0.05


def test_a_dark_highlight_is_refused_with_a_lighter_one() -> None:
    weak = colours.too_weak(colours.HOUSE_ACCENT, "#112233")["highlight"]
    assert colours.luminance(weak.suggestion) > colours.luminance("#112233")


@pytest.mark.parametrize("text", ["5A2350", "#5a2350", " #5A2350 "])
def test_a_colour_is_read_the_way_designers_write_it(text: str) -> None:
    assert colours.parse(text) == "#5a2350"


def test_three_figures_stand_for_six() -> None:
    assert colours.parse("#abc") == "#aabbcc"


@pytest.mark.parametrize("text", ["", "plum", "#12", "#1234567", "url(x)", "#12345g", "#５a2350"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(colours.NotAColour):
        colours.parse(text)


def tokens() -> str:
    return (Path(settings.BASE_DIR) / "static" / "tokens.css").read_text()


def test_a_theme_sets_exactly_the_first_block_of_the_tokens() -> None:
    first = tokens().split("}", 1)[0]
    theme = colours.theme(colours.HOUSE_ACCENT, colours.HOUSE_HIGHLIGHT)
    assert set(theme["light"]) | set(theme["dark"]) == set(re.findall(r"(--[a-z-]+):", first))


@pytest.mark.parametrize(
    ("name", "day", "night"),
    [
        ("--paper", colours.PAPER, colours.NIGHT_PAPER),
        ("--sheet", colours.SHEET, colours.NIGHT_SHEET),
        ("--ink", colours.INK, colours.NIGHT_INK),
        ("--ink-quiet", colours.INK_QUIET, colours.NIGHT_QUIET),
    ],
)
def test_the_grounds_are_those_of_the_tokens(name: str, day: str, night: str) -> None:
    found = re.findall(rf"{name}: (#[0-9a-f]{{6}})", tokens())
    assert found[0] == day
    assert night in found
