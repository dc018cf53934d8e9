"""EQ-5D value sets from their published table: one column becomes one index, special terms included."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from proms.scale_spec.conditions import parse_expression
from proms.scale_spec.document import SpecRefused, canonical, parsed, plain
from proms.scale_spec.reader import load_spec
from proms.scale_spec.rounding import rounded
from proms.scale_spec.spec import ScaleSpec

DIMENSIONS = ("MO", "SC", "UA", "PD", "AD")
LEVELS = range(1, 6)
DIGITS = 3
LONGEST_VERSION = 20  # as stored

_WORSE = "count(MO, SC, UA, PD, AD >= 4)"
# What the last rows of the table are multiplied with; each counts once, whatever it is called.
TERMS: Mapping[str, str] = {
    "Intercept": "count(MO, SC, UA, PD, AD > 1) >= 1",
    "N4": f"{_WORSE} >= 1",
    "N5": "count(MO, SC, UA, PD, AD = 5) >= 1",
    "Num45sq": f"({_WORSE} - ({_WORSE} >= 1)) * ({_WORSE} - ({_WORSE} >= 1))",
    "MOAD": "(MO - 1) * (AD - 1)",
    "PDAD": "(PD - 1) * (AD - 1)",
    **{f"{dimension}45": f"{dimension} >= 4" for dimension in DIMENSIONS},
}
_KNOWN = {"StartValue", *TERMS, *(f"{d}{level}" for d in DIMENSIONS for level in LEVELS)}


class ValueSetRefused(ValueError):
    """The table says something no index can be computed from; the message says what."""


def columns(text: str) -> dict[str, dict[str, Decimal]]:
    """CSV with a row per term and a column per value set → column name → term → coefficient.

    Raises ValueSetRefused for a term or a number that is not understood.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    names = [name.strip() for name in rows[0][1:]] if rows else []
    found: dict[str, dict[str, Decimal]] = {name: {} for name in names if name}
    for row in rows[1:]:
        term = row[0].strip() if row else ""
        for name, cell in zip(names, row[1:], strict=False):
            if cell.strip() in ("", "NA") or not name:
                continue
            if term not in _KNOWN:
                raise ValueSetRefused(f"The term “{term}” of {name} is not known.")
            try:
                found[name][term] = Decimal(cell.strip())
            except ArithmeticError:
                raise ValueSetRefused(f"{name}, {term}: “{cell}” is not a number.") from None
    for name, terms in found.items():
        lacking = [
            f"{d}{n}" for d in DIMENSIONS for n in LEVELS if n > 1 and f"{d}{n}" not in terms
        ]
        if lacking or "StartValue" not in terms:
            raise ValueSetRefused(f"{name} lacks {', '.join(lacking) or 'StartValue'}.")
    return found


def with_value_sets(spec: ScaleSpec, text: str, source: str) -> ScaleSpec:
    """The spec with an index for every column of a table; `source` is where it was published.

    Raises ValueSetRefused, also for a name the spec has already.
    """
    document = parsed(spec.canonical)
    found = columns(text)
    if not found or set(spec.items).isdisjoint(DIMENSIONS):
        raise ValueSetRefused("There is no value set here, or this is no EQ-5D-5L.")
    for name, terms in found.items():
        if name in document["tables"]:
            raise ValueSetRefused(f"There is a value set {name} already.")
        document["tables"][name] = table_of(terms, f"EQ-5D-5L, {name.replace('_', ' ')}", source)
        document["scales"].append(scale_of(name, terms, source))
    document["version"] = f"{spec.version}+{'.'.join(sorted(found))}"[:LONGEST_VERSION]
    try:
        return load_spec(canonical(document))
    except SpecRefused as error:
        raise ValueSetRefused(str(error)) from error


def table_of(terms: Mapping[str, Decimal], valid_for: str, source: str) -> dict[str, Any]:
    """The additive_by_level table of a scale spec."""
    table: dict[str, Any] = {
        "kind": "additive_by_level",
        "start": terms["StartValue"],
        "rows": {
            d: {str(level): terms.get(f"{d}{level}", Decimal(0)) for level in LEVELS}
            for d in DIMENSIONS
        },
        "valid_for": valid_for,
        "source": source,
    }
    special = [
        {"of": TERMS[term], "times": times}
        for term, times in terms.items()
        if term in TERMS and times
    ]
    return {**table, "terms": special} if special else table


def scale_of(name: str, terms: Mapping[str, Decimal], source: str) -> dict[str, Any]:
    """The index of one value set, computed and kept aside until somebody wants it drawn."""
    low, high = ends(terms)
    place = name.replace("_", " ")
    return {
        "id": f"index_{name}",
        "label": {"en": f"Index, {place}", "de": f"Index, {place}"},
        "direction": "higher_better",
        "range": [low, high],
        "from": {"items": list(DIMENSIONS)},
        "combine": "additive_by_level",
        "table": name,
        "missing": {"rule": "all"},
        "round": DIGITS,
        "aside": True,
        "source": source,
    }


def ends(terms: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """The lowest and the highest index any answers lead to, rounded."""
    special = [
        (times, parse_expression(TERMS[term], DIMENSIONS))
        for term, times in terms.items()
        if term in TERMS
    ]
    values = []
    for profile in itertools.product(LEVELS, repeat=len(DIMENSIONS)):
        levels = dict(zip(DIMENSIONS, map(Decimal, profile), strict=True))
        value = terms["StartValue"]
        value += sum((terms.get(f"{d}{n}", Decimal(0)) for d, n in levels.items()), Decimal())
        value += sum((times * Decimal(of.evaluate(levels)) for times, of in special), Decimal())
        values.append(value)
    low, high = (rounded(v, DIGITS, "half_ceiling") for v in (min(values), max(values)))
    return Decimal(plain(low)), Decimal(plain(high))
