"""A file of data taken in whole or not at all, tried first without leaving a trace, and undone whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.messages import Message
from questionnaires.models import Version
from questionnaires.redcap.kinds import has_comma
from questionnaires.redcap.table import NoTable, Table, read_table
from registry.actions.brought import Brought
from registry.actions.import_chunk import Chunk
from registry.actions.import_sites import SitesOfFile
from registry.cells import Rules
from registry.data_report import MOST_TOLD, DataReport
from registry.data_rows import DataRow, Heading, Place, Wrong, read_heading, read_rows
from registry.layout import EVENT, OF_THE_ROW, Layout
from registry.models import Batch, Dataset, Entry, Event, Form, FormAtEvent, Registry
from registry.queries.datasets import layout_of, my_rights, version_in_use
from registry.rules import may_enter, may_manage

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
CHUNK = 500


@dataclass(frozen=True)
class Wish:
    """How a file is to be taken."""

    blank_erases: bool = False
    new_visits: bool = False
    dry_run: bool = False
    file_name: str = ""


class _Undo(Exception):
    """Leaves nothing of what was written."""


def import_data(*, actor: Actor, dataset: Dataset, raw: bytes, wish: Wish) -> DataReport:
    """Take in a data file, or say for each cell why not. A dry run is the same, taken back."""
    report = DataReport(dry_run=wish.dry_run)
    try:
        with transaction.atomic():
            rights = my_rights(actor=actor, registry_id=dataset.registry_id)
            demand(may_manage(actor, rights))
            for form in dataset.forms.all():
                demand(may_enter(actor, form.pk, rights))
            # Datasets of one registry share its records: one file after the other.
            Registry.objects.select_for_update().get(pk=dataset.registry_id)
            held = Dataset.objects.select_related("registry").get(pk=dataset.pk)
            version = version_in_use(held)
            if version is None:
                report.refusal = Message(_("The dataset has no version in use."))
                raise _Undo
            _Import(actor, held, version, raw, wish, report).run()
            if wish.dry_run or not report.usable:
                raise _Undo
    except _Undo:
        report.batch = ""
    return report


class _Import:
    """One file on its way in."""

    def __init__(
        self,
        actor: Actor,
        dataset: Dataset,
        version: Version,
        raw: bytes,
        wish: Wish,
        report: DataReport,
    ) -> None:
        self.actor, self.dataset, self.version = actor, dataset, version
        self.raw, self.wish, self.report = raw, wish, report
        self.layout: Layout = layout_of(dataset, version)
        self.forms = {form.name: form for form in dataset.forms.all()}
        self.events = {event.name: event for event in dataset.events.all()}
        living = Entry.objects.visible_to(actor).filter(form__dataset=dataset, voided_at=None)
        # The first file with visits brings them along; what is there already belongs to none.
        self.fresh = not self.events and not living.exists()
        self.at_visits = set(_places(dataset))
        self.outside = bool(self.events) and (
            len({form for _event, form in self.at_visits}) < len(self.forms)
            or living.filter(event=None).exists()
        )
        self.brought = Brought()
        self.sites = SitesOfFile.of(actor, dataset.registry)
        self.seen: dict[Place, int] = {}

    def run(self) -> None:
        try:
            table = read_table(self.raw, most_bytes=MAX_BYTES)
            heading = read_heading(self.layout, table.header)
            self._check_visits(heading)
            self._take(table, heading)
        except NoTable as error:
            self.report.refusal, self.report.refused_row = error.message, error.row

    def _check_visits(self, heading: Heading) -> None:
        if self.events and not heading.has(EVENT):
            raise NoTable(_("The file has no column “%(name)s”."), 1, name=EVENT)

    def _take(self, table: Table, heading: Heading) -> None:
        self.report.remarks += table.remarks
        batch = self._batch()
        chunk = Chunk(self.actor, self.dataset, self.version, self.layout, batch, self._rules())
        chunk.report, chunk.blank_erases = self.report, self.wish.blank_erases
        chunk.sites = self.sites
        read = read_rows(
            table, heading, self.layout, self.report.errors, MAX_ROWS, outside=self.outside
        )
        rows = self._placed(read)
        records: set[str] = set()
        for some in _in_chunks(rows, CHUNK):
            records |= {row.place.record for row in some}
            chunk.take(some, heading.columns, self.forms, self.events)
            self._note_forms_at_visits(some, heading)
            if len(self.report.errors) > MOST_TOLD:
                break
        self.report.records = len(records)
        if not self.report.rows and self.report.usable:
            raise NoTable(_("The file has headings and no row."))
        self._finish(batch, heading)

    def _rules(self) -> Rules:
        rows: Iterable[dict[str, str]] = self.version.metadata.get("redcap", ())
        comma = [row["field_name"].lower() for row in rows if has_comma(row.get("validation", ""))]
        codes = tuple(self.dataset.missing_codes)
        return Rules(timezone.localdate(), codes, frozenset(comma))

    def _placed(self, rows: Iterator[DataRow]) -> Iterator[DataRow]:
        """Rows of a known visit, each occasion once."""
        for row in rows:
            self.report.rows += 1
            before = self.seen.setdefault(row.place, row.number)
            if before != row.number:
                words = _("Row %(before)s is about the same record and occasion.")
                self._tell(row, self.layout.record, row.place.record, words, before=before)
            elif row.place.event and row.place.event not in self.events:
                if not (self.fresh or self.wish.new_visits):
                    words = _("The dataset has no visit of this name.")
                    self._tell(row, EVENT, row.place.event, words)
                    continue
                self._new_visit(row.place)
                yield row
            else:
                yield row

    def _tell(self, row: DataRow, field: str, value: str, words: Any, **params: object) -> None:
        told = Wrong(row.number, row.place.record, field, value, Message(words, params))
        self.report.errors.append(told)

    def _new_visit(self, place: Place) -> None:
        title = place.event.rpartition("_arm_")[0] or place.event
        last = max((event.position for event in self.events.values()), default=-1)
        self.events[place.event] = Event.objects.create(
            dataset=self.dataset,
            name=place.event,
            title=title.replace("_", " ").capitalize(),
            position=last + 1,
        )
        self.brought.visits.append(place.event)
        self.report.new_visits.append(place.event)

    def _note_forms_at_visits(self, rows: list[DataRow], heading: Heading) -> None:
        """Which forms a visit has, and what repeats, is learnt from what is filled in."""
        pairs = {
            (row.place.event, form)
            for row in rows
            if row.place.event
            for form in row.forms(self.layout, heading.columns)
            if not self.forms[form].scores_of  # it stands at no visit
        } - self.at_visits
        FormAtEvent.objects.bulk_create(
            [
                FormAtEvent(event=self.events[event], form=self.forms[form])
                for event, form in sorted(pairs)
            ],
            ignore_conflicts=True,
        )
        self.at_visits |= pairs
        self.brought.at += [list(pair) for pair in sorted(pairs)]
        for name in sorted({row.place.form for row in rows if row.place.form}):
            if _begin_to_repeat(self.forms[name]):
                self.brought.repeats.append(name)
                self.report.repeating.append(name)
        again = {row.place.event for row in rows if row.place.instance and not row.place.form}
        for name in sorted(again - {""}):
            if _begin_to_repeat(self.events[name]):
                self.brought.visits_again.append(name)

    def _batch(self) -> Batch:
        return Batch.objects.create(
            dataset=self.dataset,
            file_name=self.wish.file_name[-200:],
            sha256=hashlib.sha256(self.raw).hexdigest(),
            blank_erases=self.wish.blank_erases,
            made_by_account=getattr(self.actor, "account_id", None),
        )

    def _finish(self, batch: Batch, heading: Heading) -> None:
        report = self.report
        extra = [column.name for column in heading.columns if column.kind in ("stamp", "reason")]
        extra += [name for name in OF_THE_ROW if heading.has(name)]
        self.brought.has = sorted(extra)
        self.brought.columns = sorted({*extra} - {*self.dataset.extra_columns})
        if self.brought.columns:
            self.dataset.extra_columns = sorted({*self.dataset.extra_columns, *extra})
            self.dataset.save(update_fields=["extra_columns"])
        told: dict[str, Any] = {}
        if self.sites is not None:
            self.brought.moved = self.sites.moved
            self.brought.stayed = sorted(self.sites.stayed)
        if self.sites is not None and self.sites.moved:
            told["moved"] = len(self.sites.moved)
            words = _("Records that are kept at another site now: %(count)s.")
            report.remarks.append(Message(words, {"count": told["moved"]}))
        batch.new, batch.changed, batch.unchanged = report.new, report.changed, report.unchanged
        batch.brought = asdict(self.brought)
        batch.save(update_fields=["new", "changed", "unchanged", "brought"])
        report.batch = str(batch.ref)
        record(
            actor=self.actor, verb="registry.data.imported", thing=batch, rows=report.rows, **told
        )


def _places(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """(visit, form) of every form at a visit."""
    rows = FormAtEvent.objects.filter(event__dataset=dataset)
    return rows.values_list("event__name", "form__name").iterator()


def _begin_to_repeat(one: Form | Event) -> bool:
    """Whether it did not repeat before."""
    if one.repeats:
        return False
    one.repeats = True
    one.save(update_fields=["repeats"])
    return True


def _in_chunks(rows: Iterator[DataRow], size: int) -> Iterator[list[DataRow]]:
    while some := list(islice(rows, size)):
        yield some
