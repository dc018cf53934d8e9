"""Answers that could tell who somebody is are stored sealed, apart from the others."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from po_platform.kit.crypto import open_for_application, seal_for_application
from registry.birth_years import year_of
from registry.cells import State
from registry.layout import Layout
from registry.models import Entry
from registry.queries.ages import born_questions


def identifiers(layout: Layout) -> frozenset[str]:
    """The questions whose answers are sealed."""
    return frozenset(
        item.link_id for listed in layout.questions.values() for item in listed if item.identifier
    )


def state_of(entry: Entry, *, sealed: bool = True) -> State:
    """What an entry says; without what is sealed when that is not wanted."""
    state = State(dict(entry.answers), dict(entry.missing), dict(entry.cells), entry.status)
    if sealed and entry.sealed:
        hidden = hidden_in(entry.ref, entry.sealed)
        state.answers |= hidden.answers
        state.missing |= hidden.missing
        state.cells |= hidden.cells
    return state


def hidden_in(ref: UUID, sealed: str) -> State:
    """What lies sealed in the entry of this `ref`."""
    found = json.loads(open_for_application(sealed, _place(ref)))
    return State(found["answers"], found["missing"], found["cells"])


def sealed_names(entry: Entry) -> frozenset[str]:
    """The questions of an entry whose answers lie sealed."""
    if not entry.sealed:
        return frozenset()
    found = hidden_in(entry.ref, entry.sealed)
    boxes = {name.partition("___")[0] for name in found.cells}
    return frozenset(found.answers.keys() | found.missing.keys() | boxes)


def store(entry: Entry, state: State, hidden: Collection[str], *, born: str | None = None) -> None:
    """Write a state into an entry, sealing what belongs to these questions.

    `born`: the question of which the year is kept beside it, '' for none; None: asked for here.
    """
    if born is None:
        born = born_questions(entry.form.dataset_id).get(entry.form.name, "")
    apart = {
        "answers": _part(state.answers, hidden, inside=True),
        "missing": _part(state.missing, hidden, inside=True),
        "cells": _part(state.cells, hidden, inside=True),
    }
    entry.answers = _part(state.answers, hidden, inside=False)
    entry.missing = _part(state.missing, hidden, inside=False)
    entry.cells = _part(state.cells, hidden, inside=False)
    entry.status = state.status
    entry.born_year = _born_year(state, born)
    text = json.dumps(apart, ensure_ascii=False)
    entry.sealed = seal_for_application(text, _place(entry.ref)) if any(apart.values()) else ""


def year_again(entry: Entry, born: str) -> None:
    """The year of birth as what the entry says now has it. `born`: as in `store`."""
    entry.born_year = _born_year(state_of(entry), born) if born else None


def _born_year(state: State, born: str) -> int | None:
    return year_of(state.answers.get(born), today=timezone.localdate()) if born else None


def _part(values: Mapping[str, Any], hidden: Collection[str], *, inside: bool) -> dict[str, Any]:
    """Cells of a checkbox are named `field___code`; they go where the field goes."""
    return {
        name: value
        for name, value in values.items()
        if (name in hidden or name.partition("___")[0] in hidden) == inside
    }


def _place(ref: UUID) -> str:
    return f"registry_entry|sealed|{ref}"
