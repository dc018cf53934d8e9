"""Forms for the shipped scale specs without anybody's wording, and complete sets of answers to them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from proms.scale_spec import ScaleSpec
from proms.shipped import check_in_questionnaires
from questionnaires.definition import Definition, Item
from questionnaires.outline import outline
from questionnaires.visibility import shown
from tests.questionnaires.forms import (
    choice,
    coding,
    control,
    extension,
    question,
    questionnaire,
    weight,
)

Pick = Callable[[list[Any]], Any]


def form_for(spec: ScaleSpec) -> dict[str, Any]:
    """The check-in itself, or a form of neutral questions whose codes the spec knows."""
    own = check_in_questionnaires()
    return own[spec.id] if spec.id in own else questionnaire(*map(_asked, spec.items.values()))


def _asked(item: Any) -> dict[str, Any]:
    if item.takes_numbers:
        ends = (("minValue", item.low), ("maxValue", item.high))
        bounds = [extension(name, "Integer", int(value)) for name, value in ends]
        return question(item.id, "integer", extension=[control("slider"), *bounds])
    options = [
        coding(code, f"Answer {code}", extension=[weight(float(value))])
        for code, value in item.values.items()
    ]
    return {**choice(item.id), "answerOption": options}


def lowest(values: list[Any]) -> Any:
    return values[0]


def highest(values: list[Any]) -> Any:
    return values[-1]


def any_of(random: Random) -> Pick:
    return random.choice


def complete(definition: Definition, spec: ScaleSpec, pick: Pick) -> dict[str, Any]:
    """An answer to everything that shows; `pick` chooses from the values, least weight first."""
    answers: dict[str, Any] = {}
    for link_id in outline(definition).order:
        item = definition.by_link_id[link_id]
        fixed = link_id in outline(definition).unasked
        if item.is_question and not fixed and link_id in shown(definition, answers):
            answers[link_id] = pick(_values(item, spec))
    return answers


def _values(item: Item, spec: ScaleSpec) -> list[Any]:
    if item.type == "boolean":
        return [True]  # so that what hangs on it shows in every set: equally complete
    if item.type in ("integer", "decimal"):
        return list(range(int(item.min_value), int(item.max_value) + 1))
    if item.options:
        weights = spec.items[item.link_id].values if item.link_id in spec.items else {}
        codes = [o.code for o in item.options if not weights or o.code in weights]
        return sorted(codes, key=lambda code: (weights.get(code, 0), code))
    return ["I am well", "It is hard"]
