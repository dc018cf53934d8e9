"""One scale prepared to be computed many times: its rules are decided once, not per response."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from proms.scale_spec.rounding import rounder
from proms.scale_spec.spec import (
    ROUNDINGS,
    Clip,
    LevelTable,
    Linear,
    Lookup,
    Part,
    Scale,
    Transform,
)

State = Literal["ok", "prorated", "not_scorable"]
Weights = dict[str, Decimal | None]
Combine = Callable[[list[Decimal | None]], Decimal]

OK: State = "ok"
PRORATED: State = "prorated"
NOT_SCORABLE: State = "not_scorable"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a scale in the working: the item (or earlier scale), its answer, its weight.

    `answer` is the option code or number as stored, None when nothing was answered or for a scale.
    `weight` is after reversing or inverting, None when the part is missing.
    """

    part: str
    answer: object
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class Working:
    """How a value came about: parts → combined → each transform → rounded to `digits`."""

    steps: tuple[Step, ...]
    combine: str
    combined: Decimal | None
    transforms: tuple[tuple[str, Decimal], ...]
    digits: int


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One scale of one response.

    `value` is in the scale's own range; `raw` is the combined weight before any transform. Both
    are None when the missing rule forbids a score. `prorated` means: estimated for missing parts.
    `n_answered` of `n_items` count questions, also where a scale is made of other scales.
    """

    scale: str
    value: Decimal | None
    raw: Decimal | None
    state: State
    n_answered: int
    n_items: int
    working: Working


class Plan:
    """How one scale is computed."""

    def __init__(self, scale: Scale, rounding: str, below: Collection[str]) -> None:
        """`below`: the items its number comes from, through other scales too."""
        self.scale = scale
        self._below = tuple(below) if scale.of_scales else ()
        self._combine = _combining(scale)
        self._transforms = [(_named(step), _transforming(step)) for step in scale.transform]
        self._round = rounder(scale.digits, ROUNDINGS[rounding])
        self._names = [part.name for part in scale.parts]
        self._inverts = any(part.invert is not None for part in scale.parts)

    def score(
        self,
        given: Mapping[str, object],
        weights: Weights,
        before: Mapping[str, ScaleScore],
    ) -> ScaleScore:
        """The score from answers as given, weights of items and scales, and earlier scores."""
        scale, names = self.scale, self._names
        found = [weights[name] for name in names]
        if self._inverts:
            found = [_turned(p, weight) for p, weight in zip(scale.parts, found, strict=True)]
        steps = tuple(map(Step, names, map(given.get, names), found))
        there = len(found) - found.count(None)
        needed = there >= scale.missing.needs
        answered, asked = there, len(found)
        if scale.of_scales:
            items = self._below
            answered, asked = sum(weights[name] is not None for name in items), len(items)
        if not needed or any(weights[name] is None for name in scale.requires):
            working = Working(steps, scale.combine, None, (), scale.digits)
            return ScaleScore(scale.id, None, None, NOT_SCORABLE, answered, asked, working)
        raw = value = self._combine(found)
        passed: list[tuple[str, Decimal]] = []
        for name, transform in self._transforms:
            value = transform(value)
            passed.append((name, value))
        whole = there == len(found) and not (scale.of_scales and self._estimated(before))
        working = Working(steps, scale.combine, raw, tuple(passed), scale.digits)
        state = OK if whole else PRORATED
        return ScaleScore(scale.id, self._round(value), raw, state, answered, asked, working)

    def _estimated(self, before: Mapping[str, ScaleScore]) -> bool:
        return any(before[name].state == PRORATED for name in self._names)


def _turned(part: Part, weight: Decimal | None) -> Decimal | None:
    return weight if part.invert is None or weight is None else part.invert - weight


def _combining(scale: Scale) -> Combine:
    match scale.combine:
        case "mean":
            return _filled(scale, _mean)
        case "max":
            return _filled(scale, max)
        case "min":
            return _filled(scale, min)
        case "additive_by_level" if scale.levels is not None:
            return _by_level(scale.parts, scale.levels)
        case "count_if" if scale.counts is not None:
            return _counting(scale, scale.counts)
        case "weighted_sum":
            return _weighing(scale)
    return _summing(scale)


def _mean(weights: list[Decimal]) -> Decimal:
    return _sum(weights) / len(weights)


def _sum(weights: Sequence[Decimal]) -> Decimal:
    return sum(weights, Decimal())


def _filled(scale: Scale, combine: Callable[[list[Decimal]], Decimal]) -> Combine:
    """Missing parts take the declared value, or stay out."""
    value, n_items = scale.missing.value, len(scale.parts)

    def fill(found: list[Decimal | None]) -> Decimal:
        weights = [weight for weight in found if weight is not None]
        if value is not None:
            weights += [value] * (n_items - len(weights))
        return combine(weights)

    return fill


def _summing(scale: Scale) -> Combine:
    n_items = len(scale.parts)
    if not scale.missing.prorate:
        return _filled(scale, _sum)
    # Multiplied before divided: a whole result stays whole.
    return _filled(scale, lambda weights: _sum(weights) * n_items / len(weights))


def _counting(scale: Scale, counts: Callable[[Decimal], bool]) -> Combine:
    n_items, prorate = len(scale.parts), scale.missing.prorate

    def count(weights: list[Decimal]) -> Decimal:
        counted = Decimal(sum(map(counts, weights)))
        return counted * n_items / len(weights) if prorate else counted

    return _filled(scale, count)


def _weighing(scale: Scale) -> Combine:
    shares = [part.weight for part in scale.parts]
    value, prorate, whole = scale.missing.value, scale.missing.prorate, _sum(shares)

    def weigh(found: list[Decimal | None]) -> Decimal:
        pairs = [
            (share, value if weight is None else weight)
            for share, weight in zip(shares, found, strict=True)
        ]
        known = [(share, weight) for share, weight in pairs if weight is not None]
        total = _sum([share * weight for share, weight in known])
        return total * whole / _sum([share for share, _ in known]) if prorate else total

    return weigh


def _by_level(parts: Sequence[Part], table: LevelTable) -> Combine:
    names = [part.name for part in parts]

    def add_up(found: list[Decimal | None]) -> Decimal:
        levels = {
            name: level for name, level in zip(names, found, strict=True) if level is not None
        }
        total = table.start + _sum([table.rows[name][level] for name, level in levels.items()])
        return total + _sum([times * Decimal(of.evaluate(levels)) for times, of in table.terms])

    return add_up


def _named(step: Transform) -> str:
    match step:
        case Linear():
            return "linear"
        case Lookup():
            return step.name
        case Clip():
            return "clip"


def _transforming(step: Transform) -> Callable[[Decimal], Decimal]:
    match step:
        case Linear(start, end, to_start, to_end):
            rise, run = to_end - to_start, end - start
            return lambda value: to_start + (value - start) * rise / run
        case Lookup(_, table):
            return lambda value: table.rows[value]
        case Clip(low, high):
            return lambda value: min(max(value, low), high)
