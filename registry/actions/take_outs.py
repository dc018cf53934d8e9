"""A file of data for whoever may take it out: begun, made a piece at a time, stopped or fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from files.actions.jobs import cancel_job
from files.actions.storing import expire_file
from files.models import Job, StoredFile
from members.facts import begin_account
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import Denied, demand
from po_platform.kit.broker import publish
from po_platform.kit.crypto import open_for_application, seal_for_application
from registry.hiding import hiding_of
from registry.models import Dataset, Right, TakeOut
from registry.pseudonyms import new_key
from registry.queries.data_file import DataFile, data_file
from registry.queries.datasets import my_rights, version_in_use
from registry.queries.take_outs import TAKING_OUT, as_take_out, file_of
from registry.row_sql import Way
from registry.rules import may_take_out, right_for


def levels_of(dataset: Dataset, rights: Sequence[Right]) -> dict[str, str]:
    """What may go out of each form."""
    found = {}
    for form in dataset.forms.all():
        right = right_for(form.pk, rights)
        found[form.name] = right.export if right is not None and right.sees else Right.Export.NONE
    return found


def begin_take_out(*, actor: SignedIn, dataset: Dataset, wish: Mapping[str, Any]) -> TakeOut:
    """Begins the file; one of the same dataset that is being made for her is given up for it."""
    levels = levels_of(dataset, my_rights(actor=actor, registry_id=dataset.registry_id))
    demand(may_take_out(actor, levels.values()))
    with transaction.atomic():
        mine = TakeOut.objects.filter(asked_by=actor.account_id, dataset=dataset)
        for earlier in mine.exclude(sealed_key=""):  # being made, or it could not be made
            _stop(earlier)
        ref = uuid4()
        made = TakeOut.objects.create(
            ref=ref, dataset=dataset, asked_by=actor.account_id, hat=actor.hat, strong=actor.strong, levels=levels,
            wish={**wish}, sealed_key=seal_for_application(new_key().hex(), _place(ref)),
        )  # fmt: skip
        with acting_as(as_take_out(made)):
            job = Job.objects.create(subject_id=ref, kind=TAKING_OUT)
        record(actor=actor, verb="registry.data.asked_for", thing=made)
        transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return made


def file_for(take: TakeOut) -> tuple[SignedIn, DataFile]:
    """Whoever asked as she is now, and her file. To be called while acting as her.

    Raises PermissionDenied when she may not take it out any more as she could when she asked.
    """
    actor = begin_account(take.asked_by, hat=take.hat, strong=take.strong, fresh=False)
    if not isinstance(actor, SignedIn):
        raise Http404
    dataset = take.dataset
    levels = levels_of(dataset, my_rights(actor=actor, registry_id=dataset.registry_id))
    demand(may_take_out(actor, levels.values()))
    if levels != take.levels:
        demand(Denied(_("What you may take out was changed meanwhile. Ask for the file again.")))
    version = version_in_use(dataset)
    if version is None:
        raise Http404
    wish = take.wish
    key = bytes.fromhex(open_for_application(take.sealed_key, _place(take.ref)))
    marks = Way(delimiter=wish.get("delimiter", ","), comma=bool(wish.get("comma")))
    return actor, data_file(
        actor=actor, dataset=dataset, version=version, level=Right.Export.NONE, levels=levels,
        hiding=hiding_of(wish["left_out"], wish["dates"], key=key),
        origins=bool(wish.get("origins")) and wish["kind"] != "redcap", marks=marks,
    )  # fmt: skip


def note_people(take: TakeOut, keys: Sequence[int]) -> None:
    """Whose records are in it: none of them may be gone when it is fetched."""
    sealed = seal_for_application(json.dumps(keys), _place(take.ref, "people"))
    TakeOut.objects.filter(pk=take.pk).update(sealed_people=sealed)


def stop_take_out(*, actor: SignedIn, take: TakeOut) -> None:
    """Hers is stopped, or goes when it is made already."""
    with transaction.atomic():
        _stop(take)
        record(actor=actor, verb="registry.data.stopped", thing=take)


def fetch_take_out(*, actor: SignedIn, take: TakeOut) -> StoredFile | None:
    """Her file, on record; None when somebody in it left since, and then it goes."""
    with transaction.atomic():
        found = file_of(take)
        if found is None:
            raise Http404
        levels = levels_of(
            take.dataset, my_rights(actor=actor, registry_id=take.dataset.registry_id)
        )
        demand(may_take_out(actor, levels.values()))
        if levels != take.levels or _left(actor, take, levels):
            _stop(take)
            return None
        record(actor=actor, verb="registry.data.fetched", thing=take)
    return found


def _left(actor: SignedIn, take: TakeOut, levels: Mapping[str, str]) -> bool:
    version = version_in_use(take.dataset)
    if version is None or not take.sealed_people:
        return True
    file = data_file(
        actor=actor, dataset=take.dataset, version=version, level=Right.Export.NONE, levels=levels
    )
    sealed = open_for_application(take.sealed_people, _place(take.ref, "people"))
    return not set(json.loads(sealed)) <= {key for key, _number in file.records()}


def _stop(take: TakeOut) -> None:
    # First this row and then its job, as the units of the job lock them.
    TakeOut.objects.filter(pk=take.pk).update(sealed_key="", sealed_people="")
    with acting_as(as_take_out(take)) as system:
        job = Job.objects.visible_to(system).filter(kind=TAKING_OUT).first()
        if job is not None and job.is_open:
            cancel_job(actor=system, ref=job.ref)
        for file in StoredFile.objects.visible_to(system):
            expire_file(actor=system, ref=file.ref)


def _place(ref: UUID, what: str = "key") -> str:
    return f"registry_takeout|{what}|{ref}"
