"""Scales and composites of a spec: what they are made of and how one number comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from proms.scale_spec.checks import check_scale
from proms.scale_spec.conditions import ExpressionRefused, parse_comparison
from proms.scale_spec.document import gettext_noop
from proms.scale_spec.items import check_name
from proms.scale_spec.node import Node
from proms.scale_spec.spec import (
    COMBINES,
    DIRECTIONS,
    MISSING_RULES,
    Band,
    Change,
    Clip,
    Direction,
    Item,
    Linear,
    Lookup,
    LookupTable,
    Missing,
    MissingRule,
    Part,
    Scale,
    Transform,
)
from proms.scale_spec.tables import Table, level_table

_SCALE = (
    "id", "label", "direction", "range", "combine", "weights", "count_if", "table", "missing",
    "transform", "requires", "round", "bands", "change", "codes", "source", "aside", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """What was read so far; a scale may only refer to what stands before it."""

    items: Mapping[str, Item]
    tables: Mapping[str, Table]
    rounding: str
    scales: dict[str, Scale] = field(default_factory=dict)


def read_scale(node: Node, book: Book, *, of_scales: bool) -> None:
    """Read one scale into the book, then check it when nothing was wrong so far."""
    node.only(*_SCALE, "of" if of_scales else "from")
    name = node.text("id")
    known: Mapping[str, Item | Scale] = {**book.items, **book.scales}
    check_name(node, name, known)
    parts = _scale_parts(node, book) if of_scales else _item_parts(node, book)
    combine = node.choice("combine", COMBINES)
    low, high = node.pair("range")
    scale = Scale(
        id=name,
        label=node.words("label"),
        direction=cast(Direction, node.choice("direction", DIRECTIONS)),
        low=low,
        high=high,
        parts=_weighted(node, parts, combine),
        of_scales=of_scales,
        combine=combine,
        counts=_counts(node, combine),
        levels=level_table(node, combine, parts, book.tables),
        missing=_missing(node, parts),
        requires=node.names("requires"),
        transform=tuple(filter(None, (_step(s, book) for s in node.children("transform")))),
        digits=node.integer("round", 0, 10),
        bands=tuple(_band(band) for band in node.children("bands")),
        change=_change(node),
        codes=tuple((c.text("system"), c.text("code")) for c in node.children("codes")),
        source=node.text("source"),
        aside=node.flag("aside"),
    )
    book.scales[name] = scale
    if not node.problems:
        check_scale(node, scale, known, book.rounding)


def _item_parts(node: Node, book: Book) -> tuple[Part, ...]:
    source = node.needed("from")
    source.only("items")
    names = source.names("items")
    if not names:
        source.trouble(gettext_noop("At least one item is needed here."), "items")
    for name in names:
        if name not in book.items:
            source.trouble(gettext_noop("There is no item “%(name)s”."), "items", name=name)
    return tuple(Part(name, Decimal(1)) for name in names)


def _scale_parts(node: Node, book: Book) -> tuple[Part, ...]:
    parts: list[Part] = []
    for of in node.children("of"):
        of.only("scale", "invert")
        name = of.text("scale")
        if name not in book.scales:
            of.trouble(
                gettext_noop("There is no scale “%(name)s” before this one."), "scale", name=name
            )
        parts.append(Part(name, Decimal(1), of.number("invert") if of.has("invert") else None))
    if not parts:
        node.trouble(gettext_noop("At least one scale is needed here."), "of")
    return tuple(parts)


def _weighted(node: Node, parts: tuple[Part, ...], combine: str) -> tuple[Part, ...]:
    weights = node.numbers("weights")
    if (combine == "weighted_sum") != bool(weights):
        node.trouble(gettext_noop("Weights belong to weighted_sum, one for every part."), "weights")
    if not weights:
        return parts
    if set(weights) != {part.name for part in parts}:
        node.trouble(
            gettext_noop("Every part needs one weight, and nothing else may have one."), "weights"
        )
    return tuple(Part(p.name, weights.get(p.name, Decimal(1)), p.invert) for p in parts)


def _counts(node: Node, combine: str) -> Callable[[Decimal], bool] | None:
    if (combine == "count_if") != node.has("count_if"):
        node.trouble(
            gettext_noop("Write count_if, such as “>= 2”, when combine is count_if."), "count_if"
        )
    if combine != "count_if" or not node.has("count_if"):
        return None
    try:
        return parse_comparison(node.text("count_if"))
    except ExpressionRefused as refused:
        node.trouble(refused.message, "count_if", **refused.params)
        return None


def _missing(node: Node, parts: Sequence[Part]) -> Missing:
    inner = node.needed("missing")
    inner.only("rule", "n", "value", "prorate")
    rule = cast(MissingRule, inner.choice("rule", MISSING_RULES))
    total = max(len(parts), 1)
    counted = rule in ("min_answered", "max_missing")
    number = inner.integer("n", 0, total) if counted else 0
    needs = {
        "all": total,
        "half": (total + 1) // 2,
        "min_answered": number,
        "max_missing": total - number,
        "treat_as": 1,
    }[rule]
    if not counted and inner.has("n"):
        inner.trouble(gettext_noop("“n” belongs to min_answered and max_missing."), "n")
    value = inner.number("value") if inner.has("value") or rule == "treat_as" else None
    # Nothing answered is never a score, whatever a rule would allow.
    return Missing(rule, max(needs, 1), value, inner.flag("prorate"))


def _step(node: Node, book: Book) -> Transform | None:
    node.only("linear", "lookup", "clip")
    if len(node.fields) != 1:
        node.trouble(gettext_noop("A step is one of linear, lookup or clip."))
        return None
    if node.has("clip"):
        return Clip(*node.pair("clip"))
    if node.has("lookup"):
        name = node.text("lookup")
        table = book.tables.get(name)
        if isinstance(table, LookupTable):
            return Lookup(name, table)
        node.trouble(gettext_noop("There is no lookup table “%(name)s”."), "lookup", name=name)
        return None
    inner = node.needed("linear")
    inner.only("from", "to")
    (start, end), (to_start, to_end) = inner.pair("from"), inner.pair("to")
    if start == end or to_start == to_end:
        inner.trouble(gettext_noop("The two ends must differ."))
        return None
    return Linear(start, end, to_start, to_end)


def _band(node: Node) -> Band:
    node.only("from", "to", "label", "short", "source")
    label = node.words("label")
    short = node.words("short") if node.has("short") else label
    return Band(node.number("from"), node.number("to"), label, short, node.text("source"))


def _change(scale: Node) -> Change | None:
    node = scale.child("change")
    if node is None:
        return None
    node.only("better", "worse", "kind", "source")
    if not node.has("better") and not node.has("worse"):
        node.trouble(gettext_noop("Give at least one of better and worse."))
    better = node.number("better") if node.has("better") else None
    worse = node.number("worse") if node.has("worse") else None
    return Change(better, worse, node.text("kind"), node.text("source"))
