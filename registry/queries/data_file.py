"""Entries as the rows of a data file, a few hundred records at a time; writers know nothing else."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import StringIO

from django.db.models import QuerySet

from po_platform.access.actor import Actor
from questionnaires.definition import DATES
from questionnaires.models import Version
from registry.cells import State, cell_of
from registry.hiding import AS_IT_IS, Hiding, is_coded
from registry.layout import EVENT, INSTANCE, OF_THE_ROW, REPEATED_FORM, Column
from registry.models import Dataset, Entry, Right, Subject
from registry.queries.codes import only_known
from registry.queries.datasets import layout_of
from registry.sealing import identifiers, state_of

CHUNK = 300
Occasion = tuple[int, bool, int, int]  # visit, whether a form repeats, form, instance


def data_lines(*, actor: Actor, dataset: Dataset, version: Version, level: str) -> Iterator[str]:
    """The same of a dataset. `level`: one of Right.Export."""
    yield from lines_of(data_file(actor=actor, dataset=dataset, version=version, level=level))


def lines_of(file: DataFile) -> Iterator[str]:
    """Lines of the CSV as REDCap writes it, its header first."""
    yield _line(file.header())
    for row in file.all_rows():
        yield _line(row)


def data_file(
    *,
    actor: Actor,
    dataset: Dataset,
    version: Version,
    level: str,
    levels: Mapping[str, str] | None = None,
    hiding: Hiding = AS_IT_IS,
) -> DataFile:
    """The rows of a dataset. `level`: one of Right.Export, for every form `levels` does not name."""
    by_form = {form.name: level for form in dataset.forms.all()} | dict(levels or {})
    return DataFile(actor, dataset, version, by_form, hiding)


def _line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


class DataFile:
    """What one file needs to know, asked once. `levels`: of Right.Export, by form."""

    def __init__(
        self,
        actor: Actor,
        dataset: Dataset,
        version: Version,
        levels: Mapping[str, str],
        hiding: Hiding = AS_IT_IS,
    ) -> None:
        self.actor, self.dataset, self.version, self.levels = actor, dataset, version, levels
        self.hiding = hiding
        self.layout = layout_of(dataset, version)
        sealed = identifiers(self.layout)
        self.columns = [
            column
            for column in self.layout.columns(extra=dataset.extra_columns)
            if hiding.lets_out(column, sealed, levels.get(column.form, Right.Export.NONE))
        ]
        asked = [item for listed in self.layout.questions.values() for item in listed]
        self.dated = [item.link_id for item in asked if item.type in DATES]
        self.coded = [
            column
            for column in self.columns
            if column.item and is_coded(column.item) and hiding.only_codes(levels[column.form])
        ]
        self.events = {event.pk: event for event in dataset.events.all()}
        self.forms = {
            form.pk: form
            for form in dataset.forms.all()
            if levels.get(form.name, Right.Export.NONE) != Right.Export.NONE
        }
        self.repeats = any(form.repeats for form in self.forms.values()) or any(
            event.repeats for event in self.events.values()
        )
        self.repeats = self.repeats or self.entries().filter(instance__gt=0).exists()
        self.of_rows = [
            name
            for name in OF_THE_ROW
            if name in dataset.extra_columns and hiding.of_row(name, levels.values())
        ]

    def all_rows(self, *, as_came: bool = True) -> Iterator[list[str]]:
        """Every row, record by record. `as_came`: a cell of a file as it was written there."""
        records = self.records()
        for start in range(0, len(records), CHUNK):
            yield from self.rows(records[start : start + CHUNK], as_came=as_came)

    def header(self) -> list[str]:
        """The names of all columns, as REDCap calls them."""
        names = [self.layout.record]
        names += [EVENT] if self.events else []
        names += [REPEATED_FORM, INSTANCE] if self.repeats else []
        return [*names, *self.of_rows, *(column.name for column in self.columns)]

    def records(self) -> list[tuple[int, str]]:
        """(key, number) of every record that has something in this dataset, 2 before 10.

        Without numbers the order tells nothing.
        """
        mine = Subject.objects.visible_to(self.actor).filter(
            registry_id=self.dataset.registry_id,
            voided_at=None,
            pk__in=self.entries().values("record_id"),
        )
        found = mine.values_list("pk", "number")
        if self.hiding.numbers:
            return sorted(found, key=lambda pair: self.hiding.rank(pair[0]))
        return sorted(found, key=lambda pair: natural(pair[1]))

    def rows(self, records: list[tuple[int, str]], *, as_came: bool = True) -> Iterator[list[str]]:
        """The rows of some records, occasion by occasion."""
        made = self._rows(records, as_came=as_came)
        if not self.coded:
            return made
        apart = len(self.header()) - len(self.columns)
        return only_known(self.columns, self.coded, list(made), apart)

    def _rows(self, records: list[tuple[int, str]], *, as_came: bool) -> Iterator[list[str]]:
        found: dict[int, dict[Occasion, dict[str, Entry]]] = defaultdict(lambda: defaultdict(dict))
        entries = self.entries().filter(record_id__in=[key for key, _number in records])
        for entry in entries.order_by("pk"):
            form = self.forms[entry.form_id]
            event = self.events[entry.event_id].position if entry.event_id else -1
            of_form = entry.instance > 0 and not entry.repeats_event
            place = form.position if of_form else -1
            found[entry.record_id][event, of_form, place, entry.instance][form.name] = entry
        for key, number in records:
            for occasion in sorted(found[key]):
                yield self._row(key, number, found[key][occasion], as_came=as_came)

    def entries(self) -> QuerySet[Entry]:
        """What the actor sees of the forms of this file."""
        mine = Entry.objects.visible_to(self.actor)
        return mine.filter(form_id__in=list(self.forms), voided_at=None)

    def _row(self, key: int, number: str, entries: dict[str, Entry], *, as_came: bool) -> list[str]:
        states = {
            name: self.hiding.dated(
                state_of(entry, sealed=self.levels[name] == Right.Export.FULL), self.dated, key
            )
            for name, entry in entries.items()
        }
        any_entry = next(iter(entries.values()))
        cells = [self.hiding.name(number, key)]
        if self.events:
            cells.append(self.events[any_entry.event_id].name if any_entry.event_id else "")
        if self.repeats:
            repeated = any_entry.instance and not any_entry.repeats_event
            cells.append(self.forms[any_entry.form_id].name if repeated else "")
            cells.append(str(any_entry.instance or ""))
        for name in self.of_rows:
            cells.append(next((s.cells[name] for s in states.values() if name in s.cells), ""))
        return [*cells, *(_cell(column, states, as_came) for column in self.columns)]


def _cell(column: Column, states: dict[str, State], as_came: bool) -> str:
    state = states.get(column.form)
    if state is None:
        return ""
    kept = state.cells.get(column.name) if as_came else None
    return cell_of(state, column) if kept is None else kept


def natural(number: str) -> list[tuple[int, int, str]]:
    """A key that sorts `2` before `10`, and `A-2` before `A-10`."""
    pieces = re.findall(r"\d+|\D+", number)
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces]
