"""A diary as its person sees it, and what of it she shows to those who see her answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import DiaryEntry, DiaryMeasure

PAGE = 25


def my_measures(*, actor: Actor) -> ProtectedQuerySet[DiaryMeasure]:
    """The actor's own, ended ones too."""
    subject = actor.subject_id if isinstance(actor, SignedIn) and not actor.helping else None
    found = DiaryMeasure.objects.visible_to(actor)
    return found.filter(subject_id=subject).order_by("pk") if subject else found.none()


def my_entries(*, actor: Actor, also_taken_back: bool = False) -> ProtectedQuerySet[DiaryEntry]:
    """The actor's own, newest day first."""
    subject = actor.subject_id if isinstance(actor, SignedIn) and not actor.helping else None
    found = DiaryEntry.objects.visible_to(actor)
    if not subject:
        return found.none()
    found = found.filter(subject_id=subject).select_related("measure").order_by("-on", "-pk")
    return found if also_taken_back else found.filter(taken_back_at=None)


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """One page, and the entry its older neighbour begins after."""

    rows: list[DiaryEntry]
    older: UUID | None


def entries_page(
    *, actor: Actor, measure: DiaryMeasure | None = None, before: UUID | None = None
) -> EntriesPage | None:
    """By place, not by number; None when `before` is not the actor's."""
    found = my_entries(actor=actor)
    if measure is not None:
        found = found.filter(measure=measure)
    if before is not None:
        last = my_entries(actor=actor, also_taken_back=True).filter(ref=before).first()
        if last is None:
            return None
        found = found.filter(Q(on__lt=last.on) | Q(on=last.on, pk__lt=last.pk))
    rows = list(found[: PAGE + 1])
    return EntriesPage(rows[:PAGE], rows[PAGE - 1].ref if len(rows) > PAGE else None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A diary's numbers by measure, oldest first, and what happened when."""

    measures: list[tuple[DiaryMeasure, list[DiaryEntry]]]
    events: list[DiaryEntry]


def diary_of(*, actor: Actor, subject: UUID, shown: bool = False) -> Kept:
    """Of one subject whatever the actor may see; one query.

    `shown`: only what its person shows to others, also where she looks at it herself.
    """
    seen = DiaryMeasure.objects.visible_to(actor).filter(subject_id=subject)
    kept = DiaryEntry.objects.visible_to(actor).filter(subject_id=subject, taken_back_at=None)
    if shown:
        seen, kept = seen.filter(shared=True), kept.filter(shared=True)
    rows = kept.filter(Q(measure__isnull=True) | Q(measure__in=seen.values("pk"))).select_related(
        "measure"
    )
    by_measure: dict[int, list[DiaryEntry]] = defaultdict(list)
    measures: dict[int, DiaryMeasure] = {}
    events = []
    for row in rows.order_by("on", "at", "pk"):
        if row.event:
            events.append(row)
        elif row.measure is not None and row.value is not None:
            measures[row.measure.pk] = row.measure
            by_measure[row.measure.pk].append(row)
    return Kept([(measures[pk], by_measure[pk]) for pk in sorted(measures)], events)
