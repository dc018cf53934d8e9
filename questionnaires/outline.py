"""How the items of a definition hang together: parents, rows, and an order to decide who shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.calculations import formula_of
from questionnaires.definition import Definition, Item
from questionnaires.expressions import references
from questionnaires.operands import questions_in


@dataclass(frozen=True)
class Outline:
    """Facts about a definition that every answer needs, worked out once.

    `rows`: the repeating groups an item lies in, outermost first. `concealed`: what nobody sees,
    because it or something around it is hidden or calculated. `unasked`: that, and what may be
    read but not answered. `order`: linkIds such that everything an item depends on comes first.
    """

    parent: Mapping[str, Item | None]
    rows: Mapping[str, tuple[str, ...]]
    concealed: frozenset[str]
    unasked: frozenset[str]
    order: tuple[str, ...]


def outline(definition: Definition) -> Outline:
    """The outline, kept with the definition. The definition must be free of loops."""
    kept: Outline | None = definition.__dict__.get("_outline")
    if kept is None:
        kept = definition.__dict__["_outline"] = _worked_out(definition)
    return kept


def asked_questions(definition: Definition) -> frozenset[str]:
    """linkIds of what a person is asked: questions, hidden, fixed and calculated ones left out."""
    unasked = outline(definition).unasked
    return frozenset(
        item.link_id
        for item in definition.walk()
        if item.is_question and item.link_id not in unasked
    )


def asked_of_everybody(definition: Definition) -> frozenset[str]:
    """The questions among them that hang on no answer: how long the form is to begin with."""
    facts = outline(definition)
    return frozenset(
        link_id
        for link_id in asked_questions(definition)
        if not _hangs_on_answer(link_id, facts, definition)
    )


def _hangs_on_answer(link_id: str, facts: Outline, definition: Definition) -> bool:
    item: Item | None = definition.by_link_id[link_id]
    while item is not None and item.show_if is None:
        item = facts.parent[item.link_id]
    return item is not None


def dependencies(definition: Definition) -> dict[str, list[str]]:
    """linkId → what decides whether it shows or what it comes to: its parent, its rule, its formula."""
    found: dict[str, list[str]] = {item.link_id: [] for item in definition.walk()}
    for item in definition.walk():
        for child in item.items:
            found[child.link_id].append(item.link_id)
        looks_at = references(item.show_if) if item.show_if is not None else []
        formula = formula_of(item)
        looks_at += questions_in(formula) if formula is not None else []
        found[item.link_id] += [name for name in looks_at if name in found]
    return found


def arrange(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    """An order in which everything comes after what it needs, and the first loop met, if any.

    Without recursion: a chain of two thousand questions is as good as two.
    """
    order: list[str] = []
    done: set[str] = set()
    for start in needs:
        path: dict[str, int] = {}  # the walk from `start` down, with the next need to look at
        stack = [] if start in done else [start]
        while stack:
            name = stack[-1]
            place = path.setdefault(name, 0)
            if place < len(needs[name]):
                path[name] = place + 1
                need = needs[name][place]
                if need in path:
                    return order, stack[stack.index(need) :]
                if need not in done:
                    stack.append(need)
            else:
                order.append(name)
                done.add(name)
                stack.pop()
                del path[name]
    return order, []


def _worked_out(definition: Definition) -> Outline:
    parent: dict[str, Item | None] = {item.link_id: None for item in definition.items}
    rows: dict[str, tuple[str, ...]] = {item.link_id: () for item in definition.items}
    concealed: set[str] = set()
    unasked: set[str] = set()
    for item in definition.walk():
        around = parent[item.link_id]
        if item.hidden or item.calculated or (around and around.link_id in concealed):
            concealed.add(item.link_id)
        in_fixed_group = around and around.type == "group" and around.link_id in unasked
        if item.link_id in concealed or item.read_only or in_fixed_group:
            unasked.add(item.link_id)
        inner = rows[item.link_id] + ((item.link_id,) if item.is_rows else ())
        for child in item.items:
            parent[child.link_id], rows[child.link_id] = item, inner
    order, loop = arrange(dependencies(definition))
    if loop:
        raise ValueError("The definition has a loop; it was not checked.")
    return Outline(parent, rows, frozenset(concealed), frozenset(unasked), tuple(order))
