"""Everything calculated of a dataset worked out anew: begun, done some records at a time, stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from files.actions.jobs import cancel_job
from files.models import Job
from members.facts import begin_account
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.broker import publish
from questionnaires.models import Version
from registry.actions.working_out import (
    CLOSED,
    LEFT,
    UNDECIDED,
    Formulas,
    Outcome,
    work_out_record,
)
from registry.models import Dataset, Subject, WorkingOut
from registry.queries.datasets import my_rights, version_in_use
from registry.queries.participation import closed_records, frozen_records
from registry.queries.working_out import WORKING_OUT, as_working_out, job_of
from registry.rules import may_manage


def begin_working_out(*, actor: SignedIn, dataset: Dataset) -> WorkingOut:
    """Begins it; the one of this dataset that is going on is given back."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        latest = dataset.workings_out.order_by("-pk").first()
        if latest is not None and (job := job_of(latest)) is not None and job.is_open:
            return latest
        made = WorkingOut.objects.create(
            dataset=dataset, asked_by=actor.account_id, hat=actor.hat, strong=actor.strong
        )
        with acting_as(as_working_out(made)):
            job = Job.objects.create(subject_id=made.ref, kind=WORKING_OUT)
        record(actor=actor, verb="registry.calculations.begun", thing=made)
        number = job.pk
        transaction.on_commit(lambda: publish("files.run_job", number))
    return made


def stop_working_out(*, actor: SignedIn, dataset: Dataset) -> None:
    """What is not worked out yet stays as it is; what is, stays so."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        latest = dataset.workings_out.select_for_update().order_by("-pk").first()
        if latest is None:
            raise Http404
        job = job_of(latest)
        if job is None or not job.is_open:
            return
        with acting_as(as_working_out(latest)) as system:
            cancel_job(actor=system, ref=job.ref)
        record(actor=actor, verb="registry.calculations.stopped", thing=latest)


def work_out_some(one: WorkingOut, *, after: int, most: int) -> int:
    """Everything calculated about the next people of a registry; where to go on, 0 at the end.

    Raises PermissionDenied or Http404 when whoever began it may not do so any more. To be called
    while acting as her.
    """
    dataset = one.dataset
    actor = begin_account(one.asked_by, hat=one.hat, strong=one.strong, fresh=False)
    version = version_in_use(dataset)
    if not isinstance(actor, SignedIn) or version is None:
        raise Http404
    with acting_as(actor):
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        return _some(actor, one, version, after=after, most=most)


def _some(actor: SignedIn, one: WorkingOut, version: Version, *, after: int, most: int) -> int:
    dataset = one.dataset
    mine = Subject.objects.visible_to(actor).filter(
        registry_id=dataset.registry_id, voided_at=None, same_as=None, pk__gt=after
    )
    people = list(mine.order_by("pk")[:most])
    formulas, found = Formulas(version), Outcome()
    keys = [person.pk for person in people]
    frozen, closed = frozen_records(keys), closed_records(keys)
    for person in people:
        done = work_out_record(
            formulas=formulas,
            record_id=person.pk,
            subject_id=person.subject_id,
            dataset_id=dataset.pk,
            leave=_reason(person, frozen, closed),
        )
        found.changed += done.changed
        found.unchanged += done.unchanged
        found.left.update(done.left)
    _note(actor, one, found, ended=len(people) < most)
    return people[-1].pk if len(people) == most else 0


def people_of(one: WorkingOut) -> int:
    """How many there are to go through. To be called while acting as whoever began it."""
    actor = begin_account(one.asked_by, hat=one.hat, strong=one.strong, fresh=False)
    mine = Subject.objects.visible_to(actor).filter(
        registry_id=one.dataset.registry_id, voided_at=None, same_as=None
    )
    return int(mine.count())


def _reason(person: Subject, frozen: Collection[int], closed: Collection[int]) -> str:
    if person.takes_part == Subject.Takes.OPTED_OUT:
        return LEFT
    if person.pk in closed:
        return CLOSED
    return UNDECIDED if person.pk in frozen else ""


def _note(actor: SignedIn, one: WorkingOut, found: Outcome, *, ended: bool) -> None:
    held = WorkingOut.objects.select_for_update().get(pk=one.pk)
    held.changed += found.changed
    held.unchanged += found.unchanged
    held.left = dict(Counter(held.left) + found.left)
    if ended:
        held.ended_at = Now()
    held.save(update_fields=["changed", "unchanged", "left", "ended_at"])
    if ended:
        record(actor=actor, verb="registry.calculations.done", thing=held, changed=held.changed)
