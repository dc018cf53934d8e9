"""Which value sets an instrument knows, and where each was published."""

from __future__ import annotations

from dataclasses import dataclass

from proms.models import Instrument
from proms.models import ScaleSpec as SpecRow
from proms.queries.specs import specs_of
from proms.scale_spec import ScaleSpec
from proms.value_sets import DIMENSIONS


@dataclass(frozen=True, slots=True)
class ValueSet:
    """One of them; `drawn`: its index is a line."""

    name: str
    source: str
    drawn: bool


def rule_with_value_sets(instrument: Instrument) -> tuple[SpecRow, ScaleSpec] | None:
    """The newest rule of an EQ-5D-5L fitted to this instrument."""
    rows = list(
        SpecRow.objects.filter(instrument=instrument).exclude(attachment={}).order_by("-pk")
    )
    specs = specs_of({row.pk for row in rows})
    for row in rows:
        if set(DIMENSIONS) <= set(specs[row.pk].items):
            return row, specs[row.pk]
    return None


def value_sets_of(instrument: Instrument, spec: ScaleSpec) -> list[ValueSet]:
    """By name."""
    found = [
        ValueSet(scale.label["en"], scale.source, scale.id in instrument.drawn)
        for scale in spec.scales
        if scale.levels is not None
    ]
    return sorted(found, key=lambda one: one.name)
