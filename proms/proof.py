"""What a fitted rule makes of example answers, so that a person can see whether it is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from proms.scale_spec import ScaleSpec
from proms.scale_spec.document import plain
from proms.scale_spec.spec import Band, Item, Scale
from proms.scoring import Scorer, Source

Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer of an example: the item, where it is asked, the option's code, what it counts."""

    item: str
    link_id: str
    answer: str
    counts: str


@dataclass(frozen=True, slots=True)
class Result:
    """One scale of an example."""

    scale: Scale
    value: str
    band: Band | None


@dataclass(frozen=True, slots=True)
class Example:
    """One complete set of answers: `kind` is lowest, middle or highest."""

    kind: str
    answers: tuple[Counted, ...]
    results: tuple[Result, ...]


def examples(spec: ScaleSpec, sources: Sources) -> list[Example]:
    """Every answer counting least, one in the middle, every answer counting most."""
    scorer = Scorer(spec, sources)
    return [_example(spec, sources, scorer, kind) for kind in ("lowest", "middle", "highest")]


def answers_of_examples(spec: ScaleSpec, sources: Sources) -> list[tuple[str, dict[str, Any]]]:
    """The answers of each example alone, as a person would give them."""
    made = examples(spec, sources)
    return [
        (one.kind, _as_given(spec, sources, {c.link_id: c.answer for c in one.answers}))
        for one in made
    ]


def _example(spec: ScaleSpec, sources: Sources, scorer: Scorer, kind: str) -> Example:
    answers: dict[str, Any] = {}
    counted: list[Counted] = []
    for name, source in sources.items():
        ranked = _ranked(spec.items[name], source)
        answer, weight = ranked[{"lowest": 0, "middle": len(ranked) // 2, "highest": -1}[kind]]
        answers[source.link_id] = answer
        counted.append(Counted(name, source.link_id, answer, plain(weight)))
    scores = scorer.score(_as_given(spec, sources, answers)).scales
    shown = (scale for scale in spec.scales if not scale.aside)
    results = tuple(_result(scale, scores[scale.id].value) for scale in shown)
    return Example(kind, tuple(counted), results)


def _result(scale: Scale, value: Decimal | None) -> Result:
    if value is None:
        return Result(scale, "–", None)
    return Result(scale, plain(value), scale.band_of(value))


def _ranked(item: Item, source: Source) -> Sequence[tuple[str, Decimal]]:
    """Its answers with what they count, least first."""
    if item.takes_numbers and not source.codes:
        middle = (item.low + item.high) // 2
        return [(plain(item.weighed(n)), n) for n in (item.low, middle, item.high)]
    own = source.codes or {code: code for code in item.values}
    pairs = [
        (code, item.weighed(Decimal(ours) if item.takes_numbers else item.values[ours]))
        for code, ours in own.items()
        if item.takes_numbers or ours in item.values
    ]
    return sorted(pairs, key=lambda pair: pair[1])


def _as_given(spec: ScaleSpec, sources: Sources, answers: Mapping[str, str]) -> dict[str, Any]:
    """Numbers where a question takes numbers."""
    numeric = {
        source.link_id
        for name, source in sources.items()
        if spec.items[name].takes_numbers and not source.codes
    }
    return {link: Decimal(text) if link in numeric else text for link, text in answers.items()}
