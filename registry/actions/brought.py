"""What a file of data made of its dataset: visits, forms at them, what repeats, columns of its own.

Taken back, it goes again where nothing that is still there needs it; what another file or somebody
since needs stays, and goes with the last of them. What somebody saved on a page since is a person's
from then on: no file takes it back any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field

from django.db import connection

from registry.models import Batch, Dataset, Event, FormAtEvent


@dataclass
class Brought:
    """By name. `at`: visit and form; `has`: every column of its own the file had; `moved`: keys of a
    record, and of the sites it was kept at before and after; `stayed`: keys of records it says are
    kept where they were.

    `saved_visits`, `saved_forms`: what somebody saved since on the page of the visit, or on the one
    that says which forms are filled in anew.
    """

    visits: list[str] = field(default_factory=list)
    at: list[list[str]] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)  # forms
    visits_again: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    has: list[str] = field(default_factory=list)
    moved: list[list[int | None]] = field(default_factory=list)
    stayed: list[int] = field(default_factory=list)
    saved_visits: list[str] = field(default_factory=list)
    saved_forms: list[str] = field(default_factory=list)

    @property
    def about(self) -> set[str]:
        """The visits it says something of."""
        return {*self.visits, *self.visits_again, *(visit for visit, _form in self.at)}

    @property
    def sited(self) -> set[int]:
        """Records it says the site of."""
        return {*self.stayed, *(record or 0 for record, _before, _after in self.moved)}

    def leave_to_people(self) -> None:
        """What was saved on a page is no file's any more."""
        self.visits = [name for name in self.visits if name not in self.saved_visits]
        self.visits_again = [name for name in self.visits_again if name not in self.saved_visits]
        self.at = [pair for pair in self.at if pair[0] not in self.saved_visits]
        self.repeats = [name for name in self.repeats if name not in self.saved_forms]
        self.saved_visits, self.saved_forms = [], []


@dataclass
class Left:
    """What stays as somebody saved it on a page: titles of visits, names of forms that repeat."""

    visits: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)


def saved_visit(visit: Event, forms: Collection[str]) -> None:
    """A visit was saved on its page with these forms: it is a person's now, with all of them."""
    for batch, brought in _noted(visit.dataset_id):
        if visit.name not in brought.about:
            continue
        brought.at = [pair for pair in brought.at if pair[0] != visit.name or pair[1] in forms]
        if not visit.repeats and visit.name in brought.visits_again:
            brought.visits_again.remove(visit.name)
        brought.saved_visits = sorted({*brought.saved_visits, visit.name})
        _note(batch, brought)


def saved_how_often(dataset: Dataset, repeat: Collection[str]) -> None:
    """Somebody said which forms are filled in anew each time: that is a person's now."""
    for batch, brought in _noted(dataset.pk):
        if brought.repeats:
            brought.repeats = [name for name in brought.repeats if name in repeat]
            brought.saved_forms = sorted(brought.repeats)
            _note(batch, brought)


def take_back(dataset: Dataset) -> Left:
    """Of every file that was taken back, what nothing needs any more. What is left to people stays."""
    left = Left()
    gone = list(dataset.batches.filter(undone_at__isnull=False).exclude(brought={}))
    kept = dataset.batches.filter(undone_at=None).exclude(brought={})
    needed = {name for one in kept for name in Brought(**one.brought).has}
    dropped: set[str] = set()
    for batch in gone:
        dropped |= _without(dataset, batch, needed, left)
    if dropped:
        dataset.extra_columns = [name for name in dataset.extra_columns if name not in dropped]
        dataset.save(update_fields=["extra_columns"])
    return left


def _without(dataset: Dataset, batch: Batch, needed: set[str], left: Left) -> set[str]:
    """The columns that go. What stays is noted with the file still, for the next taken back."""
    brought = Brought(**batch.brought)
    events = {event.name: event for event in dataset.events.all()}
    forms = {form.name: form for form in dataset.forms.all()}
    saved = [name for name in brought.saved_visits if name in events]
    left.visits += [events[name].title for name in saved]
    left.forms += brought.saved_forms
    brought.leave_to_people()
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
    _note(batch, brought)
    return columns


def _noted(dataset_id: int) -> list[tuple[Batch, Brought]]:
    """Every file that brought something, held until this is written."""
    found = Batch.objects.select_for_update().filter(dataset_id=dataset_id).exclude(brought={})
    return [(batch, Brought(**batch.brought)) for batch in found.order_by("pk")]


def _note(batch: Batch, brought: Brought) -> None:
    batch.brought = asdict(brought)
    batch.save(update_fields=["brought"])


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
