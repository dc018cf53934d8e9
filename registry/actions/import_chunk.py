"""Some rows of a data file laid over what is stored: new, changed or unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Actor
from questionnaires.calculations import formula_of
from questionnaires.loose_values import CannotCompute, exact, kept, written
from questionnaires.messages import Message
from questionnaires.models import Version
from questionnaires.operands import value_of
from registry.actions.import_sites import SitesOfFile
from registry.actions.likeness import mark_entries
from registry.actions.working_out import Formulas, Wrote, settle
from registry.cells import NotCell, Rules, State, beyond, cell_of, put
from registry.data_report import MOST_TOLD, DataReport
from registry.data_rows import DataRow, Wrong, strangers
from registry.layout import Column, Layout
from registry.models import Batch, Dataset, Entry, Event, Form, Subject
from registry.provenance import after
from registry.queries.ages import born_questions
from registry.queries.participation import closed_records, frozen_records
from registry.sealing import identifiers, state_of, store

Key = tuple[int, int, int | None, bool, int]  # record, form, event, whether it repeats, instance
WRITTEN = (
    "answers", "missing", "cells", "sealed", "status", "version", "source", "entered_by",
    "row_version", "changed_at", "batch", "provenance", "why", "born_year",
)  # fmt: skip


def _key(subject: Subject, form: Form, event: Event | None, row: DataRow) -> Key:
    repeats_event = bool(row.place.instance) and not row.place.form
    return subject.pk, form.pk, event.pk if event else None, repeats_event, row.place.instance


class Chunk:
    """Reads what is stored for some rows at once and writes what became of it at once."""

    report: DataReport
    blank_erases: bool
    sites: SitesOfFile | None = None

    def __init__(
        self,
        actor: Actor,
        dataset: Dataset,
        version: Version,
        layout: Layout,
        batch: Batch,
        rules: Rules,
    ) -> None:
        self.actor, self.dataset, self.version = actor, dataset, version
        self.layout, self.batch, self.rules = layout, batch, rules
        self.hidden = identifiers(layout)
        self.formulas = Formulas(version, layout.definition)
        self.born = born_questions(dataset.pk)
        self.now = timezone.now()

    def take(
        self,
        rows: Sequence[DataRow],
        columns: Sequence[Column],
        forms: Mapping[str, Form],
        events: Mapping[str, Event],
    ) -> None:
        """Lay the rows over what is stored and write the difference."""
        subjects = self._subjects({row.place.record for row in rows})
        stored = self._entries(list(subjects.values()))
        records = [one.pk for one in subjects.values()]
        frozen, closed = frozen_records(records), closed_records(records)
        by_form: dict[str, list[Column]] = defaultdict(list)
        for column in columns:
            by_form[column.form].append(column)
        made: list[Entry] = []
        changed: list[Entry] = []
        moved: list[tuple[Entry, set[str], set[str]]] = []  # with what the file says is worked out
        for row in rows:
            before = len(made), len(changed)
            subject = subjects[row.place.record]
            if subject.takes_part == Subject.Takes.OPTED_OUT:
                words = Message(_("This person has left the registry. Take the row out."))
                self._tell(self.report.errors, row, self.layout.record, subject.number, words)
                continue
            if subject.pk in frozen:
                words = Message(_("This person is of age now and has not decided yet."))
                self._tell(self.report.errors, row, self.layout.record, subject.number, words)
                continue
            if subject.pk in closed:
                words = Message(_("This person wants nothing new to be entered. Take the row out."))
                self._tell(self.report.errors, row, self.layout.record, subject.number, words)
                continue
            if subject.same_as is not None:
                words = Message(
                    _("This record was put together with record %(number)s. Write that number."),
                    {"number": subject.same_as.number},
                )
                self._tell(self.report.errors, row, self.layout.record, subject.number, words)
                continue
            moves = False
            if self.sites is not None:
                row, moves, wrong = self.sites.take(row, subject)
                if wrong is not None:
                    self.report.errors.append(wrong)
                    continue
            event = events[row.place.event] if row.place.event else None
            self._tell_strangers(row, columns)
            states: dict[str, State] = {}
            keys = {name: _key(subject, forms[name], event, row) for name in by_form}
            named = row.forms(self.layout, columns)
            if self.blank_erases and not row.place.form:
                named = [name for name in by_form if name in named or keys[name] in stored]
            for name in named:
                key = keys.get(name) or _key(subject, forms[name], event, row)
                entry = stored.get(key)
                state = state_of(entry) if entry is not None else State()
                old = state.copy()
                self._lay(state, row, by_form[name], is_new=entry is None)
                states[name] = state
                told = self._worked_out_there(row, by_form[name], whole=entry is None)
                if entry is None:
                    entry = self._blank(subject, forms[name], key)
                    made.append(entry)
                    stored[key] = entry
                elif state == old:
                    moved.append((entry, set(), told))
                    continue
                elif entry.locked_at is not None:
                    self._tell_locked(row, by_form[name], old, state)
                    continue
                else:
                    entry.row_version += 1
                    changed.append(entry)
                self._write(entry, old, state, born=self.born.get(name, ""))
                moved.append((entry, state.differs(old), told))
            self._tell_calculations(row, states)
            moves = moves and subject.batch_id != self.batch.pk
            self._count(before, (len(made), len(changed) + moves))
        if self.sites is not None:
            self.sites.save(self.batch)
        self._save(made, changed)
        self._follow(list(stored.values()), moved)

    def _worked_out_there(
        self, row: DataRow, columns: Sequence[Column], *, whole: bool
    ) -> set[str]:
        """The calculated questions that stay as the file has them; of a new form also the blank ones."""
        calculated = {one.item.link_id: one for one in columns if one.item}
        return {
            name
            for name, column in calculated.items()
            if name in self.formulas.needs
            and (whole or self.blank_erases or row.cells[column.name])
        }

    def _follow(self, entries: list[Entry], moved: list[tuple[Entry, set[str], set[str]]]) -> None:
        """What hangs on what the file brought and does not stand in it is worked out anew."""
        wrote: list[Wrote] = [(entry, names) for entry, names, _told in moved if names]
        if not self.formulas.needs or not wrote:
            return
        settle(
            actor=self.actor,
            formulas=self.formulas,
            entries=entries,
            wrote=wrote,
            kept={entry.pk: told for entry, _names, told in moved},
        )

    def _count(self, before: tuple[int, int], after: tuple[int, int]) -> None:
        if after[1] > before[1]:
            self.report.changed += 1
        elif after[0] > before[0]:
            self.report.new += 1
        else:
            self.report.unchanged += 1

    def _subjects(self, numbers: set[str]) -> dict[str, Subject]:
        mine = (
            Subject.objects.visible_to(self.actor)
            .filter(registry_id=self.dataset.registry_id, voided_at=None, number__in=numbers)
            .select_related("same_as")
        )
        found = {subject.number: subject for subject in mine}
        new = [
            Subject(
                registry_id=self.dataset.registry_id,
                number=number,
                subject_id=uuid4(),
                batch=self.batch,
            )
            for number in sorted(numbers - found.keys())
        ]
        return {
            **found,
            **{subject.number: subject for subject in Subject.objects.bulk_create(new)},
        }

    def _entries(self, subjects: list[Subject]) -> dict[Key, Entry]:
        rows = (
            Entry.objects.visible_to(self.actor)
            .filter(
                record__in=[subject.pk for subject in subjects],
                form__dataset_id=self.dataset.pk,
                voided_at=None,
            )
            .select_related("form")
        )
        return {
            (row.record_id, row.form_id, row.event_id, row.repeats_event, row.instance): row
            for row in rows
        }

    def _lay(self, state: State, row: DataRow, columns: Sequence[Column], *, is_new: bool) -> None:
        for column in columns:
            text = row.cells[column.name]
            try:
                put(state, column, text, self.rules, blank_erases=self.blank_erases)
            except NotCell as error:
                self._tell(self.report.errors, row, column.name, text, error.message)
                continue
            self._remember(state, column, text, is_new=is_new)
            value = state.answers.get(column.item.link_id) if column.item else None
            if text and column.kind == "answer" and column.item and beyond(column.item, value):
                words = Message(_("The value lies beyond the usual bounds of this field."))
                self._tell(self.report.notes, row, column.name, text, words)
        for name, value in row.of_the_row.items():
            state.cells[name] = value

    def _remember(self, state: State, column: Column, text: str, *, is_new: bool) -> None:
        """How the file writes a cell, where we would write it otherwise."""
        if column.kind == "stamp" or (not text and not is_new and not self.blank_erases):
            return
        if cell_of(state, column) != text:
            state.cells[column.name] = text
        else:
            state.cells.pop(column.name, None)

    def _blank(self, subject: Subject, form: Form, key: Key) -> Entry:
        return Entry(
            subject_id=subject.subject_id,
            record=subject,
            registry_id=self.dataset.registry_id,
            form=form,
            event_id=key[2],
            repeats_event=key[3],
            instance=key[4],
        )

    def _write(self, entry: Entry, old: State, state: State, *, born: str) -> None:
        store(entry, state, self.hidden, born=born)
        entry.provenance = after(
            entry.provenance,
            old,
            state,
            how=Entry.Source.IMPORT,
            by=getattr(self.actor, "account_id", None),
            at=self.now,
        )
        entry.version, entry.batch, entry.why = self.version, self.batch, ""
        entry.source = Entry.Source.IMPORT
        entry.entered_by = getattr(self.actor, "account_id", None)
        if not state.says(old):
            entry.changed_at = Now()

    def _save(self, made: list[Entry], changed: list[Entry]) -> None:
        new = {id(entry) for entry in made}
        Entry.objects.bulk_create(made, batch_size=500)
        again = [entry for entry in changed if id(entry) not in new]
        if again:
            Entry.objects.visible_to(self.actor).bulk_update(again, WRITTEN, batch_size=200)
        mark_entries(actor=self.actor, dataset=self.dataset, entries=[*made, *again])

    def _tell_locked(
        self, row: DataRow, columns: Sequence[Column], old: State, state: State
    ) -> None:
        words = Message(_("This form is locked. Unlock it first, or take the cell out."))
        for column in columns:
            if cell_of(state, column) != cell_of(old, column):
                text = row.cells[column.name]
                self._tell(self.report.errors, row, column.name, text, words)
        for name, text in row.of_the_row.items():
            if old.cells.get(name, "") != text:
                self._tell(self.report.errors, row, name, text, words)

    def _tell_strangers(self, row: DataRow, columns: Sequence[Column]) -> None:
        for column in strangers(row, columns):
            if row.cells[column.name] == "0" and column.kind in ("tick", "reason"):
                continue
            words = Message(_("The row is about another form than this field."))
            self._tell(self.report.errors, row, column.name, row.cells[column.name], words)

    def _tell_calculations(self, row: DataRow, states: Mapping[str, State]) -> None:
        """Values of the file are taken; where ours would be another one, that is told."""
        answers: dict[str, Any] = {}
        for state in states.values():
            answers |= state.answers

        def read(link_id: str) -> Sequence[Any]:
            value = answers.get(link_id)
            return () if value is None else value if isinstance(value, list) else (value,)

        for form, state in states.items():
            for item in self.layout.questions[form]:
                formula = formula_of(item)
                given = state.answers.get(item.link_id)
                if formula is None or given is None:
                    continue
                try:
                    ours = kept(value_of(formula, read))
                except CannotCompute as error:
                    self._tell(self.report.notes, row, item.link_id, str(given), error.message)
                    continue
                if exact(ours) != exact(str(given)):
                    words = Message(_("Worked out here it is %(ours)s."), {"ours": written(ours)})
                    self._tell(self.report.notes, row, item.link_id, str(given), words)

    def _tell(
        self, where: list[Wrong], row: DataRow, field: str, value: str, message: Message
    ) -> None:
        if len(where) <= MOST_TOLD:
            where.append(Wrong(row.number, row.place.record, field, value, message))
