"""Formulas that are run: those of REDCap, read once into the closed tree of operands."""

from __future__ import annotations

from questionnaires.definition import Item
from questionnaires.operands import Operand
from questionnaires.redcap.grammar import Unreadable, read_operand

LANGUAGE = "text/x-redcap"


def formula_of(item: Item) -> Operand | None:
    """The tree of a calculated item's formula; None for those kept to be read only."""
    if item.calculated is None or item.calculated.language != LANGUAGE:
        return None
    try:
        return read_operand(item.calculated.expression)
    except Unreadable:
        return None
