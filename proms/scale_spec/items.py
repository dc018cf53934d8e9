"""Items of a spec: which option code weighs what, and which codes mean “no answer”."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any

from proms.scale_spec.conditions import KEYWORDS
from proms.scale_spec.document import gettext_noop, plain
from proms.scale_spec.node import Node
from proms.scale_spec.spec import Item

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def read_items(top: Node) -> dict[str, Item]:
    """All items of a document by name, in their order."""
    sets = dict(top.entries("value_sets"))
    items: dict[str, Item] = {}
    for name, value in top.entries("items"):
        node = Node(value, f"items.{name}", top.problems)
        check_name(node, name, items)
        items[name] = _item(node, name, sets)
    for item in items.values():
        _check_codes(item, items, top)
    return items


def read_unscored(top: Node, items: Mapping[str, Item]) -> dict[str, Item | None]:
    """Items no scale reads: a list of names, or name → what it takes and where that was read.

    `{}` names an item whose answers no source tells; whatever is given there is passed over.
    """
    given = top.fields.get("unscored")
    if not isinstance(given, dict):
        for name in top.names("unscored"):
            check_name(top, name, items)
        return dict.fromkeys(top.names("unscored"))
    sets, found = dict(top.entries("value_sets")), dict[str, Item | None]()
    for name, value in given.items():
        node = Node(value, f"unscored.{name}", top.problems)
        check_name(node, name, items)
        node.only("values", "number", "source")
        found[name] = None
        if node.fields:
            node.text("source")
            values = _values(node, sets)
            low, high = _weight_range(node, values)
            found[name] = Item(name, values, low, high, None, frozenset(), {})
    return found


def check_name(node: Node, name: str, taken: Container[str]) -> None:
    """A name must be usable in expressions and mean one thing only."""
    if not _NAME.fullmatch(name) or name in KEYWORDS:
        node.trouble(
            gettext_noop("A name starts with a letter and has only letters, digits and _.")
        )
    elif name in taken:
        node.trouble(gettext_noop("“%(name)s” is the name of something else already."), name=name)


def _item(node: Node, name: str, sets: Mapping[str, Any]) -> Item:
    node.only(
        "values", "number", "reverse", "recode", "missing_codes", "follow", "optional", "notes"
    )
    values = _values(node, sets)
    low, high = _weight_range(node, values)
    reverse: Decimal | None = None
    if ends := node.child("reverse"):
        ends.only("min", "max")
        first, last = ends.number("min"), ends.number("max")
        reverse = first + last
        if low < first or high > last:
            ends.trouble(gettext_noop("A weight lies outside the two ends it is reversed in."))
        low, high = reverse - high, reverse - low
    recode = _recode(node, values)
    if recode:
        low, high = min(recode.values()), max(recode.values())
    return Item(
        id=name,
        values=values,
        low=low,
        high=high,
        reverse=reverse,
        missing_codes=frozenset(node.names("missing_codes")),
        follow={code: str(target) for code, target in node.entries("follow")},
        recode=recode,
        optional=node.flag("optional"),
    )


def _recode(node: Node, values: Mapping[str, Decimal]) -> dict[Decimal, Decimal]:
    inner = node.child("recode")
    if inner is None:
        return {}
    inner.only("linear", "rows")
    if not values or node.has("reverse") or len(inner.fields) != 1:
        inner.trouble(
            gettext_noop("Recode goes with values, without reverse: either linear or rows.")
        )
        return {}
    if line := inner.child("linear"):
        line.only("from", "to")
        (start, end), (low, high) = line.pair("from"), line.pair("to")
        if start == end:
            line.trouble(gettext_noop("The two ends must differ."))
            return {}
        return {w: low + (w - start) * (high - low) / (end - start) for w in values.values()}
    weights = {plain(weight): weight for weight in values.values()}
    given = inner.numbers("rows")
    if set(given) != set(weights):
        inner.trouble(
            gettext_noop("The rows and the weights of the item must be the same."), "rows"
        )
        return {}
    return {weights[name]: weight for name, weight in given.items()}


def _values(node: Node, sets: Mapping[str, Any]) -> dict[str, Decimal]:
    named = node.fields.get("values")
    if not isinstance(named, str):
        return node.numbers("values")
    if named not in sets:
        node.trouble(gettext_noop("There is no value set “%(name)s”."), "values", name=named)
        return {}
    shared = Node(sets[named], f"value_sets.{named}", node.problems)
    return {code: shared.as_number(value, code) for code, value in shared.fields.items()}


def _weight_range(node: Node, values: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    number = node.child("number")
    if (number is None) == (not values):
        node.trouble(gettext_noop("Give either values (code: weight) or number (min and max)."))
        return Decimal(0), Decimal(0)
    if number is None:
        return min(values.values()), max(values.values())
    number.only("min", "max")
    low, high = number.number("min"), number.number("max")
    if low >= high:
        number.trouble(gettext_noop("The smallest number must be below the largest."))
    return low, high


def _check_codes(item: Item, items: Mapping[str, Item], top: Node) -> None:
    path = f"items.{item.id}"
    for target in item.follow.values():
        if target not in items:
            top.trouble(gettext_noop("There is no item “%(name)s”."), f"{path}.follow", name=target)
        elif items[target].follow or target == item.id:
            top.trouble(
                gettext_noop("An item that is followed may not follow another."), f"{path}.follow"
            )
    meanings = [*item.missing_codes, *(set(item.values) | set(item.follow))]
    for code in sorted({code for code in meanings if meanings.count(code) > 1}):
        top.trouble(gettext_noop("The code “%(code)s” has two meanings here."), path, code=code)
