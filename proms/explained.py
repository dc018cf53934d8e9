"""What a questionnaire shows and what it does not: the same words whatever somebody answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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


def explained(lines: Iterable[Line], language: str) -> dict[str, Explained]:
    """By the name of the questionnaire in this language; from its rules alone.

    Until the organisation stands by what the software is for, nothing is said of what a scale or
    a word for a band means (proms.intended_purpose).
    """
    scales: dict[str, dict[tuple[str, str], Scale]] = {}
    for line in lines:
        of = scales.setdefault(_said(line.spec.title, language), {})
        of.setdefault((line.spec.id, line.scale.id), line.scale)
    own = _own({spec for of in scales.values() for spec, _scale in of})
    return {
        name: Explained(
            [_meant(scale, about(key, own, language), language) for key, scale in of.items()],
            any(scale.bands for scale in of.values()),
        )
        for name, of in scales.items()
    }


def about(key: tuple[str, str], own: Mapping[tuple[str, str], Words], language: str) -> str:
    """What a scale (spec, scale) is about; "" where nobody wrote it or nothing may be said."""
    if not is_accepted():
        return ""
    spec, scale = key
    shipped = shipped_words().get(spec, {})
    series = f"{scale.partition('_')[0]}_{_EVERY}"  # the many value sets of one questionnaire
    words = own.get(key) or shipped.get(scale) or shipped.get(series) or {}
    return _said(words, language)


@cache
def shipped_words() -> Mapping[str, Mapping[str, Words]]:
    """Spec → scale → words; a scale named "index_*" stands for all that begin so."""
    found: dict[str, dict[str, dict[str, str]]] = json.loads(_SHIPPED.read_bytes())
    return found


def _own(specs: set[str]) -> Mapping[tuple[str, str], Words]:
    written = specs - set(shipped_words())
    return words_of_scales(written) if written and is_accepted() else {}


def _meant(scale: Scale, about: str, language: str) -> Meant:
    return Meant(
        _said(scale.label, language),
        about,
        range_words_of(scale.low, scale.high),
        better_words(scale.direction),
    )


def _said(words: Words, language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()), "")
