"""What a questionnaire shows and what it does not: the same words whatever somebody answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from po_platform.kit.charts.words import better_words, range_words_of
from proms.intended_purpose import is_accepted
from proms.queries.check_ins import words_of_scales
from proms.queries.course import Line
from proms.scale_spec.spec import Scale, Words

# Our own words, never those of a question. They stand beside the rules, not in them: a better
# sentence must not make a newer rule and break the line of who answered before.
_SHIPPED = Path(__file__).parent / "about_scales.json"
_EVERY = "*"
Key = tuple[str, str]  # spec, scale


@dataclass(frozen=True, slots=True)
class Meant:
    """One scale: what it is about ("" while nothing is written), "0 to 27", which way is better."""

    name: str
    about: str
    ends: str
    direction: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What stands folded under the charts of one questionnaire."""

    scales: list[Meant]
    has_bands: bool


def explained(lines: Sequence[Line], language: str) -> dict[str, Explained]:
    """By the name of the questionnaire in this language; from its rules alone.

    Until the organisation stands by what the software is for, nothing is said of what a scale or
    a word for a band means (proms.intended_purpose).
    """
    words = words_about(lines, language)
    scales: dict[str, dict[Key, Scale]] = {}
    for line in lines:
        of = scales.setdefault(_said(line.spec.title, language), {})
        of.setdefault(key_of(line), line.scale)
    return {
        name: Explained(
            [_meant(scale, words[key], language) for key, scale in of.items()],
            any(scale.bands for scale in of.values()),
        )
        for name, of in scales.items()
    }


def words_about(lines: Iterable[Line], language: str) -> dict[Key, str]:
    """What each scale is about; "" where nobody wrote it or nothing may be said yet."""
    keys = {key_of(line) for line in lines}
    if not is_accepted():
        return dict.fromkeys(keys, "")
    written = {spec for spec, _scale in keys} - set(shipped_words())
    own = words_of_scales(written) if written else {}
    return {key: _said(own.get(key) or _shipped(key), language) for key in keys}


def key_of(line: Line) -> Key:
    """Whose words they are: of one scale of one rule, whatever its version."""
    return line.spec.id, line.scale.id


def _shipped(key: Key) -> Words:
    spec, scale = key
    shipped = shipped_words().get(spec, {})
    series = f"{scale.partition('_')[0]}_{_EVERY}"  # the many value sets of one questionnaire
    return shipped.get(scale) or shipped.get(series) or {}


@cache
def shipped_words() -> Mapping[str, Mapping[str, Words]]:
    """Spec → scale → words; a scale named "index_*" stands for all that begin so."""
    found: dict[str, dict[str, dict[str, str]]] = json.loads(_SHIPPED.read_bytes())
    return found


def _meant(scale: Scale, about: str, language: str) -> Meant:
    return Meant(
        _said(scale.label, language),
        about,
        range_words_of(scale.low, scale.high),
        better_words(scale.direction),
    )


def _said(words: Words, language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()), "")
