"""Which items show, given the answers; an answer that does not show counts for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.calculations import formula_of
from questionnaires.definition import Definition, Item
from questionnaires.expressions import holds
from questionnaires.loose_values import CannotCompute, kept, written
from questionnaires.messages import Message
from questionnaires.operands import value_of
from questionnaires.outline import Outline, outline

Rows = tuple[int, ...]  # the row in each repeating group around an item, outermost first
Place = tuple[str, Rows]  # one item in one row; () outside repeating groups


@dataclass(frozen=True)
class Shown:
    """Where items stand on the page. `enabled` has in it what is hidden but would apply.

    `worked_out`: what calculations come to, as text, the blank ones left out; `failed`: why one
    came to nothing.
    """

    enabled: frozenset[Place]
    places: frozenset[Place]
    worked_out: Mapping[Place, str] = field(default_factory=dict, hash=False)
    failed: Mapping[Place, Message] = field(default_factory=dict, hash=False)

    def __contains__(self, place: Place | str) -> bool:
        return ((place, ()) if isinstance(place, str) else place) in self.places


def shown(definition: Definition, answers: Mapping[str, Any]) -> Shown:
    """What shows for these answers (in their stored form). One pass, in order of dependence."""
    facts = outline(definition)
    values = spread(definition.items, answers)
    enabled: set[Place] = set()
    worked_out: dict[Place, str] = {}
    failed: dict[Place, Message] = {}
    for link_id in facts.order:
        item = definition.by_link_id[link_id]
        around = facts.parent[link_id]
        depth = len(facts.rows[around.link_id]) if around else 0
        for rows in row_places(facts.rows[link_id], values):
            if around and (around.link_id, rows[:depth]) not in enabled:
                continue
            read = _Reader(definition, facts, values, enabled, worked_out, item, rows)
            if item.show_if is None or holds(item.show_if, read):
                enabled.add((link_id, rows))
                _work_out(item, read, worked_out, failed)
    places = frozenset(place for place in enabled if place[0] not in facts.concealed)
    return Shown(frozenset(enabled), places, worked_out, failed)


def _work_out(
    item: Item, read: _Reader, worked_out: dict[Place, str], failed: dict[Place, Message]
) -> None:
    formula = formula_of(item)
    if formula is None:
        return
    try:
        found = written(kept(value_of(formula, read)))
    except CannotCompute as error:
        failed[item.link_id, read.rows] = error.message
    else:
        if found:
            worked_out[item.link_id, read.rows] = found


def everything(definition: Definition) -> Shown:
    """As if every rule let its item show, for whoever reads a form before anybody answers it."""
    facts = outline(definition)
    places: list[Place] = [
        (item.link_id, ())
        for item in definition.walk()
        if item.link_id not in facts.concealed and not facts.rows[item.link_id]
    ]
    return Shown(frozenset(places), frozenset(places))


def spread(items: Sequence[Item], answers: Mapping[str, Any], rows: Rows = ()) -> dict[Place, Any]:
    """Answers by place. A repeating group stands with its list of rows at its own place."""
    found: dict[Place, Any] = {}
    stack = [(item, answers, rows) for item in items]
    while stack:
        item, given, at = stack.pop()
        if item.link_id in given:
            found[item.link_id, at] = given[item.link_id]
        if item.is_rows:
            for number, row in enumerate(given.get(item.link_id) or ()):
                stack += [(child, row, (*at, number)) for child in item.items]
        else:
            stack += [(child, given, at) for child in item.items]
    return found


def row_places(groups: Sequence[str], values: Mapping[Place, Any], within: Rows = ()) -> list[Rows]:
    """Every combination of rows that exists in these groups, those given by `within` taken as is."""
    places: list[Rows] = [within]
    for group in groups[len(within) :]:
        places = [
            (*at, number) for at in places for number in range(len(values.get((group, at)) or ()))
        ]
    return places


@dataclass(frozen=True)
class _Reader:
    """Reads what a rule looks at from where its item stands: the same row first, then all rows."""

    definition: Definition
    facts: Outline
    values: Mapping[Place, Any]
    enabled: set[Place]
    worked_out: Mapping[Place, str]
    item: Item
    rows: Rows

    def __call__(self, link_id: str) -> Sequence[Any]:
        target = self.definition.by_link_id.get(link_id)
        if target is None:
            return ()
        theirs = self.facts.rows[link_id]
        own = self.facts.rows[self.item.link_id]
        shared = 0
        while shared < min(len(theirs), len(own)) and theirs[shared] == own[shared]:
            shared += 1
        found: list[Any] = []
        for at in row_places(theirs, self.values, self.rows[:shared]):
            if (link_id, at) in self.enabled:
                found += self._at(target, (link_id, at))
        return found

    def _at(self, target: Item, place: Place) -> Sequence[Any]:
        if target.calculated:
            value: Any = self.worked_out.get(place)
        elif target.link_id in self.facts.unasked and target.initial is not None:
            value = target.initial
        else:
            value = self.values.get(place)
        if value is None:
            return ()
        return value if isinstance(value, list) else (value,)
