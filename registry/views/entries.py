"""One form of one record, filled in by those who keep the registry."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.actions import record_read
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from registry.entry_flow import At
from registry.forms.datasets import OccasionForm
from registry.models import Dataset, Entry, Subject
from registry.queries.datasets import my_rights
from registry.queries.participation import closed_records
from registry.queries.records import entry_of, record_of
from registry.queries.standing import entry_at
from registry.rules import may_enter, may_keep, may_type_in
from registry.views.filling_in import fill_in
from registry.views.form_desk import Desk, goes_on
from registry.views.found import my_dataset

ENTRY = "registry.entry"


def _may_enter(actor: SignedIn, at: At) -> bool:
    rights = my_rights(actor=actor, registry_id=at.dataset.registry_id)
    kept = may_keep(at.record) and not closed_records([at.record.pk])
    may = may_type_in(at.form) and may_enter(actor, at.form.pk, rights)
    return bool(may) and bool(kept)


KEEPERS_DESK = Desk(
    template="registry/entry.html",
    own=False,
    about=OccasionForm,
    back=lambda at: reverse("registry:record", args=[at.dataset.slug, at.record.ref]),
    again=lambda entry: reverse("registry:entry", args=[entry.ref]),
    may_enter=_may_enter,
)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, ref: UUID) -> HttpResponse:
    """An entry as it is, to be read and corrected."""
    actor: SignedIn = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    found = entry_of(actor=actor, ref=ref, lock=request.method == "POST")
    if found is None:
        raise Http404
    _actor, dataset = my_dataset(request, found.form.dataset.slug)
    if found.form.scores_of and request.method != "POST":
        return redirect("registry:values", ref=ref)  # nobody types it in
    at = at_of(found, dataset)
    if not goes_on(request, actor, at, found):
        record_read(actor=actor, subject=found.subject_id, what=ENTRY, ref=found.ref)
    return fill_in(request, actor, KEEPERS_DESK, at, found)


def at_of(entry: Entry, dataset: Dataset) -> At:
    """Where an entry stands."""
    return At(entry.record, dataset, entry.form, entry.event, entry.instance, entry.repeats_event)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_entry(request: HttpRequest, slug: str, record: UUID, form: str) -> HttpResponse:
    """A form that is not filled in yet; what stands there already is opened instead.

    `?event` and `?instance` say on which occasion.
    """
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id:
        raise Http404
    at = occasion(request, dataset, found, form)
    there = entry_at(actor=actor, at=at)
    if there is not None and request.method != "POST":
        return redirect(KEEPERS_DESK.again(there) + in_parts(request))
    return fill_in(request, actor, KEEPERS_DESK, at, None)


def in_parts(request: HttpRequest) -> str:
    """What the address of a new form says of its parts, for the address of the one that is there."""
    kept = {name: request.GET[name] for name in ("part", "whole") if name in request.GET}
    return f"?{urlencode(kept)}" if kept else ""


def occasion(request: HttpRequest, dataset: Dataset, record: Subject, form: str) -> At:
    """The form and occasion an address names. Raises Http404."""
    wanted = get_object_or_404(dataset.forms, name=form)
    visits = dataset.events.filter(forms=wanted)
    name = request.GET.get("event", "").replace("\x00", "")
    if not name and visits.exists():
        raise Http404
    event = get_object_or_404(visits, name=name) if name else None
    instance = request.GET.get("instance", "0")
    if not (instance.isascii() and instance.isdecimal() and len(instance) < 6):
        raise Http404
    number, of_visit = int(instance), event is not None and event.repeats
    if (of_visit or wanted.repeats) != (number > 0):
        raise Http404
    return At(record, dataset, wanted, event, number, of_visit)
