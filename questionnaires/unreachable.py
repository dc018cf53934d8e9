"""Questions that can never show, however somebody answers: told to whoever puts the form in use.

Only what is certain is told: an answer nobody can choose, a number beyond its question's ends, and
what waits for such a question. A rule that is not understood here counts as one that can hold.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from questionnaires.definition import NUMBERS, Definition, Item
from questionnaires.expressions import (
    AllOf,
    Answered,
    AnyOf,
    Compare,
    Expression,
    Sign,
    number,
)
from questionnaires.operands import Answer, Constant
from questionnaires.outline import outline

Why = Literal["answer", "number", "unseen"]
MIRRORED: dict[Sign, Sign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class NeverShown:
    """What never shows, the question its rule waits for, and why that never comes about.

    `answer`: nobody can choose it there. `number`: it lies beyond the ends of that question.
    `unseen`: that question never shows itself.
    """

    link_id: str
    waits_for: str
    why: Why


def never_shown(definition: Definition) -> list[NeverShown]:
    """In the order of the form. The definition must be free of loops."""
    found: dict[str, NeverShown] = {}
    unseen: set[str] = set()
    facts = outline(definition)
    for link_id in facts.order:
        item, around = definition.by_link_id[link_id], facts.parent[link_id]
        stuck = _stuck(item.show_if, definition, unseen) if item.show_if is not None else None
        if stuck is not None:
            found[link_id] = NeverShown(link_id, *stuck)
        if stuck is not None or (around is not None and around.link_id in unseen):
            unseen.add(link_id)
    return [found[item.link_id] for item in definition.walk() if item.link_id in found]


def _stuck(
    rule: Expression, definition: Definition, unseen: Collection[str]
) -> tuple[str, Why] | None:
    """The question it waits for in vain, or None when it may hold."""
    match rule:
        case AllOf(parts):
            return next(filter(None, (_stuck(one, definition, unseen) for one in parts)), None)
        case AnyOf(parts) if parts:
            all_stuck = [_stuck(one, definition, unseen) for one in parts]
            return all_stuck[0] if all(all_stuck) else None
        case Answered(link_id):
            return (link_id, "unseen") if link_id in unseen else None
        case Compare(sign, kind, Answer(link_id), Constant(value)):
            return _compared(sign, kind, link_id, value, definition, unseen)
        case Compare(sign, kind, Constant(value), Answer(link_id)):
            turned = MIRRORED.get(sign, sign)
            return _compared(turned, kind, link_id, value, definition, unseen)
    return None


def _compared(
    sign: Sign,
    kind: str,
    link_id: str,
    value: str,
    definition: Definition,
    unseen: Collection[str],
) -> tuple[str, Why] | None:
    item = definition.by_link_id[link_id]
    if kind == "loose" and (not value or sign not in ("=", ">", ">=")):
        return None  # there a blank is a text too, and may be what the rule waits for
    if link_id in unseen:
        return link_id, "unseen"
    if item.type == "choice" and kind in ("code", "loose") and sign == "=":
        return None if _can_choose(item, value) else (link_id, "answer")
    wanted = number(value)
    if item.type in NUMBERS and wanted is not None and value not in item.missing_reasons:
        return (link_id, "number") if _beyond(item, sign, wanted) else None
    return None


def _can_choose(item: Item, value: str) -> bool:
    if not item.options or value in item.missing_reasons:
        return True
    wanted = number(value)
    return any(
        option.code == value or (wanted is not None and number(option.code) == wanted)
        for option in item.options
    )


def _beyond(item: Item, sign: Sign, wanted: Decimal) -> bool:
    low, high = number(item.min_value), number(item.max_value)
    match sign:
        case "=":
            broken = item.type == "integer" and wanted != wanted.to_integral_value()
            outside = (low is not None and wanted < low) or (high is not None and wanted > high)
            return broken or outside
        case ">":
            return high is not None and wanted >= high
        case ">=":
            return high is not None and wanted > high
        case "<":
            return low is not None and wanted <= low
        case "<=":
            return low is not None and wanted < low
    return False
