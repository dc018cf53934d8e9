"""EQ-5D-5L value sets: every published special term fits the vocabulary.

The wording is not here and not needed: five levels in, one index out.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache

import pytest

from proms.scale_spec import load_spec
from proms.scoring import Scorer
from tests.proms.shared_data import shared_file
from tests.proms.spec_examples import Document

DIMENSIONS = ["MO", "SC", "UA", "PD", "AD"]

# Decrements of levels 2 to 5 per dimension, in the order above.
GERMANY = [  # doi:10.1007/s40273-018-0615-8
    [".026", ".042", ".139", ".224"],
    [".050", ".056", ".169", ".260"],
    [".036", ".049", ".129", ".209"],
    [".057", ".109", ".404", ".612"],
    [".030", ".082", ".244", ".356"],
]
NETHERLANDS = [  # doi:10.1016/j.jval.2016.01.003; −.047 as soon as any level is above 1
    [".035", ".057", ".166", ".203"],
    [".038", ".061", ".168", ".168"],
    [".039", ".087", ".192", ".192"],
    [".066", ".092", ".360", ".415"],
    [".070", ".145", ".356", ".421"],
]


def value_set(
    rows: dict[str, dict[str, float]], worst: float, best: float = 1, **more: object
) -> Document:
    return {
        "id": "eq5d",
        "version": "1",
        "title": {"en": "EQ-5D-5L index"},
        "arithmetic": "decimal",
        "rounding": "half_up",
        "value_sets": {"levels": {str(n): n for n in range(1, 6)}},
        "items": {name: {"values": "levels"} for name in DIMENSIONS},
        "tables": {
            "set": {
                "kind": "additive_by_level",
                "start": 1,
                "rows": rows,
                "valid_for": "a test",
                "source": "see the test",
                **more,
            }
        },
        "scales": [
            {
                "id": "index",
                "label": {"en": "Index"},
                "direction": "higher_better",
                "range": [worst, best],
                "from": {"items": DIMENSIONS},
                "combine": "additive_by_level",
                "table": "set",
                "missing": {"rule": "all"},
                "round": 3,
                "source": "see the test",
            }
        ],
    }


def decrements(published: list[list[str]]) -> dict[str, dict[str, float]]:
    return {
        name: {"1": 0, **{str(level): -float(d) for level, d in enumerate(steps, 2)}}
        for name, steps in zip(DIMENSIONS, published, strict=True)
    }


def index(content: Document, profile: str) -> Decimal | None:
    given: dict[str, object] = dict(zip(DIMENSIONS, profile, strict=True))
    return Scorer(load_spec(content)).score(given).scales["index"].value


def test_the_worst_state_has_the_published_index() -> None:
    germany = value_set(decrements(GERMANY), -0.661)
    assert index(germany, "55555") == Decimal("-0.661")
    assert index(germany, "11111") == 1


def test_a_constant_counts_once_any_level_is_above_one() -> None:
    term = {"of": "count(MO, SC, UA, PD, AD > 1) >= 1", "times": -0.047}
    netherlands = value_set(decrements(NETHERLANDS), -0.446, terms=[term])
    assert index(netherlands, "55555") == Decimal("-0.446")
    assert index(netherlands, "21111") == Decimal("0.918")
    assert index(netherlands, "11111") == 1


def test_there_is_no_index_when_one_dimension_is_open() -> None:
    germany = Scorer(load_spec(value_set(decrements(GERMANY), -0.661)))
    score = germany.score({"MO": "1", "SC": "1", "UA": "1", "PD": "1"}).scales["index"]
    assert (score.value, score.state) == (None, "not_scorable")


@cache
def published() -> dict[str, dict[str, str]]:
    with shared_file("eq5d/value-sets-5L.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row[""]: row for row in csv.DictReader(file)}
    countries = [name for name in rows["StartValue"] if name]
    return {
        c: {term: rows[term][c] for term in rows if rows[term][c] not in ("", "NA")}
        for c in countries
    }


def from_file(country: str, worst: float, best: float) -> Document:
    terms = published()[country]
    rows = {
        d: {str(level): float(terms.get(f"{d}{level}", 0)) for level in range(1, 6)}
        for d in DIMENSIONS
    }
    squared = "(count(MO, SC, UA, PD, AD >= 4) - (count(MO, SC, UA, PD, AD >= 4) >= 1))"
    known = {
        "Intercept": "count(MO, SC, UA, PD, AD > 1) >= 1",
        "N4": "count(MO, SC, UA, PD, AD >= 4) >= 1",
        "N5": "count(MO, SC, UA, PD, AD = 5) >= 1",
        "Num45sq": f"{squared} * {squared}",
        "MOAD": "(MO - 1) * (AD - 1)",
        "PDAD": "(PD - 1) * (AD - 1)",
        **{f"{d}45": f"{d} >= 4" for d in DIMENSIONS},
    }
    special = [
        {"of": of, "times": float(terms[term])} for term, of in known.items() if term in terms
    ]
    start = float(terms["StartValue"])
    return value_set(rows, worst, best, start=start, terms=special)


@pytest.mark.parametrize(
    ("country", "worst", "best"),
    [
        ("England", -0.285, 1),
        ("UK", -0.567, 1),
        ("Germany", -0.661, 1),
        ("Netherlands", -0.446, 1),
        ("USA", -0.573, 1),
    ],
)
def test_value_sets_with_special_terms_reach_their_published_ends(
    country: str, worst: float, best: float
) -> None:
    content = from_file(country, worst, best)
    assert index(content, "55555") == Decimal(str(worst))
    assert index(content, "11111") == Decimal(str(best))
