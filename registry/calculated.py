"""Calculated questions: what each hangs on, on whichever form, and what it comes to; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from questionnaires.calculations import formula_of
from questionnaires.definition import Definition, Item
from questionnaires.loose_values import exact
from questionnaires.outline import dependencies, outline
from questionnaires.visibility import shown


def hangs_on(definition: Definition) -> Mapping[str, frozenset[str]]:
    """Calculated question → everything it hangs on, through others too; kept with the definition.

    Those whose formula is only kept to be read are not among them: their values are the file's.
    """
    kept: Mapping[str, frozenset[str]] | None = definition.__dict__.get("_hangs_on")
    if kept is None:
        needs, found = dependencies(definition), dict[str, frozenset[str]]()
        for link_id in outline(definition).order:
            looks_at = needs[link_id]
            found[link_id] = frozenset(looks_at).union(*(found[name] for name in looks_at))
        kept = definition.__dict__["_hangs_on"] = {
            item.link_id: found[item.link_id] for item in definition.walk() if worked_out_here(item)
        }
    return kept


def worked_out_here(item: Item) -> bool:
    """Whether its formula is one that is run."""
    return formula_of(item) is not None


def come_to(
    definition: Definition, names: Collection[str], answers: Mapping[str, Any]
) -> dict[str, float | int | None]:
    """What these calculated questions come to; None: nothing, or they do not apply."""
    found = shown(definition, answers).worked_out
    return {name: number_of(found.get((name, ()), "")) for name in names}


def number_of(text: str) -> float | int | None:
    """What was worked out, as it is stored; None for a blank and for what is no number."""
    found = exact(text)
    if found is None:
        return None
    return int(found) if found == found.to_integral_value() else float(found)


def alike(one: object, other: object) -> bool:
    """Whether two stored results are the same number, or both none."""
    return _exact(one) == _exact(other)


def _exact(value: object) -> object:
    found = exact(str(value))
    return value if found is None else found


def same_question(old: Item | None, new: Item | None) -> bool:
    """Whether an answer given to `old` may be read as one to `new`."""
    if old is None or new is None:
        return old is new
    return (old.type, old.repeats) == (new.type, new.repeats) and all(
        new.option(option.code) is not None for option in old.options
    )
