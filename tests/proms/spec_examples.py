"""Small scale specs of our own, to be changed by a test in the one place it is about."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from proms.scale_spec import ScaleSpec, load_spec

Document = dict[str, Any]

FOUR_STEPS = {"never": 0, "seldom": 1, "often": 2, "always": 3}


def scale(items: list[str], **changes: Any) -> Document:
    """A sum of items with four steps each, all needed, higher is worse."""
    return {
        "id": "total",
        "label": {"en": "Total", "de": "Summe"},
        "direction": "higher_worse",
        "range": [0, 3 * len(items)],
        "from": {"items": items},
        "combine": "sum",
        "missing": {"rule": "all"},
        "round": 0,
        "source": "made up for a test",
        **changes,
    }


def document(n_items: int = 4, **changes: Any) -> Document:
    """A spec with one scale over q1 … qn; `changes` replace keys of that scale."""
    items = [f"q{n}" for n in range(1, n_items + 1)]
    return deepcopy(
        {
            "id": "example",
            "version": "1.0.0",
            "title": {"en": "Example"},
            "arithmetic": "decimal",
            "rounding": "half_up",
            "value_sets": {"steps": FOUR_STEPS},
            "items": {name: {"values": "steps"} for name in items},
            "scales": [scale(items, **changes)],
        }
    )


def spec(n_items: int = 4, **changes: Any) -> ScaleSpec:
    """The same, loaded."""
    return load_spec(document(n_items, **changes))
