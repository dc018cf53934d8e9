"""A dataset's forms and questions written on pages: each save is a dictionary, taken in as a draft."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.messages import Message
from questionnaires.queries import languages_of
from questionnaires.redcap.columns import HEADINGS
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import Dictionary, import_dictionary
from registry.actions.datasets import take_in_dictionary
from registry.models import Dataset, Registry
from registry.queries.datasets import my_rights
from registry.queries.questions import newest_version
from registry.question_book import Book, Change
from registry.question_rows import Row, name_of
from registry.rules import may_manage
from registry.shipped import FIRST

PLACE = re.compile(r"row \d+: (?P<name>[a-z0-9_]+), (?P<heading>.+)")
COLUMNS = {heading: column for column, heading in HEADINGS.items()}
# Columns of which the importer says that it cannot do what stands there.
LOOKED_AT = ("branching", "choices", "validation_min", "validation_max")


@dataclass(frozen=True)
class Fault:
    """What is wrong, with which question and in which column; either may be empty."""

    name: str
    column: str
    message: Message


class Unfit(Exception):
    """What was written cannot be asked, shown or worked out as it says."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


def begin_dataset(
    *, actor: Actor, registry: Registry, title: str, form: str, language: str
) -> Dataset:
    """A dataset with one form and no question: a draft, so nobody is asked anything yet."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
        book = Book.begun(form)
        intake = take_in_dictionary(
            actor=actor,
            raw=dictionary_csv(book.rows).encode(),
            registry=registry,
            title=title,
            language=language,
            heads=book.heads,
        )
        if intake.dataset is None:
            raise ValueError("our own first row is no dictionary")
    return intake.dataset


def write_questions(*, actor: Actor, dataset: Dataset, change: Change) -> Book:
    """The draft, or one begun from the version in use, with this change. Entries stay untouched.

    What the change raises goes on (question_book.NotThere, ChangedMeanwhile, StillUsed). Raises
    Unfit when a rule or formula could not be run, and what else the importer refuses.
    """
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        Registry.objects.select_for_update().get(pk=dataset.registry_id)
        newest = newest_version(dataset)
        language = next(iter(languages_of(newest.pk)), FIRST)
        before = Book.of(newest.metadata)
        after = change(before)
        faults = _new_faults(before, after, language)
        if faults:
            raise Unfit(faults)
        take_in_dictionary(
            actor=actor,
            raw=_csv(after),
            registry=dataset.registry,
            title=dataset.title,
            dataset=dataset,
            language=language,
            heads=after.heads,
        )
        record(actor=actor, verb="registry.dataset.written", thing=dataset)
    return after


def _csv(book: Book) -> bytes:
    return dictionary_csv(book.rows).encode()


def _new_faults(before: Book, after: Book, language: str) -> list[Fault]:
    """What the importer refuses, and rules it could run before or that were written just now."""
    read = import_dictionary(_csv(after), language=language)
    refused = [_fault(one.path, one.message) for one in read.report.errors]
    if refused:
        return refused
    told = _told(read)
    if not told:
        return []
    was = import_dictionary(_csv(before), language=language)
    known = {(one.name, one.column, str(one.message)) for one in _told(was)}
    rows = {name_of(row): row for row in before.rows}
    now = {name_of(row): row for row in after.rows}
    return [
        one
        for one in told
        if (one.name, one.column, str(one.message)) not in known
        or _cell(rows, one) != _cell(now, one)
    ]


def _told(read: Dictionary) -> list[Fault]:
    """Why something could not be done. What becomes of the field then is the last word of several
    about one cell, and not said: here nothing is stored.
    """
    cells: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for note in read.report.notes:
        fault = _fault(note.path, note.message)
        if note.level in ("kept", "dropped") and fault.column in LOOKED_AT:
            cells[fault.name, fault.column].append(fault)
    return [one for faults in cells.values() for one in faults[: max(1, len(faults) - 1)]]


def _fault(path: str, message: Message) -> Fault:
    found = PLACE.fullmatch(path)
    if found is None:
        return Fault("", "", message)
    return Fault(found["name"], COLUMNS.get(found["heading"], ""), message)


def _cell(rows: dict[str, Row], fault: Fault) -> str:
    return rows.get(fault.name, {}).get(fault.column, "")
