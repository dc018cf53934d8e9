"""The rows of a data file the slow way, object by object: what the statement is compared with."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

from questionnaires.visibility import shown
from registry.cells import State, cell_of
from registry.layout import Column
from registry.models import Entry, Right
from registry.pseudonyms import days_shifted
from registry.queries.data_file import DataFile
from registry.row_sql import Way
from registry.safe_cells import safe
from registry.sealing import state_of


def lines(file: DataFile, way: Way) -> str:
    """CSV as it should be."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in rows(file, way):
        writer.writerow([*map(safe, row)] if way.safe else row)
    return out.getvalue()


def rows(file: DataFile, way: Way) -> Iterator[list[str]]:
    """Record by record, occasion by occasion."""
    events = {event.pk: event for event in file.dataset.events.all()}
    for key, number in file.records():
        found: dict[Any, dict[str, Entry]] = defaultdict(dict)
        for entry in file.entries().filter(record_id=key).order_by("pk"):
            form = file.forms[entry.form_id]
            event = events[entry.event_id].position if entry.event_id else -1
            of_form = entry.instance > 0 and not entry.repeats_event
            place = form.position if of_form else -1
            found[event, of_form, place, entry.instance][form.name] = entry
        for occasion in sorted(found):
            yield _row(file, way, (key, number), found, occasion)


def _row(
    file: DataFile, way: Way, who: tuple[int, str], found: dict[Any, dict[str, Entry]], at: Any
) -> list[str]:
    entries, key = found[at], who[0]
    around: dict[str, Any] = {}
    for other in (found.get((at[0], False, -1, 0), {}), entries):
        for entry in other.values():
            around |= entry.answers
    hides = set() if way.whole else _hidden(file, around)
    states = {}
    for name, entry in entries.items():
        state = state_of(entry, sealed=file.levels[name] == Right.Export.FULL)
        state = file.hiding.moved(state, file.dated, days_shifted(file.hiding.key, UUID(int=key)))
        states[name] = _without(state, hides)
    one = next(iter(entries.values()))
    cells = [file.hiding.name(who[1], key)]
    if file.events:
        cells.append(one.event.name if one.event else "")
    if file.repeats:
        repeated = one.instance and not one.repeats_event
        cells += [file.forms[one.form_id].name if repeated else "", str(one.instance or "")]
    for name in file.of_rows:
        cells.append(next((s.cells[name] for s in states.values() if name in s.cells), ""))
    return [*cells, *(_cell(column, states, hides, way) for column in file.columns)]


def _hidden(file: DataFile, answers: dict[str, Any]) -> set[str]:
    enabled = shown(file.layout.definition, answers).enabled
    asked = [item for items in file.layout.questions.values() for item in items]
    return {item.link_id for item in asked if (item.link_id, ()) not in enabled}


def _without(state: State, hides: set[str]) -> State:
    for name in hides:
        state.answers.pop(name, None)
        state.missing.pop(name, None)
        state.cells = {n: c for n, c in state.cells.items() if n.partition("___")[0] != name}
    return state


def _cell(column: Column, states: dict[str, State], hides: set[str], way: Way) -> str:
    state = states.get(column.form)
    if state is None or (column.item and column.item.link_id in hides):
        return ""
    kept = state.cells.get(column.name) if way.as_came else None
    return cell_of(state, column) if kept is None else kept
