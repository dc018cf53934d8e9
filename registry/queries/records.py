"""Records of a registry and what is entered about each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from po_platform.access.actor import Actor
from registry.models import Dataset, Entry, Event, Form, Subject

PAGE = 50


def records(*, actor: Actor, dataset: Dataset, number: str = "", after: int = 0) -> list[Subject]:
    """One page of records, newest first, and one more if there is."""
    mine = Subject.objects.visible_to(actor).filter(
        registry_id=dataset.registry_id, voided_at=None, same_as=None
    )
    if number:
        mine = mine.filter(number__startswith=number)
    if after:
        mine = mine.filter(pk__lt=after)
    return list(mine.order_by("-pk")[: PAGE + 1])


def record_of(*, actor: Actor, ref: UUID) -> Subject | None:
    """One record the actor may see."""
    mine = Subject.objects.visible_to(actor).select_related("registry")
    return mine.filter(ref=ref, voided_at=None, same_as=None).first()


def entries_of(*, actor: Actor, record: Subject, dataset: Dataset) -> QuerySet[Entry]:
    """Everything entered about a record in one dataset, form by form."""
    mine = Entry.objects.visible_to(actor).filter(
        record_id=record.pk, form__dataset_id=dataset.pk, voided_at=None
    )
    return mine.select_related("form", "event").order_by("form__position", "instance", "pk")


def entry_of(*, actor: Actor, ref: UUID, lock: bool = False) -> Entry | None:
    """One entry the actor may see. `lock`: nobody else writes or moves it meanwhile."""
    mine = Entry.objects.visible_to(actor).filter(ref=ref, voided_at=None)
    if lock:
        # Before the entry, as whoever puts records together has the registry first.
        hold_record(mine.values_list("record_id", flat=True).first() or 0)
        mine = mine.select_for_update(of=("self",))
    return mine.select_related("form__dataset__registry", "event", "record", "version").first()


def hold_record(record_id: int) -> bool:
    """Whether a record stands for itself; it stays so until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select hold_record(%s)", [record_id])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class Occasion:
    """One form on one occasion: what is entered, or where something can be."""

    form: Form
    event: Event | None
    instance: int
    entry: Entry | None


def occasions(*, actor: Actor, record: Subject, dataset: Dataset) -> list[Occasion]:
    """Every form of every visit, filled in or not; after those that repeat, the next one."""
    entries = list(entries_of(actor=actor, record=record, dataset=dataset))
    forms = list(dataset.forms.order_by("position"))
    places: list[tuple[Event | None, Form]] = [(None, form) for form in forms]
    events = list(dataset.events.order_by("position").prefetch_related("forms"))
    if events:
        places = [
            (event, form)
            for event in events
            for form in sorted(event.forms.all(), key=lambda one: one.position)
        ]
    found: list[Occasion] = []
    for event, form in places:
        given = [
            entry
            for entry in entries
            if entry.form_id == form.pk and entry.event_id == (event.pk if event else None)
        ]
        found += [Occasion(form, event, entry.instance, entry) for entry in given]
        if form.repeats or not given:
            following = max((entry.instance for entry in given), default=0) + 1
            found.append(Occasion(form, event, following if form.repeats else 0, None))
    return found
