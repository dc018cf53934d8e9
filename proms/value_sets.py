"""EQ-5D value sets from their published table: one column becomes one index, special terms included."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from proms.scale_spec.conditions import parse_expression
from proms.scale_spec.document import SpecRefused, canonical, parsed, plain
from proms.scale_spec.reader import load_spec
from proms.scale_spec.rounding import rounded
from proms.scale_spec.spec import ScaleSpec

DIMENSIONS = ("MO", "SC", "UA", "PD", "AD")
LEVELS = range(1, 6)
DIGITS = 3
LONGEST_VERSION = 20  # as stored
LARGEST = 10  # no published coefficient comes near
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,33}")

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

    Semicolons with decimal commas are read too, as table programs write them here and there.
    Raises ValueSetRefused for a term or a number that is not understood.
    """
    rows = _rows(text.lstrip("\ufeff"))
    names = [name.strip() for name in rows[0][1:]] if rows else []
    for name in names:
        if name and (not NAME.fullmatch(name) or names.count(name) > 1):
            raise ValueSetRefused(
                _("“%(name)s” cannot be the name of a value set, or stands there twice.")
                % {"name": name[:40]}
            )
    found: dict[str, dict[str, Decimal]] = {name: {} for name in names if name}
    for row in rows[1:]:
        term = row[0].strip() if row else ""
        for name, cell in zip(names, row[1:], strict=False):
            if cell.strip() in ("", "NA") or not name:
                continue
            if term not in _KNOWN:
                said = _("The term “%(term)s” of %(name)s is not known.")
                raise ValueSetRefused(said % {"term": term[:40], "name": name})
            if term in found[name]:
                said = _("The term “%(term)s” of %(name)s stands there twice.")
                raise ValueSetRefused(said % {"term": term, "name": name})
            found[name][term] = _coefficient(name, term, cell.strip())
    for name, terms in found.items():
        lacking = [
            f"{d}{n}" for d in DIMENSIONS for n in LEVELS if n > 1 and f"{d}{n}" not in terms
        ]
        if lacking or "StartValue" not in terms:
            what = ", ".join(lacking) or "StartValue"
            raise ValueSetRefused(_("%(name)s lacks %(what)s.") % {"name": name, "what": what})
    return found


def _rows(text: str) -> list[list[str]]:
    european = ";" in text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if european else ","))
    except csv.Error:
        raise ValueSetRefused(_("This is no table we can read.")) from None
    return [[cell.replace(",", ".") for cell in row] for row in rows] if european else rows


def _coefficient(name: str, term: str, cell: str) -> Decimal:
    try:
        number = Decimal(cell)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > LARGEST:
        said = _("%(name)s, %(term)s: “%(cell)s” is not a number a value set can have.")
        raise ValueSetRefused(said % {"name": name, "term": term, "cell": cell[:20]})
    return number


def with_value_sets(spec: ScaleSpec, text: str, source: str) -> ScaleSpec:
    """The spec with an index for every column of a table; `source` is where it was published.

    Raises ValueSetRefused, also for a name the spec has already.
    """
    document = parsed(spec.canonical)
    found = columns(text)
    if not found or set(spec.items).isdisjoint(DIMENSIONS):
        raise ValueSetRefused(_("There is no value set here, or this is no EQ-5D-5L."))
    for name, terms in found.items():
        if name in document["tables"]:
            raise ValueSetRefused(_("There is a value set %(name)s already.") % {"name": name})
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
