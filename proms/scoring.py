"""Answers become scores by a scale spec alone, in decimals, with the working kept to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import TypeVar

from proms.scale_plan import (
    NOT_SCORABLE,
    OK,
    PRORATED,
    Plan,
    ScaleScore,
    State,
    Step,
    Weights,
    Working,
)
from proms.scale_spec.document import FARTHEST, plain
from proms.scale_spec.rounding import CONTEXT
from proms.scale_spec.spec import Item, ScaleSpec

__all__ = [
    "NOT_SCORABLE",
    "OK",
    "PRORATED",
    "AnswerRefused",
    "ScaleScore",
    "Scorer",
    "Scores",
    "Source",
    "State",
    "Step",
    "Working",
]

Meaning = TypeVar("Meaning")

_BOOLEANS = {True: "true", False: "false"}


class AnswerRefused(ValueError):
    """The spec has no weight for an answer, and a guess would be a wrong score.

    The message names the item, never the answer: messages end in logs.
    """

    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(f"The spec has no weight for an answer to item {item}.")


@dataclass(frozen=True, slots=True)
class Scores:
    """All scales of one response, and by which spec they were computed.

    `algorithms` holds None where something the rule reads was not answered.
    """

    spec_id: str
    spec_version: str
    spec_sha256: str
    scales: Mapping[str, ScaleScore]
    algorithms: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a questionnaire keeps the answer to an item, and its option codes → the spec's codes.

    Weights stay in the spec; without `codes` the questionnaire uses the spec's own.
    """

    link_id: str
    codes: Mapping[str, str] = field(default_factory=dict)


Sources = Mapping[str, Source]
Answers = Mapping[str, object]
Reading = Callable[[Answers], tuple[object, Decimal | None]]


class Scorer:
    """A spec prepared for one questionnaire version: build it once, score many responses."""

    def __init__(self, spec: ScaleSpec, sources: Sources | None = None) -> None:
        """Without `sources` linkIds and codes are the spec's own. Raises KeyError for an item
        the sources leave out, unless it is optional."""
        self.spec = spec
        placed = sources or {name: Source(name) for name in spec.items}
        self.sources = placed
        here = {name: i for name, i in spec.items.items() if name in placed or not i.optional}
        self._absent = dict.fromkeys(spec.items.keys() - here.keys())
        self._readings = [(name, _reading(item, placed[name])) for name, item in here.items()]
        self._follows = [
            (name, _own_codes(item.follow, placed[name]))
            for name, item in here.items()
            if item.follow
        ]
        below = spec.items_below()
        self._plans = [Plan(scale, spec.rounding, below[scale.id]) for scale in spec.scales]

    def score(self, answers: Answers) -> Scores:
        """Score one response: linkId → option code, number, or nothing.

        Raises AnswerRefused when an answer has no weight in the spec.
        """
        with localcontext(CONTEXT):
            given: dict[str, object] = {}
            weights: Weights = {**self._absent}
            for name, read in self._readings:
                given[name], weights[name] = read(answers)
            for name, targets in self._follows:
                answer = given[name]
                if isinstance(answer, str) and answer in targets:
                    followed = weights[targets[answer]]
                    weights[name] = weights[name] if followed is None else followed
            scores: dict[str, ScaleScore] = {}
            for plan in self._plans:
                score = plan.score(given, weights, scores)
                scores[score.scale] = score
                weights[score.scale] = score.value
            return Scores(
                self.spec.id, self.spec.version, self.spec.sha256, scores, self._claims(weights)
            )

    def _claims(self, weights: Weights) -> dict[str, bool | None]:
        if not self.spec.algorithms:
            return {}
        known = {name: weight for name, weight in weights.items() if weight is not None}
        return {
            rule.id: bool(rule.condition.evaluate(known))
            if rule.condition.names <= known.keys()
            else None
            for rule in self.spec.algorithms
        }


def _own_codes(meanings: Mapping[str, Meaning], source: Source) -> Mapping[str, Meaning]:
    """What the questionnaire's option codes mean, told by what the spec's codes mean."""
    if not source.codes:
        return meanings
    return {own: meanings[code] for own, code in source.codes.items() if code in meanings}


def _reading(item: Item, source: Source) -> Reading:
    link_id = source.link_id
    meanings: dict[str, Decimal | None] = {
        code: item.weighed(weight) for code, weight in item.values.items()
    }
    meanings.update(dict.fromkeys({*item.missing_codes, *item.follow} - item.values.keys()))
    if item.takes_numbers:
        meanings.update((code, item.weighed(Decimal(code))) for code in source.codes.values())
    weighed = _own_codes(meanings, source)

    def read(answers: Answers) -> tuple[object, Decimal | None]:
        answer = answers.get(link_id)
        if answer is None or answer == "":
            return None, None
        code = _BOOLEANS.get(answer) if isinstance(answer, bool) else answer
        if not isinstance(code, str):
            return answer, _number_weight(item, meanings, answer)
        if code not in weighed:
            raise AnswerRefused(item.id)
        return code, weighed[code]

    return read


def _number_weight(
    item: Item, meanings: Mapping[str, Decimal | None], answer: object
) -> Decimal | None:
    if not isinstance(answer, (int, float, Decimal)):
        raise AnswerRefused(item.id)
    number = Decimal(str(answer)) if isinstance(answer, float) else Decimal(answer)
    if not number.is_finite() or abs(number.adjusted()) > FARTHEST:
        raise AnswerRefused(item.id)
    code = plain(number)
    if code in meanings:
        return meanings[code]
    weight = item.weighed(number)
    if not item.takes_numbers or not item.low <= weight <= item.high:
        raise AnswerRefused(item.id)
    return weight
