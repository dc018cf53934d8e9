"""A scale spec is the only truth about how answers become numbers: data people can check."""

from proms.scale_spec.document import Problem, SpecRefused
from proms.scale_spec.reader import load_spec
from proms.scale_spec.spec import (
    Algorithm,
    Attach,
    Band,
    Change,
    Clip,
    Item,
    LevelTable,
    Linear,
    Lookup,
    LookupTable,
    Missing,
    Part,
    Scale,
    ScaleSpec,
    Words,
)

__all__ = [
    "Algorithm",
    "Attach",
    "Band",
    "Change",
    "Clip",
    "Item",
    "LevelTable",
    "Linear",
    "Lookup",
    "LookupTable",
    "Missing",
    "Part",
    "Problem",
    "Scale",
    "ScaleSpec",
    "SpecRefused",
    "Words",
    "load_spec",
]
