"""Tables of a spec: raw values to published values, and value sets added up level by level."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from proms.scale_spec.conditions import Expression, ExpressionRefused, parse_expression
from proms.scale_spec.document import gettext_noop
from proms.scale_spec.node import Node
from proms.scale_spec.spec import Item, LevelTable, LookupTable, Part

Table = LookupTable | LevelTable

_MOST_PROFILES = 20_000
_ONE = ("kind", "rows", "valid_for", "source", "notes")


def read_tables(top: Node, items: Mapping[str, Item]) -> dict[str, Table]:
    """All tables of a document by name."""
    read: dict[str, Table] = {}
    for name, value in top.entries("tables"):
        node = Node(value, f"tables.{name}", top.problems)
        if node.choice("kind", ("lookup", "additive_by_level")) == "lookup":
            read[name] = _lookup(node)
        else:
            read[name] = _levels(node, items)
    return read


def level_table(
    node: Node, combine: str, parts: Sequence[Part], tables: Mapping[str, Table]
) -> LevelTable | None:
    """The table of an additive_by_level scale; it must know every level of every item."""
    if (combine == "additive_by_level") != node.has("table"):
        node.trouble(gettext_noop("A table belongs to additive_by_level, and only there."), "table")
    if combine != "additive_by_level" or not node.has("table"):
        return None
    table = tables.get(node.text("table"))
    if not isinstance(table, LevelTable):
        node.trouble(gettext_noop("There is no additive_by_level table of that name."), "table")
        return None
    if set(table.rows) != {part.name for part in parts}:
        node.trouble(gettext_noop("The table and the scale must name the same items."), "table")
    return table


def expression(node: Node, key: str, names: Sequence[str]) -> Expression | None:
    """The expression under a key, or None after noting why it cannot be read."""
    try:
        return parse_expression(node.text(key), names)
    except ExpressionRefused as refused:
        node.trouble(refused.message, key, **refused.params)
        return None


def _lookup(node: Node) -> LookupTable:
    node.only(*_ONE)
    return LookupTable(_rows(node, "rows"), node.text("valid_for"), node.text("source"))


def _rows(node: Node, key: str) -> dict[Decimal, Decimal]:
    rows: dict[Decimal, Decimal] = {}
    for name, value in node.numbers(key).items():
        try:
            rows[Decimal(name)] = value
        except ArithmeticError:
            node.trouble(
                gettext_noop("Rows are named by numbers; “%(name)s” is none."), key, name=name
            )
    if not rows:
        node.trouble(gettext_noop("The table has no rows."), key)
    return rows


def _levels(node: Node, items: Mapping[str, Item]) -> LevelTable:
    node.only(*_ONE, "start", "terms")
    inner = node.needed("rows")
    rows = {name: _rows(inner, name) for name in inner.fields}
    for name, levels in rows.items():
        item = items.get(name)
        if item is None:
            inner.trouble(gettext_noop("There is no item “%(name)s”."), name, name=name)
        elif set(levels) != {item.weighed(weight) for weight in item.values.values()}:
            inner.trouble(
                gettext_noop("The levels here and the weights of the item must be the same."), name
            )
    if math.prod(len(levels) for levels in rows.values()) > _MOST_PROFILES:
        inner.trouble(gettext_noop("This table has too many combinations to check its range."))
        rows = {}
    terms: list[tuple[Decimal, Expression]] = []
    for term in node.children("terms"):
        term.only("of", "times")
        if of := expression(term, "of", tuple(rows)):
            terms.append((term.number("times"), of))
    start = node.number("start", Decimal(0))
    return LevelTable(start, rows, tuple(terms), node.text("valid_for"), node.text("source"))
