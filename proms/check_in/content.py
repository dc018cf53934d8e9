"""What a check-in of one's own is made of. Names given once stay: answers point at them for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any, Literal, TypeVar

from questionnaires.plain import from_plain

Words = Mapping[str, str]
"""Language → words; a language without words is left out."""
Kind = Literal["choice", "rating", "text"]
Combine = Literal["sum", "mean"]
Missing = Literal["all", "half"]
Direction = Literal["higher_better", "higher_worse"]
Whole = TypeVar("Whole", "Question", "Scale")

MOST_QUESTIONS = 40
MEAN_DIGITS = 1


@dataclass(frozen=True)
class Answer:
    """One answer to choose. `counts` is a whole number as text; empty: it counts as no answer."""

    code: str
    words: Words
    counts: str = ""


@dataclass(frozen=True)
class Question:
    """One question. A rating goes from `low` to `high` in steps of one.

    With `only_if` it is asked only after an answer to that earlier question counting `at_least`.
    `out`: taken out, kept so that it can be put back.
    """

    name: str
    kind: Kind
    words: Words
    help: Words = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    low: int = 0
    high: int = 10
    low_words: Words = field(default_factory=dict)
    high_words: Words = field(default_factory=dict)
    only_if: str = ""
    at_least: int = 1
    out: bool = False

    @property
    def counts(self) -> list[int]:
        """What its answers can count; nothing for words."""
        if self.kind == "rating":
            return [self.low, self.high]
        return [int(answer.counts) for answer in self.answers if answer.counts]


@dataclass(frozen=True)
class Band:
    """A word for a stretch of a scale: from this value up to the next band."""

    begins: str
    words: Words


@dataclass(frozen=True)
class Scale:
    """A number made of some questions: their sum or mean, in one direction.

    `about`: a sentence for whoever reads her own course; it changes no number and no rule.
    """

    name: str
    words: Words
    of: tuple[str, ...] = ()
    combine: Combine = "sum"
    missing: Missing = "all"
    direction: Direction = "higher_worse"
    bands: tuple[Band, ...] = ()
    about: Words = field(default_factory=dict)
    out: bool = False

    @property
    def digits(self) -> int:
        """Places after the point."""
        return MEAN_DIGITS if self.combine == "mean" else 0

    @property
    def step(self) -> Decimal:
        """From one value to the next."""
        return Decimal(1).scaleb(-self.digits)


@dataclass(frozen=True)
class Content:
    """The whole check-in. `given` counts names given out, so that none is given twice."""

    title: Words = field(default_factory=dict)
    about: Words = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    scales: tuple[Scale, ...] = ()
    given: int = 0

    @property
    def asked(self) -> tuple[Question, ...]:
        """Questions that are in."""
        return tuple(one for one in self.questions if not one.out)

    @property
    def computed(self) -> tuple[Scale, ...]:
        """Scales that are in."""
        return tuple(one for one in self.scales if not one.out)

    def question(self, name: str) -> Question | None:
        """The question of this name, taken out or not."""
        return next((one for one in self.questions if one.name == name), None)

    def scale(self, name: str) -> Scale | None:
        """The scale of this name."""
        return next((one for one in self.scales if one.name == name), None)

    def with_question(self, question: Question) -> Content:
        """With this question in its place, or at the end when it is new (named by `new_name`)."""
        return replace(self, questions=_put(self.questions, question), given=self._after(question))

    def with_scale(self, scale: Scale) -> Content:
        """The same for a scale."""
        return replace(self, scales=_put(self.scales, scale), given=self._after(scale))

    def new_name(self, letter: str) -> str:
        """A name nothing has or had."""
        return f"{letter}{self.given + 1}"

    def moved_up(self, name: str) -> Content:
        """With this question before the one asked before it."""
        order = list(self.questions)
        at = next((n for n, one in enumerate(order) if one.name == name), None)
        before = [n for n in range(at or 0) if not order[n].out]
        if at is None or not before:
            return self
        order.insert(before[-1], order.pop(at))
        return replace(self, questions=tuple(order))

    def reach(self, scale: Scale) -> tuple[Decimal, Decimal]:
        """The lowest and highest value answers lead to. Raises ValueError without any."""
        counts = [self.question(name) for name in scale.of]
        ends = [(min(one.counts), max(one.counts)) for one in counts if one and one.counts]
        if not ends:
            raise ValueError(scale.name)
        low, high = (Decimal(sum(side)) for side in zip(*ends, strict=True))
        if scale.combine == "mean":
            low, high = (
                (end / len(ends)).quantize(scale.step, ROUND_HALF_UP) for end in (low, high)
            )
        return low, high

    def _after(self, one: Question | Scale) -> int:
        return max(self.given, int(one.name[1:]))


def read_content(stored: Any) -> Content:
    """From plain JSON. Raises ValueError for what is no check-in."""
    found, flaws = from_plain(Content, stored)
    if found is None:
        raise ValueError(f"{flaws[0].path}: {flaws[0].message}")
    return found


def _put(every: Iterable[Whole], one: Whole) -> tuple[Whole, ...]:
    if any(each.name == one.name for each in every):
        return tuple(one if each.name == one.name else each for each in every)
    return tuple(chain(every, [one]))
