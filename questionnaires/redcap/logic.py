"""Branching and calculations laid over a definition; what cannot be run is kept and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Definition, Item
from questionnaires.expressions import MAX_DEPTH, MAX_NODES, Expression, depth, size
from questionnaires.fhir.report import Notebook
from questionnaires.operands import Call, Operand, levels_of, operands_of, questions_in
from questionnaires.outline import arrange, dependencies
from questionnaires.redcap.field import Field
from questionnaires.redcap.grammar import Unreadable, as_condition, elsewhere, read_operand
from questionnaires.redcap.items import place

MAX_LEVELS = 30  # of a condition that is stored
ROUNDING = ("round", "roundup", "rounddown")


def with_logic(definition: Definition, fields: Mapping[str, Field], book: Notebook) -> Definition:
    """The definition with its rules, free of loops."""
    known = {item.link_id for item in definition.walk() if item.is_question}
    rules: dict[str, Expression] = {}
    for item in definition.walk():
        source = fields.get(item.link_id)
        if source is None:
            continue
        if source.cell("branching"):
            rule = _rule(source, known, book)
            if rule is not None:
                rules[item.link_id] = rule
        if item.calculated is not None:
            _tell_of_formula(source, known, book)
    return _without_loops(_ruled(definition, rules), fields, book)


def _rule(source: Field, known: set[str], book: Notebook) -> Expression | None:
    at = place(source, "branching")
    operand = _read(source.cell("branching"), at, known, book)
    if operand is None:
        book.note("kept", at, _("So this field always shows."))
        return None
    rule = as_condition(operand)
    if depth(rule) > MAX_DEPTH or size(rule) > MAX_NODES or levels_of(operand) > MAX_LEVELS:
        book.note("kept", at, _("The rule is too long to be run. So this field always shows."))
        return None
    return rule


def _tell_of_formula(source: Field, known: set[str], book: Notebook) -> None:
    at = place(source, "choices")
    if _read(source.cell("choices"), at, known, book) is None:
        book.note("kept", at, _("So this field stays blank."))


def _read(text: str, at: str, known: set[str], book: Notebook) -> Operand | None:
    try:
        operand = read_operand(text)
    except Unreadable as error:
        book.note("kept", at, _("The rule cannot be run: %(why)s"), why=error.message)
        return None
    names = questions_in(operand)
    for name in names:
        if elsewhere(name):
            words = _("It looks at another visit or repeat, %(name)s, which is not done here.")
            book.note("kept", at, words, name=name)
        elif name not in known:
            book.note("kept", at, _("There is no field %(name)s."), name=name)
    for part in operands_of(operand):
        if isinstance(part, Call) and part.name in ROUNDING and len(part.of) == 1:
            words = _("%(name)s without a number of digits rounds to whole numbers.")
            book.note("changed", at, words, name=part.name)
    return None if any(elsewhere(name) or name not in known for name in names) else operand


def _ruled(definition: Definition, rules: Mapping[str, Expression]) -> Definition:
    def laid(item: Item) -> Item:
        inner = tuple(laid(child) for child in item.items)
        return replace(item, items=inner, show_if=rules.get(item.link_id))

    return replace(definition, items=tuple(laid(item) for item in definition.items))


def _without_loops(
    definition: Definition, fields: Mapping[str, Field], book: Notebook
) -> Definition:
    """Fields that wait for each other always show; formulas in a circle stay blank."""
    while loop := arrange(dependencies(definition))[1]:
        for name in loop:
            if name not in fields:
                continue
            words = _("It waits for itself by way of %(loop)s. The rule is kept and not run.")
            column = "choices" if fields[name].type == "calc" else "branching"
            around = " → ".join([*loop[:10], loop[0]])
            book.note("kept", place(fields[name], column), words, loop=around)
        definition = _freed(definition, set(loop))
    return definition


def _freed(definition: Definition, names: set[str]) -> Definition:
    def freed(item: Item) -> Item:
        inner = tuple(freed(child) for child in item.items)
        if item.link_id not in names:
            return replace(item, items=inner)
        formula = item.calculated and replace(item.calculated, language="text/x-redcap-kept")
        return replace(item, items=inner, show_if=None, calculated=formula)

    return replace(definition, items=tuple(freed(item) for item in definition.items))
