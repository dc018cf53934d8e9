"""What a file of data made of its dataset: visits, forms at them, what repeats, columns of its own.

Taken back, it goes again where nothing that is still there needs it; what another file or somebody
since needs stays, and goes with the last of them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.db import connection

from registry.models import Batch, Dataset, Event, FormAtEvent


@dataclass
class Brought:
    """By name. `at`: visit and form; `has`: every column of its own the file had."""

    visits: list[str] = field(default_factory=list)
    at: list[list[str]] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)  # forms
    visits_again: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    has: list[str] = field(default_factory=list)


def take_back(dataset: Dataset) -> None:
    """Of every file that was taken back, what nothing needs any more."""
    gone = list(dataset.batches.filter(undone_at__isnull=False).exclude(brought={}))
    kept = dataset.batches.filter(undone_at=None).exclude(brought={})
    needed = {name for one in kept for name in Brought(**one.brought).has}
    dropped: set[str] = set()
    for batch in gone:
        dropped |= _without(dataset, batch, needed)
    if dropped:
        dataset.extra_columns = [name for name in dataset.extra_columns if name not in dropped]
        dataset.save(update_fields=["extra_columns"])


def _without(dataset: Dataset, batch: Batch, needed: set[str]) -> set[str]:
    """The columns that go. What stays is noted with the file still, for the next taken back."""
    brought = Brought(**batch.brought)
    events = {event.name: event for event in dataset.events.all()}
    forms = {form.name: form for form in dataset.forms.all()}
    brought.at = [
        [event, form]
        for event, form in brought.at
        if event in events and not _drop_pair(events[event].pk, forms[form].pk)
    ]
    brought.repeats = [
        name for name in brought.repeats if not _asked("end_repeating_form", forms[name].pk)
    ]
    brought.visits_again = [
        name
        for name in brought.visits_again
        if name in events and not _asked("end_repeating_visit", events[name].pk)
    ]
    brought.visits = [
        name
        for name in brought.visits
        if name in events
        and (_is_planned(events[name]) or not _asked("drop_visit", events[name].pk))
    ]
    columns = {name for name in brought.columns if name not in needed}
    brought.columns = [name for name in brought.columns if name in needed]
    batch.brought = asdict(brought)
    batch.save(update_fields=["brought"])
    return columns


def _is_planned(visit: Event) -> bool:
    """Whether somebody gave it days or forms since, on a page or by another file."""
    return visit.from_day is not None or FormAtEvent.objects.filter(event=visit).exists()


def _drop_pair(event_id: int, form_id: int) -> bool:
    if _asked("form_at_visit_in_use", event_id, form_id):
        return False
    FormAtEvent.objects.filter(event_id=event_id, form_id=form_id).delete()
    return True


def _asked(function: str, *ids: int) -> bool:
    """A function of the vault: it sees entries of every form, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(ids))})", list(ids))
        return bool(cursor.fetchone()[0])
