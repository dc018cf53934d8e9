"""The parts of a scale spec, as they stand after every check was passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

from proms.scale_spec.conditions import Expression

Words = Mapping[str, str]
"""The same words by language tag; English is always there."""

Direction = Literal["higher_better", "higher_worse"]
MissingRule = Literal["all", "min_answered", "half", "max_missing", "treat_as"]

ROUNDINGS: Mapping[str, str] = {
    "half_up": ROUND_HALF_UP,  # away from zero
    "half_even": ROUND_HALF_EVEN,
    "half_ceiling": "half_ceiling",  # up, below zero as well
}
DIRECTIONS = ("higher_better", "higher_worse")
MISSING_RULES = ("all", "min_answered", "half", "max_missing", "treat_as")
COMBINES = (
    "mean",
    "sum",
    "weighted_sum",
    "count_if",
    "max",
    "min",
    "single",
    "additive_by_level",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One answer and what it weighs.

    `values` maps option codes to weights as printed, before `reverse` and `recode`. A number item
    has none and takes every number from `low` to `high`. `recode` is printed weight → what counts.
    `follow` names the item whose weight counts instead when this code was chosen; a code with a
    weight of its own keeps it as long as that item is unanswered. An `optional` item need not
    stand in a questionnaire. `low` and `high` bound the weight.
    """

    id: str
    values: Mapping[str, Decimal]
    low: Decimal
    high: Decimal
    reverse: Decimal | None
    missing_codes: frozenset[str]
    follow: Mapping[str, str]
    recode: Mapping[Decimal, Decimal] = field(default_factory=dict)
    optional: bool = False

    @property
    def takes_numbers(self) -> bool:
        return not self.values

    def weighed(self, value: Decimal) -> Decimal:
        """What a printed weight counts: recoded, or reversed (the ends' sum minus the weight)."""
        if self.recode:
            return self.recode[value]
        return value if self.reverse is None else self.reverse - value


@dataclass(frozen=True, slots=True)
class Part:
    """One item or earlier scale in a scale; `invert` takes the value from that number."""

    name: str
    weight: Decimal
    invert: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """At least `needs` parts must be answered; what is missing is prorated or takes `value`."""

    rule: MissingRule
    needs: int
    value: Decimal | None
    prorate: bool


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps start → to_start and end → to_end, straight between and beyond."""

    start: Decimal
    end: Decimal
    to_start: Decimal
    to_end: Decimal


@dataclass(frozen=True, slots=True)
class LookupTable:
    """Raw value → published value; every reachable raw value has its row."""

    rows: Mapping[Decimal, Decimal]
    valid_for: str
    source: str


@dataclass(frozen=True, slots=True)
class LevelTable:
    """start + Σ rows[item][level] + Σ times · term: value sets with constants and interactions."""

    start: Decimal
    rows: Mapping[str, Mapping[Decimal, Decimal]]
    terms: tuple[tuple[Decimal, Expression], ...]
    valid_for: str
    source: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """Replaces the raw value by its row in a table."""

    name: str
    table: LookupTable


@dataclass(frozen=True, slots=True)
class Clip:
    """Keeps the value between two ends."""

    low: Decimal
    high: Decimal


Transform = Linear | Lookup | Clip


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a scale with a published word; both ends belong to it.

    `short` fits beside a chart; it is the label where nothing shorter was given.
    """

    low: Decimal
    high: Decimal
    label: Words
    short: Words
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """The difference, in points of the scale and signed, from which a change is called meaningful.

    Each side stands alone: a source may give only one.
    """

    better: Decimal | None
    worse: Decimal | None
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How one number comes from items, or (`of_scales`) from scales computed before it.

    What stands `aside` is computed and kept like the others, but not drawn.
    """

    id: str
    label: Words
    direction: Direction
    low: Decimal
    high: Decimal
    parts: tuple[Part, ...]
    of_scales: bool
    combine: str
    counts: Callable[[Decimal], bool] | None
    levels: LevelTable | None
    missing: Missing
    requires: tuple[str, ...]
    transform: tuple[Transform, ...]
    digits: int
    bands: tuple[Band, ...]
    change: Change | None
    codes: tuple[tuple[str, str], ...]
    source: str
    aside: bool = False

    def band_of(self, value: Decimal) -> Band | None:
        """The band a value of this scale falls into; None where the source names none."""
        return next((band for band in self.bands if band.low <= value <= band.high), None)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A yes-or-no rule over items and scales; only told when everything it reads was answered."""

    id: str
    label: Words
    condition: Expression
    source: str


@dataclass(frozen=True, slots=True)
class Attach:
    """Codes by which a questionnaire somebody else wrote is recognised."""

    system: str
    panel_codes: frozenset[str]
    items: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ScaleSpec:
    """Own id, version and hash; `scales` come in the order they are computed.

    `unscored` names published items no scale reads, with what they take where a source says it.
    """

    id: str
    version: str
    title: Words
    rounding: str
    items: Mapping[str, Item]
    scales: tuple[Scale, ...]
    algorithms: tuple[Algorithm, ...]
    attach: Attach
    canonical: str
    sha256: str
    unscored: Mapping[str, Item | None] = field(default_factory=dict)

    @property
    def answerable(self) -> dict[str, Item]:
        """Every published item whose answers are known: the scored ones, then the others."""
        known = {name: item for name, item in self.unscored.items() if item is not None}
        return {**self.items, **known}

    def items_below(self) -> dict[str, frozenset[str]]:
        """Scale → the items its number comes from, also through other scales; each once."""
        found: dict[str, frozenset[str]] = {}
        for scale in self.scales:
            parts = (found.get(part.name, frozenset({part.name})) for part in scale.parts)
            found[scale.id] = frozenset().union(*parts)
        return found

    def scale(self, scale_id: str) -> Scale:
        """The scale of that id. Raises KeyError."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)
