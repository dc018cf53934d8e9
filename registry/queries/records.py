"""Records of a registry and what is entered about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from po_platform.access.actor import Actor
from registry.models import Dataset, Entry, Event, Form, Participation, Subject
from registry.queries.sites import Choice

PAGE = 50


@dataclass(frozen=True)
class WorkList:
    """Which records a curator works through. `has`, `lacks`: ids of forms, None for any; `site`: those
    kept there.

    `overdue`: a visit whose last day has passed; `forms`: of those at it the ones the actor sees.
    """

    has: int | None = None
    lacks: int | None = None
    overdue: Event | None = None
    forms: tuple[int, ...] = ()
    site: Choice | None = None


EVERYBODY = WorkList()


def records(
    *,
    actor: Actor,
    dataset: Dataset,
    number: str = "",
    after: int = 0,
    work: WorkList = EVERYBODY,
) -> list[Subject]:
    """One page of records, newest first, and one more if there is.

    `work`: of forms the actor sees. Whoever lacks one is somebody who can still be asked: not known
    to have died, taking part, and giving new data.
    """
    mine = Subject.objects.visible_to(actor).filter(
        registry_id=dataset.registry_id, voided_at=None, same_as=None
    )
    if number:
        mine = mine.filter(number__startswith=number)
    if work.site is not None:
        mine = mine.filter(work.site.records)
    if work.has is not None:
        mine = mine.filter(Exists(_filled(actor, work.has)))
    if work.lacks is not None:
        mine = mine.filter(~Exists(_filled(actor, work.lacks)))
    if work.overdue is not None:
        mine = mine.filter(Exists(_passed(actor, work.overdue)))
        filled = [Exists(_filled(actor, form, visit=work.overdue)) for form in work.forms]
        mine = mine.exclude(reduce(and_, filled, Q(pk__isnull=False)))
    if work.lacks is not None or work.overdue is not None:
        closed = _takes_part(actor).filter(closed_at__isnull=False)
        mine = mine.filter(~Exists(closed), takes_part=Subject.Takes.ACTIVE)
        mine = mine.exclude(vital=Subject.Vital.DEAD)
    if after:
        mine = mine.filter(pk__lt=after)
    return list(mine.order_by("-pk")[: PAGE + 1])


def _takes_part(actor: Actor) -> QuerySet[Participation]:
    """Of the record in the query around."""
    mine = Participation.objects.visible_to(actor)
    return mine.filter(record_id=OuterRef("pk"), state=Participation.State.ACTIVE)


def _passed(actor: Actor, visit: Event) -> QuerySet[Participation]:
    """Whoever joined so long ago that the days of this visit are over."""
    first = timezone.localdate() - timedelta(days=visit.until_day or 0)
    before = datetime.combine(first, time(), timezone.get_current_timezone())
    return _takes_part(actor).filter(paused_at=None, since__lt=before)


def _filled(actor: Actor, form_id: int, *, visit: Event | None = None) -> QuerySet[Entry]:
    """A form of the record in the query around, filled in on some occasion.

    One its member began and has not come to the end of is not (`Occasion.unfinished`).
    """
    mine = Entry.objects.visible_to(actor)
    here = mine.filter(record_id=OuterRef("pk"), form_id=form_id, voided_at=None)
    if visit is not None:
        here = here.filter(event_id=visit.pk)
    return here.exclude(
        status=Entry.Status.INCOMPLETE,
        source__in=(Entry.Source.SELF, Entry.Source.PROXY),
        form__members_fill=True,
        form__scores_of="",
        locked_at=None,
    )


def record_of(*, actor: Actor, ref: UUID) -> Subject | None:
    """One record the actor may see."""
    mine = Subject.objects.visible_to(actor).select_related("registry", "site")
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
    """One form on one occasion: what is entered, or where something can be.

    `opens` and `closes`: the days between which its visit is due, where that is known.
    """

    form: Form
    event: Event | None
    instance: int
    entry: Entry | None
    opens: date | None = None
    closes: date | None = None
    due: bool = False  # whether it is time for it, where that was asked

    @property
    def unfinished(self) -> bool:
        """Whether she, or who helps her, began a form and has not come to its end."""
        entry, source = self.entry, Entry.Source
        return (
            entry is not None
            and entry.status == Entry.Status.INCOMPLETE
            and entry.source in (source.SELF, source.PROXY)
            and self.form.members_fill
            and not self.form.scores_of  # nobody goes on with it
            and entry.locked_at is None
        )


def occasions(
    *, actor: Actor, record: Subject, dataset: Dataset, joined: date | None = None
) -> list[Occasion]:
    """Every form of every visit, filled in or not; after what repeats, the next one.

    Forms at no visit stand before the visits; what was entered where nothing is asked any more
    stands at the end. `joined`: the day from which the days of a visit are counted.
    """
    entries = list(entries_of(actor=actor, record=record, dataset=dataset))
    events = list(dataset.events.order_by("position", "pk").prefetch_related("forms"))
    at_visits = {form.pk for event in events for form in event.forms.all()}
    places: list[tuple[Event | None, Form]] = [
        (None, form) for form in dataset.forms.order_by("position") if form.pk not in at_visits
    ]
    places += [
        (event, form)
        for event in events
        for form in sorted(event.forms.all(), key=lambda one: one.position)
    ]
    found: list[Occasion] = []
    for event, form in places:
        here = event.pk if event else None
        given = [one for one in entries if one.form_id == form.pk and one.event_id == here]
        found += [Occasion(form, event, entry.instance, entry) for entry in given]
        opens, closes = _window(event, joined)
        found += [
            Occasion(form, event, number, None, opens, closes)
            for number in _free(event, form, given, entries)
        ]
    asked = {(event.pk if event else None, form.pk) for event, form in places}
    found += [
        Occasion(entry.form, entry.event, entry.instance, entry)
        for entry in entries
        if (entry.event_id, entry.form_id) not in asked
    ]
    return found


def _free(event: Event | None, form: Form, given: list[Entry], entries: list[Entry]) -> list[int]:
    """The numbers under which this form can be begun now; 0: it does not repeat."""
    if form.scores_of:
        return []  # nobody begins it
    if event is not None and event.repeats:
        held = {one.instance for one in entries if one.event_id == event.pk and one.repeats_event}
        taken = {one.instance for one in given if one.repeats_event}
        return sorted({*held, max(held, default=0) + 1} - taken)
    if form.repeats:
        return [max((one.instance for one in given), default=0) + 1]
    return [] if given else [0]


def _window(event: Event | None, joined: date | None) -> tuple[date | None, date | None]:
    if event is None or joined is None or event.from_day is None or event.until_day is None:
        return None, None
    return joined + timedelta(days=event.from_day), joined + timedelta(days=event.until_day)
