"""A file of data taken back: every row is as it was before, unless somebody changed it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from registry.actions.brought import take_back
from registry.actions.import_sites import move_back
from registry.actions.likeness import mark_again
from registry.actions.working_out import Formulas, Wrote, settle
from registry.cells import State
from registry.models import Batch, Dataset, Entry, Registry, Subject
from registry.queries.ages import born_questions
from registry.queries.datasets import forms_seen, my_rights, version_in_use
from registry.queries.participation import closed_records, frozen_records
from registry.rules import may_enter, may_undo
from registry.sealing import state_of, year_again

CHUNK = 500
BACK = (
    "answers",
    "missing",
    "cells",
    "sealed",
    "status",
    "version_id",
    "source",
    "entered_by",
    "batch_id",
    "provenance",
    "changed_at",
    "why",
)


@dataclass(frozen=True)
class Undone:
    """Rows that went, rows that are as before, and rows somebody changed since, which stay.

    `visits` (titles), `forms` (names) and `records` (how many) stay too: somebody saved them on a
    page since, or wrote down what is known of the person. `closed`: numbers of records in which an
    entry stays as the file wrote it, since the person wants nothing changed.
    """

    removed: int = 0
    restored: int = 0
    changed_since: int = 0
    records: int = 0
    visits: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


def undo_import(*, actor: Actor, batch: Batch) -> Undone:
    """Take a batch back. Raises PermissionDenied when it was taken back already."""
    with transaction.atomic():
        registry_id = batch.dataset.registry_id
        Registry.objects.select_for_update().get(pk=registry_id)
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        rights = my_rights(actor=actor, registry_id=registry_id)
        demand(may_undo(actor, held, rights))
        version = version_in_use(held.dataset)
        formulas = Formulas(version) if version is not None else None
        wrote: list[Wrote] = []
        written = _history().filter(batch_id=held.pk)
        first = dict(
            written.values_list("pgh_obj_id")
            .annotate(first=Min("pgh_id"))
            .values_list("pgh_obj_id", "first")
        )
        mine = Entry.objects.visible_to(actor).filter(
            batch_id=held.pk, voided_at=None, locked_at=None
        )
        removed = restored = 0
        kept: list[Entry] = []
        born = born_questions(held.dataset_id)
        keys = list(mine.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            some = mine.filter(pk__in=keys[start : start + CHUNK])
            entries = list(some.select_related("form"))
            before = _states_before({entry.pk: first[entry.pk] for entry in entries})
            closed = closed_records({entry.record_id for entry in entries})
            # Of who gives nothing more, what the file brought goes and nothing else is written.
            kept += [one for one in entries if one.pk in before and one.record_id in closed]
            entries = [
                one for one in entries if one.pk not in before or one.record_id not in closed
            ]
            for entry in entries:
                said = state_of(entry) if formulas and formulas.needs else State()
                _put_back(entry, before.get(entry.pk))
                year_again(entry, born.get(entry.form.name, "") if entry.pk in before else "")
                if formulas and formulas.needs:
                    now = State() if entry.voided_at else state_of(entry)
                    wrote.append((entry, now.differs(said)))
            Entry.objects.visible_to(actor).bulk_update(
                entries,
                [
                    *(name.removesuffix("_id") for name in BACK),
                    "row_version",
                    "voided_at",
                    "born_year",
                ],
            )
            mark_again(actor=actor, dataset=held.dataset, entries=entries)
            gone = sum(entry.pk not in before for entry in entries)
            removed, restored = removed + gone, restored + len(entries) - gone
        if formulas is not None and wrote:
            forms = held.dataset.forms.all()
            mine_to_write = {one.pk for one in forms if may_enter(actor, one.pk, rights)}
            seen = {one.pk for one in forms_seen(actor=actor, dataset=held.dataset)}
            unseen = {one.name for one in forms if one.pk not in seen}
            _follow(actor, held.dataset, formulas, wrote, mine_to_write, unseen)
        move_back(actor, held)
        records = _empty_records(actor, held)
        held.undone_at = timezone.now()
        held.save(update_fields=["undone_at"])
        left = take_back(Dataset.objects.select_for_update().get(pk=held.dataset_id))
        record(actor=actor, verb="registry.data.import_undone", thing=held)
        closed_ones = Subject.objects.visible_to(actor).filter(
            pk__in={one.record_id for one in kept}
        )
        numbers = tuple(closed_ones.order_by("pk").values_list("number", flat=True))
    changed = len(first) - removed - restored - len(kept)
    return Undone(
        removed, restored, changed, records, tuple(left.visits), tuple(left.forms), numbers
    )


def _follow(
    actor: Actor,
    dataset: Dataset,
    formulas: Formulas,
    wrote: list[Wrote],
    forms: set[int],
    unseen: set[str],
) -> None:
    """What hangs on what was put back is worked out anew; what was put back itself stays as it was.

    Only on forms the actor may fill in, not out of forms `unseen` by her, whose answers are missing
    here, and about nobody of whom nothing new is written.
    """
    dark = frozenset[str]().union(*(formulas.own.get(name, ()) for name in unseen))
    blind = {name for name, looks_at in formulas.needs.items() if not looks_at.isdisjoint(dark)}
    by_record: dict[int, list[Wrote]] = defaultdict(list)
    for entry, names in wrote:
        by_record[entry.record_id].append((entry, names))
    keys = sorted(by_record)
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        some = sorted({*some} - closed_records(some) - frozen_records(some))
        living = Entry.objects.visible_to(actor).filter(
            record_id__in=some, form__dataset_id=dataset.pk, voided_at=None
        )
        entries = list(living.select_related("form").order_by("pk"))
        here = [one for record_id in some for one in by_record[record_id]]
        kept: dict[int, Collection[str]] = {one.pk: blind for one in entries}
        kept |= {entry.pk: formulas.at(entry.form.name) for entry, _names in here}
        kept |= {one.pk: formulas.at(one.form.name) for one in entries if one.form_id not in forms}
        settle(actor=actor, formulas=formulas, entries=entries, wrote=here, kept=kept)


def _history() -> Any:
    return Entry.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory


def _states_before(first: dict[int, int]) -> dict[int, Any]:
    """Entry → its newest state older than the batch; nothing for those the batch made."""
    if not first:
        return {}
    older = _history().filter(pgh_obj_id__in=first).order_by("pgh_obj_id", "pgh_id")
    return {state.pgh_obj_id: state for state in older if state.pgh_id < first[state.pgh_obj_id]}


def _put_back(entry: Entry, before: Any) -> None:
    entry.row_version += 1
    if before is None:
        entry.voided_at = timezone.now()
        return
    for name in BACK:
        setattr(entry, name, getattr(before, name))


def _empty_records(actor: Actor, batch: Batch) -> int:
    """Records this batch brought go where nothing is known any more; how many stay with no entry."""
    living = Entry.objects.visible_to(actor).filter(record_id=OuterRef("pk"), voided_at=None)
    empty = Subject.objects.visible_to(actor).filter(
        ~Exists(living), batch_id=batch.pk, same_as=None, voided_at=None
    )
    unsaid = Q(state_why="", vital=Subject.Vital.UNKNOWN, takes_part=Subject.Takes.ACTIVE)
    stay = empty.exclude(unsaid).count()
    empty.filter(unsaid).update(voided_at=timezone.now())
    return stay
