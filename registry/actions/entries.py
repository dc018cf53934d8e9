"""Adding a record, and writing what is known about it on one occasion."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record as write_down
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Verdict, demand
from registry.actions.likeness import mark_entries, mark_herself
from registry.actions.working_out import Formulas, follow
from registry.cells import State
from registry.entry_flow import At
from registry.layout import Layout
from registry.models import Dataset, Entry, Right, Subject
from registry.provenance import PAPER, RECORD, SCORES, after, confirmed, still_so
from registry.queries.ages import born_questions
from registry.queries.codes import editions_of
from registry.queries.datasets import form_in_use, my_rights, version_in_use
from registry.queries.participation import closed_records, frozen_records, my_participation
from registry.queries.records import hold_record
from registry.queries.sites import own_site
from registry.rules import (
    may_change,
    may_collect,
    may_confirm,
    may_enter,
    may_fill_in,
    may_keep,
    may_lock,
    may_manage,
    may_take_scores,
    may_type_in,
)
from registry.sealing import identifiers, state_of, store

STILL_SO = "registry.entry.still_so"
INCOMPLETE = Entry.Status.INCOMPLETE


class NumberElsewhere(Exception):
    """A record of this number is kept at a site the actor does not work for."""


class ChangedMeanwhile(Exception):
    """Somebody else wrote the same entry since this one was opened."""


def add_record(*, actor: Actor, dataset: Dataset, number: str) -> Subject:
    """The record of this number; the one that is there already, if it is. A new one is kept at the
    site she works for. Raises NumberElsewhere.
    """
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=dataset.registry_id)
        demand(_may_add(actor, dataset, rights))
        mine = Subject.objects.visible_to(actor)
        where = {"registry_id": dataset.registry_id, "number": number, "voided_at": None}
        found = mine.filter(**where).select_related("same_as").first()
        if found is not None:
            if found.same_as_id is not None and found.same_as is None:  # kept elsewhere by now
                raise NumberElsewhere
            return found.same_as or found
        try:
            with transaction.atomic():
                found = Subject.objects.create(
                    registry_id=dataset.registry_id, number=number, site_id=own_site(rights)
                )
        except IntegrityError as error:
            there = mine.filter(**where).first()
            if there is None:
                raise NumberElsewhere from error
            return there
        write_down(actor=actor, verb="registry.record.added", thing=found, subject=found.subject_id)
    return found


def save_entry(
    *,
    actor: Actor,
    at: At,
    entry: Entry | None,
    state: State,
    occurred_on: str,
    seen_version: int,
    own: bool = False,
    why: str = "",
    paper: bool = False,
    taken_over: bool = False,
    sending: UUID | None = None,
) -> Entry:
    """Write one form. Raises ChangedMeanwhile when it is not the entry that was opened.

    `own`: by the person it is about, or who acts for her. What changes is confirmed no more; what
    she read through and saved as it was is still so today. What is calculated from it on other forms
    of the same row is worked out anew. `why`: why it changed, kept with what
    stood before. `paper`: what changes stands on a paper she signed and is typed in for her.
    `taken_over`: it stood in her own record in another registry before. `sending`: the answers to a
    questionnaire whose scores these are.
    """
    version = version_in_use(at.dataset)
    if version is None:
        raise ChangedMeanwhile
    source = _demand_entering(actor, at, own=own, scores=sending is not None)
    if (entry.row_version if entry else 0) != seen_version or not _holds(actor, at, entry):
        raise ChangedMeanwhile
    demand(may_change(entry))
    row = entry or Entry(
        subject_id=at.record.subject_id,
        record=at.record,
        registry_id=at.dataset.registry_id,
        form=at.form,
        event=at.event,
        instance=at.instance,
        repeats_event=at.repeats_event,
        row_version=0,
    )
    before, when = (state_of(entry) if entry else State()), row.occurred_on
    definition = form_in_use(version).definition
    formulas = Formulas(version, definition)
    changed = entry is None or not state.says(before) or occurred_on != when
    by = actor.account_id if isinstance(actor, SignedIn) else None
    if own and not changed:
        _looked_through(row, before, how=source, by=by)
        state = replace(state, status=before.status or state.status)
        why = why or row.why
    else:
        typed_in = paper and not own
        row.source, row.entered_by = source, by
        row.provenance = after(
            row.provenance,
            before,
            state,
            how=Entry.Source.SELF if typed_in else source,
            by=by,
            at=timezone.now(),
            terms=editions_of(definition, state.answers),
            via=PAPER if typed_in else RECORD if taken_over else SCORES if sending else "",
            sending=str(sending) if sending else "",
            calculated=formulas.at(at.form.name),
        )
    born = born_questions(at.dataset.pk).get(at.form.name, "")
    store(row, state, identifiers(Layout(definition)), born=born)
    row.version, row.occurred_on, row.why, row.batch = version, occurred_on, why, None
    row.row_version += 1
    if changed:
        row.changed_at = Now()
    try:
        with transaction.atomic():
            row.save()
            write_down(
                actor=actor,
                verb=_verb(entry, still_so=own and not changed and before.status != INCOMPLETE),
                thing=row,
                subject=row.subject_id,
            )
            mark_entries(actor=actor, dataset=at.dataset, entries=[row])
            if own:
                mark_herself(actor=actor)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    # Of a new form also what looks at forms that whoever writes does not see.
    moved = state.differs(before) | (formulas.looked_at(at.form.name) if entry is None else set())
    follow(entry=row, form=at.form.name, formulas=formulas, names=moved)
    return row


def _verb(entry: Entry | None, *, still_so: bool) -> str:
    if still_so:
        return STILL_SO
    return "registry.entry.changed" if entry else "registry.entry.made"


def _looked_through(entry: Entry, state: State, *, how: str, by: int | None) -> None:
    """Everything on it is still so today. Where nothing was answered, that is what is still so."""
    names = {*state.answers, *state.missing}
    entry.provenance = still_so(entry.provenance, names, how=how, by=by, at=timezone.now())
    entry.batch = None  # hers from now on: a file taken back leaves it
    if not names:
        entry.changed_at = Now()  # no answer bears the day


def nothing_changed(*, actor: Actor, at: At, entry: Entry, seen_version: int) -> None:
    """Everything on this form is still so today; what was confirmed stays confirmed."""
    with transaction.atomic():
        how = _demand_entering(actor, at, own=True)
        demand(may_change(entry))
        if entry.row_version != seen_version:
            raise ChangedMeanwhile
        by = actor.account_id if isinstance(actor, SignedIn) else None
        _looked_through(entry, state_of(entry), how=how, by=by)
        entry.row_version += 1
        entry.save(update_fields=["provenance", "row_version", "batch", "changed_at"])
        write_down(actor=actor, verb=STILL_SO, thing=entry, subject=entry.subject_id)


def confirm_values(
    *, actor: Actor, at: At, entry: Entry, names: Collection[str], seen_version: int
) -> int:
    """A clinician or curator has looked at these answers and stands for them; how many there were."""
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=at.dataset.registry_id)
        demand(may_confirm(actor, at.form.pk, rights))
        demand(_may_collect(at.record.pk))
        if entry.row_version != seen_version or not isinstance(actor, SignedIn):
            raise ChangedMeanwhile
        state = state_of(entry)
        known = {*state.answers, *state.missing} & set(names)
        # What came before there was provenance is taken as the entry says it came.
        kept = {name: _as_entered(entry) for name in known} | entry.provenance
        entry.provenance = confirmed(kept, known, by=actor.account_id, at=timezone.now())
        if known:
            entry.batch = None  # somebody stands for it: a file taken back leaves it
        entry.row_version += 1
        entry.save(update_fields=["provenance", "row_version", "batch"])
        write_down(
            actor=actor, verb="registry.entry.confirmed", thing=entry, subject=entry.subject_id
        )
    return len(known)


def lock_entry(*, actor: Actor, entry: Entry, seen_version: int, why: str) -> None:
    """Nobody changes it any more; with no `why` it can be changed again. What it says stays."""
    with transaction.atomic():
        demand(may_lock(actor, entry, my_rights(actor=actor, registry_id=entry.registry_id)))
        demand(_may_collect(entry.record_id))
        if entry.row_version != seen_version:
            raise ChangedMeanwhile
        entry.locked_at, entry.locked_why = (timezone.now() if why else None), why
        entry.row_version += 1
        entry.save(update_fields=["locked_at", "locked_why", "row_version"])
        verb = "registry.entry.locked" if why else "registry.entry.unlocked"
        write_down(actor=actor, verb=verb, thing=entry, subject=entry.subject_id)


def _holds(actor: Actor, at: At, entry: Entry | None) -> bool:
    """Whether record and entry are where they were, and stay there until this is written."""
    if not hold_record(at.record.pk):
        return False
    if entry is None:
        return True
    mine = Entry.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    same = mine.filter(pk=entry.pk, row_version=entry.row_version, record_id=at.record.pk)
    return same.values_list("pk", flat=True).first() is not None


def _as_entered(entry: Entry) -> dict[str, object]:
    return {"how": entry.source, "by": entry.entered_by, "at": entry.changed_at.isoformat()}


def _demand_entering(actor: Actor, at: At, *, own: bool, scores: bool = False) -> str:
    """Whether she may write this form now, and how its answers came."""
    if own:
        taking_part = my_participation(actor=actor, registry=at.dataset.registry)
        may = may_take_scores if scores else may_fill_in
        demand(may(actor, at.form, taking_part))
    else:
        demand(may_type_in(at.form))
    demand(_may_collect(at.record.pk))
    if own:
        helped = isinstance(actor, SignedIn) and actor.helping is not None
        return Entry.Source.PROXY if helped else Entry.Source.SELF
    rights = my_rights(actor=actor, registry_id=at.dataset.registry_id)
    demand(may_enter(actor, at.form.pk, rights))
    demand(may_keep(at.record))
    clinician = isinstance(actor, SignedIn) and actor.hat == Hat.CLINICIAN
    return Entry.Source.CLINICIAN if clinician else Entry.Source.CURATOR


def _may_collect(record_id: int) -> Verdict:
    frozen, closed = frozen_records([record_id]), closed_records([record_id])
    return may_collect(frozen=bool(frozen), closed=bool(closed))


def _may_add(actor: Actor, dataset: Dataset, rights: list[Right]) -> Verdict:
    verdicts = [may_enter(actor, form.pk, rights) for form in dataset.forms.all()]
    return next((one for one in verdicts if one), may_manage(actor, rights))
