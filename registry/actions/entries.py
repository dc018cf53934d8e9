"""Adding a record, and writing what is known about it on one occasion."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from audit.actions import record as write_down
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Verdict, demand
from registry.cells import State
from registry.entry_flow import At
from registry.layout import Layout
from registry.models import Dataset, Entry, Right, Subject
from registry.queries.datasets import form_in_use, my_rights, version_in_use
from registry.rules import may_enter, may_manage
from registry.sealing import identifiers, store


class ChangedMeanwhile(Exception):
    """Somebody else wrote the same entry since this one was opened."""


def add_record(*, actor: Actor, dataset: Dataset, number: str) -> Subject:
    """The record of this number; the one that is there already, if it is."""
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=dataset.registry_id)
        demand(_may_add(actor, dataset, rights))
        mine = Subject.objects.visible_to(actor)
        where = {"registry_id": dataset.registry_id, "number": number, "voided_at": None}
        found = mine.filter(**where).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                found = Subject.objects.create(registry_id=dataset.registry_id, number=number)
        except IntegrityError:
            return mine.get(**where)
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
) -> Entry:
    """Write one form. Raises ChangedMeanwhile when it is not the entry that was opened."""
    version = version_in_use(at.dataset)
    if version is None:
        raise ChangedMeanwhile
    rights = my_rights(actor=actor, registry_id=at.dataset.registry_id)
    demand(may_enter(actor, at.form.pk, rights))
    if (entry.row_version if entry else 0) != seen_version:
        raise ChangedMeanwhile
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
    store(row, state, identifiers(Layout(form_in_use(version).definition)))
    row.version, row.occurred_on, row.batch = version, occurred_on, None
    row.source = Entry.Source.CURATOR
    row.entered_by = actor.account_id if isinstance(actor, SignedIn) else None
    row.row_version += 1
    row.changed_at = Now()
    try:
        with transaction.atomic():
            row.save()
            verb = "registry.entry.changed" if entry else "registry.entry.made"
            write_down(actor=actor, verb=verb, thing=row, subject=row.subject_id)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    return row


def _may_add(actor: Actor, dataset: Dataset, rights: list[Right]) -> Verdict:
    verdicts = [may_enter(actor, form.pk, rights) for form in dataset.forms.all()]
    return next((one for one in verdicts if one), may_manage(actor, rights))
