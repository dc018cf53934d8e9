"""A spec document becomes a ScaleSpec, or a list of everything that has to be put right first."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from proms.scale_spec.conditions import Expression
from proms.scale_spec.document import (
    Problem,
    SpecRefused,
    canonical,
    gettext_noop,
    parsed,
    sha256,
    storable,
)
from proms.scale_spec.items import read_items, read_unscored
from proms.scale_spec.node import Node
from proms.scale_spec.scales import Book, read_scale
from proms.scale_spec.spec import ROUNDINGS, Algorithm, Attach, ScaleSpec
from proms.scale_spec.tables import expression, read_tables

_TOP = (
    "id", "version", "title", "arithmetic", "rounding", "value_sets", "items", "scales",
    "composites", "tables", "algorithms", "attach", "unscored", "notes",
)  # fmt: skip


def load_spec(document: str | bytes | Mapping[str, Any]) -> ScaleSpec:
    """Read a spec from JSON text or an already parsed object.

    Raises SpecRefused with every problem found; nothing half-read ever comes back.
    """
    content = parsed(document)
    problems: list[Problem] = []
    spec = _spec(Node(content, "", problems), storable(canonical(content)))
    if problems:
        raise SpecRefused(problems)
    return spec


def _spec(top: Node, text: str) -> ScaleSpec:
    top.only(*_TOP)
    top.choice("arithmetic", ("decimal",))
    rounding = top.choice("rounding", tuple(ROUNDINGS))
    items = read_items(top)
    book = Book(items, read_tables(top, items), rounding)
    for node in top.children("scales"):
        read_scale(node, book, of_scales=False)
    for node in top.children("composites"):
        read_scale(node, book, of_scales=True)
    if not book.scales:
        top.trouble(gettext_noop("At least one scale is needed here."), "scales")
    names = (*items, *book.scales)
    unscored = read_unscored(top, items)
    return ScaleSpec(
        id=top.text("id"),
        version=top.text("version"),
        title=top.words("title"),
        rounding=rounding,
        items=items,
        scales=tuple(book.scales.values()),
        algorithms=tuple(_algorithm(node, names) for node in top.children("algorithms")),
        attach=_attach(top, {*items, *unscored}),
        canonical=text,
        sha256=sha256(text),
        unscored=unscored,
    )


def _algorithm(node: Node, names: Sequence[str]) -> Algorithm:
    node.only("id", "label", "if", "source")
    never = Expression("", "claim", frozenset(), lambda values: False)
    condition = expression(node, "if", names) or never
    if condition.kind != "claim":
        node.trouble(gettext_noop("This is a number; a claim such as q1 >= 2 is needed."), "if")
    return Algorithm(node.text("id"), node.words("label"), condition, node.text("source"))


def _attach(top: Node, items: Container[str]) -> Attach:
    node = top.child("attach")
    if node is None:
        return Attach("", frozenset(), {})
    node.only("system", "panel_codes", "items")
    inner = node.child("items")
    codes = {name: frozenset(inner.names(name)) for name in inner.fields} if inner else {}
    for name in codes:
        if name not in items:
            node.trouble(gettext_noop("There is no item “%(name)s”."), "items", name=name)
    return Attach(node.text("system"), frozenset(node.names("panel_codes")), codes)
