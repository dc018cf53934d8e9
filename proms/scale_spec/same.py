"""Whether two versions of a rule compute the same numbers, whatever they say about them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .document import canonical, parsed
from .spec import ScaleSpec

# What is said of numbers, and how a questionnaire is recognised; no number depends on it.
_OF_ALL = frozenset({"version", "title", "notes", "attach", "unscored"})
_OF_PARTS = frozenset({"label", "notes", "source", "valid_for", "bands", "change", "codes"})


def counts_as(spec: ScaleSpec) -> str:
    """The same text for rules that compute the same: items, weights, tables, steps and rounding."""
    return _counting(spec.canonical)


@lru_cache(maxsize=256)
def _counting(document: str) -> str:
    found = {name: part for name, part in parsed(document).items() if name not in _OF_ALL}
    for name in ("scales", "composites", "algorithms"):
        if name in found:
            found[name] = [_plain(part) for part in found[name]]
    if "tables" in found:
        found["tables"] = {name: _plain(part) for name, part in found["tables"].items()}
    return canonical(found)


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in _OF_PARTS}
