"""Colours as lightness, strength and hue, the way eyes compare them (OKLCH, Björn Ottosson 2020).

The numbers are those of https://bottosson.github.io/posts/oklab/.
"""

from __future__ import annotations

import math

Lch = tuple[float, float, float]  # lightness 0–1, chroma from 0, hue in radians
_Three = tuple[float, float, float]


def with_lightness(
    colour: str, lightness: float, *, share: float = 1.0, most_chroma: float = 1.0
) -> str:
    """`colour` moved by `share` of the way to `lightness` (0–1), its hue kept; "#rrggbb"."""
    own, chroma, hue = to_lch(colour)
    return from_lch((own + (lightness - own) * share, min(chroma, most_chroma), hue))


def mixed(one: str, other: str, share: float) -> str:
    """`one` with `share` (0–1) of `other` in it, channel by channel."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _hex(tuple(a + (b - a) * share for a, b in pairs))  # type: ignore[arg-type]  # three


def to_lch(colour: str) -> Lch:
    """Lightness, chroma and hue of "#rrggbb"."""
    red, green, blue = (to_linear(part) for part in _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_lch(lch: Lch) -> str:
    """The nearest colour a screen can show: chroma is taken back until it fits."""
    lightness, chroma, hue = min(max(lch[0], 0.0), 1.0), lch[1], lch[2]
    for step in range(51):
        channels = _to_channels(lightness, chroma * (1 - step / 50), hue)
        if all(-0.0005 <= part <= 1.0005 for part in channels):
            break
    return _hex(channels)


def _to_channels(lightness: float, chroma: float, hue: float) -> _Three:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _to_screen(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _to_screen(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _to_screen(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _channels(colour: str) -> _Three:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(channels: _Three) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in channels)


def to_linear(part: float) -> float:
    """A channel (0–1) as the screen stores it → as light (0–1)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _to_screen(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
