"""Writing a diary: measures, numbers of today or earlier days, events; taking back, sharing, reading in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.models import DiaryEntry, DiaryMeasure
from proms.queries.diary import my_entries, my_measures
from proms.rules import may_keep_diary, may_write_down


class NameTaken(Exception):
    """There is a measure of this name already."""


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """What somebody wants to write numbers down about."""

    name: str
    unit: str
    low: Decimal
    high: Decimal
    direction: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line to write: for which day, and a number, words, or both."""

    on: date
    at: time | None = None
    value: Decimal | None = None
    words: str = ""
    event: bool = False
    shared: bool = False


def add_measure(*, actor: SignedIn, new: NewMeasure) -> DiaryMeasure:
    """A measure of her own, private. Raises NameTaken."""
    demand(may_keep_diary(actor))
    with transaction.atomic():
        made = DiaryMeasure.objects.bulk_create(
            [
                DiaryMeasure(
                    subject_id=_subject(actor), name=new.name, unit=new.unit,
                    low=new.low, high=new.high, direction=new.direction,
                )
            ],
            ignore_conflicts=True,
        )[0]  # fmt: skip
        found = my_measures(actor=actor).filter(ref=made.ref).first()
        if found is None:
            raise NameTaken
        record(actor=actor, verb="proms.diary.measure_added", thing=found, subject=actor.subject_id)
    return found


def write_entry(*, actor: SignedIn, measure_ref: UUID | None, line: Line) -> DiaryEntry:
    """A number of one of her measures, or without one an event or words."""
    demand(may_keep_diary(actor))
    with transaction.atomic():
        measure = _measure(actor, measure_ref) if measure_ref else None
        entry = _entry(actor, measure, line)
        entry.save(force_insert=True)
        record(actor=actor, verb="proms.diary.written", thing=entry, subject=actor.subject_id)
    return entry


def take_back_entry(*, actor: SignedIn, ref: UUID, back: bool = True) -> None:
    """It leaves the diary and every picture; `back=False` brings it in again."""
    demand(may_keep_diary(actor))
    with transaction.atomic():
        mine = my_entries(actor=actor, also_taken_back=True)
        held = mine.select_for_update(of=("self",)).filter(ref=ref).first()
        if held is None:
            raise Http404
        held.taken_back_at = Now() if back else None
        held.save(update_fields=["taken_back_at"])
        verb = "proms.diary.taken_back" if back else "proms.diary.put_back"
        record(actor=actor, verb=verb, thing=held, subject=actor.subject_id)


def share_measure(*, actor: SignedIn, ref: UUID, shared: bool) -> None:
    """Those who see her answers see this measure too, or no longer; nobody else ever does."""
    demand(may_keep_diary(actor))
    with transaction.atomic():
        held = _measure(actor, ref)
        held.shared = shared
        held.save(update_fields=["shared"])
        my_entries(actor=actor, also_taken_back=True).filter(measure=held).update(shared=shared)
        verb = "proms.diary.shared" if shared else "proms.diary.kept_private"
        record(actor=actor, verb=verb, thing=held, subject=actor.subject_id)


def end_measure(*, actor: SignedIn, ref: UUID, ended: bool) -> None:
    """Off the diary's page with what was written kept, or on it again."""
    demand(may_keep_diary(actor))
    with transaction.atomic():
        held = _measure(actor, ref)
        held.ended_at = Now() if ended else None
        held.save(update_fields=["ended_at"])
        verb = "proms.diary.measure_ended" if ended else "proms.diary.measure_resumed"
        record(actor=actor, verb=verb, thing=held, subject=actor.subject_id)


def read_in(*, actor: SignedIn, lines: Sequence[tuple[DiaryMeasure | None, Line]]) -> int:
    """Everything at once; what stands there already is not written twice. Returns how many are new."""
    demand(may_keep_diary(actor))
    with transaction.atomic():
        kept = my_entries(actor=actor)
        there = set(kept.values_list("measure_id", "on", "at", "value", "words", "event"))
        new: dict[object, DiaryEntry] = {}
        for measure, line in lines:
            entry = _entry(actor, measure, line)
            key = (entry.measure_id, entry.on, entry.at, entry.value, entry.words, entry.event)
            if key not in there:
                new[key] = entry
        DiaryEntry.objects.bulk_create(new.values(), batch_size=500)
        record(
            actor=actor, verb="proms.diary.read_in", thing=None, subject=actor.subject_id,
            entries=len(new),
        )  # fmt: skip
    return len(new)


def _entry(actor: SignedIn, measure: DiaryMeasure | None, line: Line) -> DiaryEntry:
    if measure is not None and line.value is not None:
        demand(may_write_down(measure, line.value))
    return DiaryEntry(
        subject_id=_subject(actor),
        measure=measure,
        on=line.on,
        at=line.at,
        value=line.value if measure is not None else None,
        words=line.words,
        event=line.event and measure is None,
        shared=measure.shared if measure is not None else line.shared,
    )


def _subject(actor: SignedIn) -> UUID:
    if actor.subject_id is None:
        raise Http404
    return actor.subject_id


def _measure(actor: SignedIn, ref: UUID) -> DiaryMeasure:
    found = my_measures(actor=actor).select_for_update().filter(ref=ref).first()
    if found is None:
        raise Http404
    return found
