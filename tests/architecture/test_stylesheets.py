"""Every palette can be read: contrast is computed from tokens.css, and twins stay alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TOKENS = (STATIC / "tokens.css").read_text()
SHEETS = sorted(STATIC.glob("*.css"))

Palette = dict[str, str]

# (words, ground, least contrast): WCAG 1.4.3 asks 4.5, ours for running text is 7; 1.4.11 asks 3.
PAIRS = [
    ("--ink", "--paper", 7.0),
    ("--ink", "--sheet", 7.0),
    ("--ink", "--wash", 7.0),
    ("--ink", "--wait", 7.0),
    ("--ink-quiet", "--paper", 7.0),
    ("--ink-quiet", "--sheet", 7.0),
    ("--ink-quiet", "--wash", 4.5),
    ("--accent", "--paper", 4.5),
    ("--accent", "--sheet", 4.5),
    ("--accent", "--wash", 4.5),
    ("--accent-deep", "--wait", 4.5),
    ("--on-accent", "--accent", 4.5),
    ("--on-accent", "--accent-deep", 4.5),
    ("--on-cover", "--cover", 4.5),
    ("--on-danger", "--danger-fill", 4.5),
    ("--line", "--sheet", 3.0),
    ("--line", "--paper", 3.0),
    ("--focus-ink", "--focus", 4.5),
    ("--plot", "--band-4", 4.5),
    ("--ink", "--band-4", 4.5),
    ("--ink", "--soft-1", 4.5),
    ("--ink", "--soft-2", 4.5),
    ("--ink", "--soft-3", 4.5),
    ("--ink", "--soft-4", 4.5),
]


def block(selector: str, after: str = "") -> Palette:
    """The custom properties of the first rule with this selector, after this text."""
    start = TOKENS.index(selector + " {", TOKENS.index(after))
    body = TOKENS[start : TOKENS.index("}", start)]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))


BASE = block(":root") | block(":root", after="--night-wait-edge")
DARK = block(':root[data-theme="dark"]')
HIGH = block(':root[data-contrast="high"]')
HIGH_DARK = block(':root[data-contrast="high"][data-theme="dark"]')
PALETTES = {
    "light": BASE,
    "dark": BASE | DARK,
    "high": BASE | HIGH,
    "high and dark": BASE | DARK | HIGH | HIGH_DARK,
}


def colour(palette: Palette, name: str) -> tuple[float, ...]:
    value = palette[name]
    while reference := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = palette[reference[1]]
    return tuple(int(value[n : n + 2], 16) / 255 for n in (1, 3, 5))


def luminance(rgb: tuple[float, ...]) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)) == pytest.approx(21)
    assert contrast((1.0, 1.0, 1.0), (0x76 / 255,) * 3) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("words", "ground", "least"), PAIRS)
def test_words_can_be_read(palette: str, words: str, ground: str, least: float) -> None:
    colours = PALETTES[palette]
    assert contrast(colour(colours, words), colour(colours, ground)) >= least


def test_device_and_setting_lead_to_the_same_dark_palette() -> None:
    assert block(':root:not([data-theme="light"])') == DARK


def test_device_and_setting_lead_to_the_same_high_contrast() -> None:
    assert block(':root:not([data-contrast]):not([data-theme="dark"])') == HIGH
    assert block(':root[data-contrast="high"]:not([data-theme="light"])') == HIGH_DARK


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_asks_for_nothing_from_elsewhere(sheet: Path) -> None:
    assert not re.search(r"@import|url\(|https?:", sheet.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_in_use_is_defined(sheet: Path) -> None:
    used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))
    assert used - set(BASE) == set()


def test_nothing_moves_by_itself() -> None:
    text = (STATIC / "components.css").read_text()
    kept_still = re.sub(r"(animation|transition): none", "", text)
    assert not re.search(r"@keyframes|\b(animation|transition)\s*:", kept_still)
