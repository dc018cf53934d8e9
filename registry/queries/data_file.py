# ruff: noqa: S608  (column names are our own)
"""Entries as the rows of a data file, some hundred records at a time; writers know nothing else."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from po_platform.access.actor import Actor
from questionnaires.definition import DATES
from questionnaires.models import Version
from questionnaires.queries import Form as Words
from registry.cells import State, cell_of
from registry.conditions import Conditions
from registry.from_consent import Teller
from registry.hiding import AS_IT_IS, Hiding, is_coded
from registry.layout import EVENT, GROUP, INSTANCE, OF_THE_ROW, REPEATED_FORM, Column
from registry.models import Dataset, Entry, Right, Subject
from registry.pseudonyms import days_shifted
from registry.queries.codes import only_known
from registry.queries.datasets import form_in_use, happens_again, layout_of
from registry.queries.from_consent import answered_by_consent, known_of
from registry.release_file import line_of
from registry.row_sql import (
    AS_WE_WRITE,
    PARTS,
    Wanted,
    Way,
    is_number,
    keys_sql,
    literal,
    rows_sql,
)
from registry.safe_cells import NUMBER, safe
from registry.sealing import hidden_in, identifiers
from registry.told_sql import Told, with_told

CHUNK = 300  # rows writers take at once
AT_ONCE = 1_000  # records one statement reads
KEPT_IN_MEMORY = 1 << 22
AS_CODES = Way()
OF_ENTRIES = ("record_id", "form_id", "event_id", "instance", "repeats_event", *PARTS)


def data_file(
    *,
    actor: Actor,
    dataset: Dataset,
    version: Version,
    level: str,
    levels: Mapping[str, str] | None = None,
    hiding: Hiding = AS_IT_IS,
    origins: bool = False,
    marks: Way = AS_CODES,
) -> DataFile:
    """The rows of a dataset. `level`: one of Right.Export, for every form `levels` does not name.

    `origins`: with columns that say where each answer comes from, and when it was so. `marks`:
    delimiter and decimal mark for table programs.
    """
    by_form = {form.name: level for form in dataset.forms.all()} | dict(levels or {})
    return DataFile(actor, dataset, version, by_form, hiding, origins=origins, marks=marks)


def blank_header(dataset: Dataset, version: Version) -> list[str]:
    """The columns of a table with nobody in it. No entry is asked: what stands there tells of people."""
    layout, extra = layout_of(dataset, version), dataset.extra_columns
    names = [layout.record, *([EVENT] if dataset.events.exists() else [])]
    names += [REPEATED_FORM, INSTANCE] if happens_again(dataset) else []
    names += [name for name in OF_THE_ROW if name in extra or _of_site(dataset, name)]
    return [*names, *(column.name for column in layout.columns(extra=extra))]


def _of_site(dataset: Dataset, name: str) -> bool:
    """Whether this column says at which site a record is kept."""
    return name == GROUP and dataset.registry.sited


class DataFile:
    """What one file needs to know, asked once. `levels`: of Right.Export, by form."""

    def __init__(
        self,
        actor: Actor,
        dataset: Dataset,
        version: Version,
        levels: Mapping[str, str],
        hiding: Hiding = AS_IT_IS,
        *,
        origins: bool = False,
        marks: Way = AS_CODES,
    ) -> None:
        self.actor, self.dataset, self.version, self.levels = actor, dataset, version, levels
        self.hiding, self.marks = hiding, marks
        self.parts: Sequence[Path] = ()
        self.layout = layout_of(dataset, version)
        sealed = identifiers(self.layout)
        self.columns = [
            column
            for column in self.layout.columns(extra=dataset.extra_columns, origins=origins)
            if hiding.lets_out(
                column, self._item(column), sealed, levels.get(column.form, Right.Export.NONE)
            )
        ]
        asked = [item for listed in self.layout.questions.values() for item in listed]
        self.dated = [item.link_id for item in asked if item.type in DATES]
        self.coded = [
            column
            for column in self.columns
            if column.item and is_coded(column.item) and hiding.only_codes(levels[column.form])
        ]
        self.sealed = [
            (at, column)
            for at, column in enumerate(self.columns)
            if column.item and column.item.link_id in sealed
        ]
        self.teller = Teller(self.layout.definition, answered_by_consent(version))
        self.events = dataset.events.exists()
        self.forms = {
            form.pk: form
            for form in dataset.forms.order_by("position", "pk")
            if levels.get(form.name, Right.Export.NONE) != Right.Export.NONE
        }
        names = [form.name for form in self.forms.values()]
        self.conditions = Conditions.of(self.layout, names, sealed)
        self.repeats = (
            any(form.repeats for form in self.forms.values())
            or dataset.events.filter(repeats=True).exists()
            or self.entries().filter(instance__gt=0).exists()
        )
        self.of_rows = [
            name
            for name in OF_THE_ROW
            if (name in dataset.extra_columns or _of_site(dataset, name))
            and hiding.of_row(name, levels.values(), sited=dataset.registry.sited)
        ]
        self.sited = dataset.registry.sited

    @property
    def words(self) -> Words:
        """The version, in the reader's language."""
        return form_in_use(self.version)

    def _item(self, column: Column) -> Any:
        """The question a column is about."""
        return column.item or self.layout.definition.by_link_id.get(column.code)

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

    def entries(self) -> QuerySet[Entry]:
        """What the actor sees of the forms of this file."""
        mine = Entry.objects.visible_to(self.actor)
        return mine.filter(form_id__in=list(self.forms), voided_at=None)

    def all_rows(self, way: Way = AS_CODES) -> Iterator[list[str]]:
        """Every row, record by record, see `rows`; from `parts`, where they were written before."""
        if self.parts:
            for path in self.parts:
                with path.open(newline="", encoding="utf-8") as stream:
                    yield from csv.reader(stream)
            return
        records = self.records()
        for start in range(0, len(records), AT_ONCE):
            yield from self.rows(records[start : start + AT_ONCE], way)

    def rows(self, records: Sequence[tuple[int, str]], way: Way = AS_CODES) -> Iterator[list[str]]:
        """The rows of some records, occasion by occasion. `way`: neither safe nor with a comma."""
        apart = len(self.header()) - len(self.columns)
        made = self._lines(records, way)
        if self.sealed:
            made = self._opened(made, self._sealed(records), apart, as_came=way.as_came)
        if not self.coded:
            return made
        return only_known(self.columns, self.coded, list(made), apart)

    def write_lines(
        self, records: Sequence[tuple[int, str]], out: IO[bytes], way: Way = AS_CODES
    ) -> int:
        """The same as lines of CSV; how many. The database writes them itself, unless codes or
        sealed answers need a look from here.
        """
        if not records:
            return 0
        if not self.coded and not self.sealed:
            marks = replace(way, comma=self.marks.comma, delimiter=self.marks.delimiter)
            return self._copy(self._wanted(marks if way.safe else way), records, out)
        count, mark = 0, self.marks.delimiter if way.safe else ","
        for row in self.rows(records, replace(way, safe=False)):
            out.write(line_of(self.in_this_way(row, way), mark))
            count += 1
        return count

    def write_all(self, out: IO[bytes], way: Way = AS_CODES) -> None:
        """The lines of everybody."""
        records = self.records()
        for start in range(0, len(records), AT_ONCE):
            self.write_lines(records[start : start + AT_ONCE], out, way)

    def in_this_way(self, row: list[str], way: Way) -> list[str]:
        """The cells of a row so that nothing in them runs, with the decimal mark that was chosen."""
        if not way.safe:
            return row
        cells, apart = [*map(safe, row)], len(row) - len(self.columns)
        for at, column in enumerate(self.columns if self.marks.comma else (), start=apart):
            if is_number(column) and NUMBER.fullmatch(row[at]):
                cells[at] = row[at].replace(".", ",")
        return cells

    def _wanted(self, way: Way) -> Wanted:
        forms = {form.name: pk for pk, form in self.forms.items()}
        keeps = Conditions(self.layout.definition) if way.whole else self.conditions
        sealed = {column.form for _at, column in self.sealed}
        return Wanted(
            forms, self.columns, self.of_rows, self.events, self.repeats, self.hiding.dates,
            way, keeps.deciders, keeps.conditional, sorted(sealed), self.sited,
        )  # fmt: skip

    def _copy(self, wanted: Wanted, records: Sequence[tuple[int, str]], out: IO[bytes]) -> int:
        entries = self._entries_sql(records)
        with connection.cursor() as cursor:
            cursor.execute(AS_WE_WRITE)
            hidden: Mapping[str, list[str]] = {}
            if wanted.deciders:
                cursor.execute(keys_sql(wanted, entries))
                hidden = self.conditions.hidden([key for (key,) in cursor.fetchall()])
            sql = rows_sql(wanted, entries, hidden)
            how = f"(format csv, delimiter {literal(wanted.way.delimiter)})"
            cursor.copy_expert(f"copy ({sql}) to stdout {how}", out, 1 << 16)
            count: int = cursor.rowcount
        return count

    def _entries_sql(self, records: Sequence[tuple[int, str]]) -> str:
        """Entries of these records as the actor sees them, each with its person's name in the file."""
        hiding = self.hiding
        keys = [key for key, _number in records]
        names = [hiding.name(number, key) for key, number in records]
        moves = hiding.dates == "shifted"
        days = [days_shifted(hiding.key, UUID(int=key)) if moves else 0 for key in keys]
        given: list[Sequence[object]] = [keys, names, days]
        site = ", site" if self.sited else ""
        if self.sited:
            given.append(self._sites(keys))
        rows = self.entries().filter(record_id__in=keys).order_by().values_list(*OF_ENTRIES)
        sql, params = rows.query.sql_with_params()
        said = self._told(keys)
        with connection.cursor() as cursor:
            mine: str = cursor.mogrify(sql, params).decode()
            if said:
                mine = with_told(cursor, mine, said)
            there: str = cursor.mogrify(
                f"unnest(%s::bigint[], %s::text[], %s::int[]{', %s::text[]' if site else ''})",
                given,
            ).decode()
        return (
            f"select q.*, r.place, r.name, r.days{', r.site' if site else ''} from ({mine}) q ({', '.join(OF_ENTRIES)})"
            f" join {there} with ordinality r (record_id, name, days{site}, place)"
            " on r.record_id = q.record_id"
        )

    def _sites(self, keys: Sequence[int]) -> list[str | None]:
        """Where each of these records is kept, as files call it."""
        mine = Subject.objects.visible_to(self.actor).filter(pk__in=keys)
        found = dict(mine.values_list("pk", "site__name"))
        return [found.get(key) for key in keys]

    def _told(self, keys: Sequence[int]) -> list[Told]:
        """What the consent and what is known of these people answers, form by form."""
        if not self.teller.named:
            return []
        mine = Subject.objects.visible_to(self.actor).filter(pk__in=keys)
        subjects = dict(mine.values_list("pk", "subject_id"))
        registry, people = self.dataset.registry_id, subjects.values()
        known = known_of(actor=self.actor, registry_id=registry, subjects=people)
        at_visits = set(self.dataset.events.values_list("forms", flat=True))
        found = []
        for form in self.forms.values():
            names = {item.link_id for item in self.layout.questions.get(form.name, ())}
            alone = not form.repeats and form.pk not in at_visits
            for key, subject in subjects.items():
                answers = self.teller.of(known.get(subject))
                some = {name: value for name, value in answers.items() if name in names}
                if some:
                    found.append(Told(key, form.pk, some, alone=alone))
        return found

    def _lines(self, records: Sequence[tuple[int, str]], way: Way) -> Iterator[list[str]]:
        if not records:
            return
        with SpooledTemporaryFile(KEPT_IN_MEMORY) as kept:
            self._copy(self._wanted(way), records, kept)
            kept.seek(0)
            yield from csv.reader(TextIOWrapper(kept, "utf-8", newline=""))

    def _sealed(self, records: Sequence[tuple[int, str]]) -> dict[str, str]:
        """What lies sealed in the entries of these records, by their ref."""
        mine = self.entries().filter(record_id__in=[key for key, _number in records])
        found = mine.exclude(sealed="").values_list("ref", "sealed")
        return {str(ref): sealed for ref, sealed in found}

    def _opened(
        self, lines: Iterator[list[str]], sealed: Mapping[str, str], apart: int, *, as_came: bool
    ) -> Iterator[list[str]]:
        """The same with what lies sealed in its cells."""
        forms = sorted({column.form for _at, column in self.sealed})
        for line in lines:
            row, beside = line[: apart + len(self.columns)], line[apart + len(self.columns) :]
            gone = set(json.loads(beside[-1] or "[]"))
            for form, ref in zip(forms, beside[:-2], strict=True):
                if ref in sealed:
                    state = hidden_in(UUID(ref), sealed[ref])
                    state = self.hiding.moved(state, self.dated, int(beside[-2]))
                    self._lay(row, apart, state, gone, form=form, as_came=as_came)
            yield row

    def _lay(
        self, row: list[str], apart: int, state: State, gone: set[str], *, form: str, as_came: bool
    ) -> None:
        for at, column in self.sealed:
            assert column.item is not None  # noqa: S101  # what is sealed are answers
            name = column.item.link_id
            if column.form != form or name in gone:
                continue
            if as_came and column.name in state.cells:
                row[apart + at] = state.cells[column.name]
            elif name in state.answers or name in state.missing:
                row[apart + at] = cell_of(state, column)


def natural(number: str) -> list[tuple[int, int, str]]:
    """A key that sorts `2` before `10`, and `A-2` before `A-10`."""
    pieces = re.findall(r"\d+|\D+", number)
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces]
