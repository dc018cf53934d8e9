"""A scale is only accepted when its items, rules, range and bands agree with one another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal

from proms.scale_spec.document import gettext_noop, plain
from proms.scale_spec.node import Node
from proms.scale_spec.rounding import rounded
from proms.scale_spec.spec import (
    ROUNDINGS,
    Change,
    Clip,
    Item,
    LevelTable,
    Linear,
    Lookup,
    Scale,
)

Known = Mapping[str, Item | Scale]
Ends = tuple[Decimal, Decimal]

_MOST_SUMS = 20_000


def check_scale(node: Node, scale: Scale, known: Known, rounding: str) -> None:
    """Note everything about a scale that cannot be true together."""
    _missing(node, scale, known)
    _references(node, scale, known)
    _lookup(node, scale, known)
    if not node.problems:
        _range(node, scale, known, rounding)
    _bands(node, scale)
    if scale.change:
        _change(node, scale, scale.change)


def _missing(node: Node, scale: Scale, known: Known) -> None:
    missing = scale.missing
    partial = missing.needs < len(scale.parts)
    if missing.prorate and missing.value is not None:
        node.trouble(
            gettext_noop("Choose one: prorate, or a value for what is missing."), "missing"
        )
    if not partial and (missing.prorate or missing.value is not None) and len(scale.parts) > 1:
        node.trouble(
            gettext_noop("Nothing may be missing here, so there is nothing to estimate."), "missing"
        )
    guessed = missing.prorate or missing.value is not None
    if partial and not guessed and scale.combine in ("sum", "weighted_sum", "count_if"):
        said = gettext_noop("A part of a sum is not the sum: add “prorate”: true or a value.")
        node.trouble(said, "missing")
    if partial and scale.combine in ("single", "additive_by_level"):
        node.trouble(gettext_noop("This needs every answer: write “rule”: “all”."), "missing")
    if missing.prorate and scale.combine in ("max", "min"):
        node.trouble(gettext_noop("The largest or smallest answer cannot be prorated."), "missing")
    if missing.prorate and any(part.weight <= 0 for part in scale.parts):
        node.trouble(gettext_noop("Prorating needs weights above zero."), "missing")
    if missing.value is not None:
        for part in scale.parts:
            low, high = _ends(part.name, part.invert, known)
            if not low <= missing.value <= high:
                said = gettext_noop("The value lies outside what “%(name)s” can weigh.")
                node.trouble(said, "missing", name=part.name)


def _references(node: Node, scale: Scale, known: Known) -> None:
    if scale.combine == "single" and len(scale.parts) != 1:
        node.trouble(gettext_noop("“single” takes exactly one part."), "combine")
    for name in scale.requires:
        if name not in known:
            said = gettext_noop("There is no item or earlier scale “%(name)s”.")
            node.trouble(said, "requires", name=name)
    for place, part in enumerate(scale.parts):
        of = known[part.name]
        if part.invert is not None and part.invert != of.low + of.high:
            said = gettext_noop("To invert this scale, write %(number)s: the sum of its two ends.")
            node.trouble(said, f"of[{place}].invert", number=plain(of.low + of.high))


def _lookup(node: Node, scale: Scale, known: Known) -> None:
    tables = [(n, step) for n, step in enumerate(scale.transform) if isinstance(step, Lookup)]
    if not tables:
        return
    place, step = tables[0]
    path = f"transform[{place}]"
    if place > 0 or len(tables) > 1:
        node.trouble(gettext_noop("A table is looked up once, as the first step."), path)
    partial = scale.missing.needs < len(scale.parts)
    averaged = scale.missing.value is None and scale.combine == "mean"
    if partial and (scale.missing.prorate or averaged):
        node.trouble(
            gettext_noop("A table needs whole answers: nothing may be prorated here."), path
        )
    raws = _reachable(scale, known)
    if raws is None:
        node.trouble(gettext_noop("A table needs items whose answers are choices."), path)
        return
    for raw in sorted(raws - set(step.table.rows))[:5]:
        node.trouble(gettext_noop("The table has no row for %(number)s."), path, number=plain(raw))
    for raw in sorted(set(step.table.rows) - raws)[:5]:
        node.trouble(
            gettext_noop("No answers lead to the row %(number)s."), path, number=plain(raw)
        )


def _range(node: Node, scale: Scale, known: Known, rounding: str) -> None:
    low, high = _combined(scale, known)
    for step in scale.transform:
        match step:
            case Linear():
                ends = [_line(step, low), _line(step, high)]
                low, high = min(ends), max(ends)
            case Lookup():
                low, high = min(step.table.rows.values()), max(step.table.rows.values())
            case Clip():
                low, high = max(low, step.low), min(high, step.high)
    low = rounded(low, scale.digits, ROUNDINGS[rounding])
    high = rounded(high, scale.digits, ROUNDINGS[rounding])
    if (low, high) != (scale.low, scale.high):
        node.trouble(
            gettext_noop("The answers can reach %(low)s to %(high)s; the range must say the same."),
            "range",
            low=plain(low),
            high=plain(high),
        )


def _line(step: Linear, value: Decimal) -> Decimal:
    slope_up, slope_along = step.to_end - step.to_start, step.end - step.start
    return step.to_start + (value - step.start) * slope_up / slope_along


def _ends(name: str, invert: Decimal | None, known: Known) -> Ends:
    of = known[name]
    low, high = of.low, of.high
    if isinstance(of, Item):
        for target in of.follow.values():
            low, high = min(low, known[target].low), max(high, known[target].high)
    return (low, high) if invert is None else (invert - high, invert - low)


def _combined(scale: Scale, known: Known) -> Ends:
    ends = [_ends(part.name, part.invert, known) for part in scale.parts]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    match scale.combine:
        case "mean":
            return sum(lows, Decimal()) / len(lows), sum(highs, Decimal()) / len(highs)
        case "max":
            return max(lows), max(highs)
        case "min":
            return min(lows), min(highs)
        case "count_if":
            return Decimal(0), Decimal(len(scale.parts))
        case "additive_by_level" if scale.levels is not None:
            return _level_ends(scale.levels)
    sides = [
        sorted((part.weight * low, part.weight * high))
        for part, (low, high) in zip(scale.parts, ends, strict=True)
    ]
    return sum((s[0] for s in sides), Decimal()), sum((s[1] for s in sides), Decimal())


def _level_ends(table: LevelTable) -> Ends:
    if not table.terms:
        low = sum((min(levels.values()) for levels in table.rows.values()), table.start)
        return low, sum((max(levels.values()) for levels in table.rows.values()), table.start)
    profiles = itertools.product(*(levels.items() for levels in table.rows.values()))
    values: list[Decimal] = []
    for profile in profiles:
        answers = {name: level for name, (level, _) in zip(table.rows, profile, strict=True)}
        value = table.start + sum((add for _, add in profile), Decimal())
        for times, term in table.terms:
            value += times * Decimal(term.evaluate(answers))
        values.append(value)
    return min(values), max(values)


def _reachable(scale: Scale, known: Known) -> set[Decimal] | None:
    choices: list[set[Decimal]] = []
    for part in scale.parts:
        weights = _weights(known[part.name], known)
        if weights is None:
            return None
        choices.append({part.weight * weight for weight in weights})
    if scale.combine in ("max", "min", "single"):
        return set().union(*choices)
    if scale.combine == "count_if":
        return {Decimal(n) for n in range(len(choices) + 1)}
    sums = {Decimal(0)}
    for weights in choices:
        sums = {total + weight for total in sums for weight in weights}
        if len(sums) > _MOST_SUMS:
            return None
    return {total / len(choices) for total in sums} if scale.combine == "mean" else sums


def _weights(of: Item | Scale, known: Known) -> set[Decimal] | None:
    if isinstance(of, Scale) or of.takes_numbers:
        return None
    weights = {of.weighed(weight) for weight in of.values.values()}
    for target in of.follow.values():
        more = _weights(known[target], known)
        if more is None:
            return None
        weights |= more
    return weights


def _bands(node: Node, scale: Scale) -> None:
    step = Decimal(1).scaleb(-scale.digits)
    expected = scale.low
    for place, band in enumerate(scale.bands):
        if band.low != expected or band.high < band.low:
            said = gettext_noop(
                "This band must begin at %(number)s, so that every value has one band."
            )
            node.trouble(said, f"bands[{place}]", number=plain(expected))
            return
        expected = band.high + step
    if scale.bands and scale.bands[-1].high != scale.high:
        said = gettext_noop("The last band must end at %(number)s.")
        node.trouble(said, "bands", number=plain(scale.high))


def _change(node: Node, scale: Scale, change: Change) -> None:
    up_is_better = scale.direction == "higher_better"
    for points, gains in ((change.better, up_is_better), (change.worse, not up_is_better)):
        if points is None or (points > 0 if gains else points < 0):
            continue
        if up_is_better:
            said = gettext_noop("Here higher is better: “better” is above zero, “worse” below.")
        else:
            said = gettext_noop("Here higher is worse: “better” is below zero, “worse” above.")
        node.trouble(said, "change")
        return
