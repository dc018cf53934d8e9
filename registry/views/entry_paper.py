"""A form for one record on paper: printed by those who keep the registry, typed in by them later."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audit.actions import record_read
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from questionnaires.on_paper import paper_questions
from questionnaires.redcap.importing import FORM
from registry.entry_flow import At
from registry.models import Dataset, Subject
from registry.queries.datasets import form_in_use, my_rights, version_in_use
from registry.queries.participation import closed_records, frozen_records
from registry.queries.records import record_of
from registry.rules import may_collect, may_enter, may_keep, may_type_in
from registry.views.filling_in import RECORD
from registry.views.found import my_dataset


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def record_paper(request: HttpRequest, slug: str, record: UUID, form: str) -> HttpResponse:
    """The empty form with the number of the record, the visit and the version, and no name.

    `?event` and `?instance` say on which occasion.
    """
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id:
        raise Http404
    at = _occasion(request, dataset, found, form)
    rights = my_rights(actor=actor, registry_id=dataset.registry_id)
    demand(may_type_in(at.form) and may_enter(actor, at.form.pk, rights))
    demand(may_keep(found))
    frozen, closed = frozen_records([found.pk]), closed_records([found.pk])
    demand(may_collect(frozen=bool(frozen), closed=bool(closed)))
    version = version_in_use(dataset)
    words = form_in_use(version) if version else None
    group = words.definition.by_link_id.get(f"{FORM}{form}") if words else None
    if version is None or words is None or group is None:
        raise Http404
    record_read(actor=actor, subject=found.subject_id, what=RECORD, ref=found.ref)
    context = {
        "at": at,
        "version": version,
        "title": words.texts.label(group),
        "questions": paper_questions(words, group.link_id),
    }
    return render(request, "registry/record_paper.html", context)


def _occasion(request: HttpRequest, dataset: Dataset, record: Subject, form: str) -> At:
    """The form and occasion an address names, at no visit too. Raises Http404."""
    wanted = get_object_or_404(dataset.forms, name=form)
    name = request.GET.get("event", "").replace("\x00", "")
    event = get_object_or_404(dataset.events.filter(forms=wanted), name=name) if name else None
    instance = request.GET.get("instance", "0")
    if not (instance.isascii() and instance.isdecimal() and len(instance) < 6):
        raise Http404
    return At(record, dataset, wanted, event, int(instance), event is not None and event.repeats)
