"""One form of one record, filled in by a curator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.actions import record_read
from members.asking import sent
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from questionnaires.asking import told
from registry.actions.entries import ChangedMeanwhile, save_entry
from registry.entry_flow import At, EntryFlow
from registry.forms.datasets import OccasionForm
from registry.models import Entry
from registry.queries.datasets import my_rights, version_in_use
from registry.queries.records import entry_of, record_of
from registry.rules import may_enter
from registry.views.found import my_dataset

ENTRY = "registry.entry"
CONFLICT, UNUSABLE = 409, 422


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, ref: UUID) -> HttpResponse:
    """An entry as it is, to be read and corrected."""
    actor: SignedIn = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    found = entry_of(actor=actor, ref=ref, lock=request.method == "POST")
    if found is None:
        raise Http404
    _actor, dataset = my_dataset(request, found.form.dataset.slug)
    record_read(actor=actor, subject=found.subject_id, what=ENTRY, ref=found.ref)
    at = At(found.record, dataset, found.form, found.event, found.instance, found.repeats_event)
    return _form(request, actor, at, found)


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_entry(request: HttpRequest, slug: str, record: UUID, form: str) -> HttpResponse:
    """A form that is not filled in yet. `?event` and `?instance` say on which occasion."""
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id:
        raise Http404
    wanted = get_object_or_404(dataset.forms, name=form)
    event = None
    if dataset.events.exists():
        name = request.GET.get("event", "").replace("\x00", "")
        event = get_object_or_404(dataset.events.filter(forms=wanted), name=name)
    instance = request.GET.get("instance", "0")
    if not (instance.isascii() and instance.isdecimal() and len(instance) < 6):
        raise Http404
    number = int(instance)
    if wanted.repeats != (number > 0):
        raise Http404
    return _form(request, actor, At(found, dataset, wanted, event, number), None)


def _form(request: HttpRequest, actor: SignedIn, at: At, found: Entry | None) -> HttpResponse:
    version = version_in_use(at.dataset)
    if version is None:
        raise Http404
    flow = EntryFlow.of(actor=actor, at=at, version=version, entry=found)
    if f"form:{at.form.name}" not in flow.definition.by_link_id:
        messages.info(request, _("This form is no part of the dataset any more."))
        return redirect("registry:record", slug=at.dataset.slug, record=at.record.ref)
    if request.method == "POST":
        return _take(request, actor, flow)
    kept = {
        "occurred_on": found.occurred_on if found else "",
        "status": found.status if found else None,
        "seen_version": found.row_version if found else 0,
    }
    return _show(request, actor, flow, OccasionForm(initial=kept), flow.asked())


def _take(request: HttpRequest, actor: SignedIn, flow: EntryFlow) -> HttpResponse:
    form = OccasionForm(sent(request))
    before = {name for name, _rows in flow.visible.places}
    problems, typed = flow.take(dict(request.POST.lists()))
    if problems or not form.is_valid():
        asked = flow.asked(problems, typed)
        return _show(request, actor, flow, form, asked, problems=problems, status=UNUSABLE)
    flow.state.status = form.cleaned_data["status"]
    try:
        saved = save_entry(
            actor=actor,
            at=flow.at,
            entry=flow.entry,
            state=flow.state,
            occurred_on=form.cleaned_data["occurred_on"],
            seen_version=form.cleaned_data["seen_version"],
        )
    except ChangedMeanwhile:
        words = _(
            "Somebody else wrote this form meanwhile. Nothing of yours was saved; look again."
        )
        messages.info(request, words)
        return redirect("registry:record", slug=flow.at.dataset.slug, record=flow.at.record.ref)
    opened = {name for name, _rows in flow.visible.places} - before
    if opened & set(flow.page.asks):
        messages.success(request, _("Saved. Because of your answers there are more questions."))
        return redirect("registry:entry", ref=saved.ref)
    messages.success(request, _("Saved."))
    return redirect("registry:record", slug=flow.at.dataset.slug, record=flow.at.record.ref)


def _show(
    request: HttpRequest,
    actor: SignedIn,
    flow: EntryFlow,
    form: OccasionForm,
    asked: Any,
    *,
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    questions = asked.page(flow.page)
    rights = my_rights(actor=actor, registry_id=flow.at.dataset.registry_id)
    found = told(problems, asked.targets, flow.words, by_name=True)
    context = {
        "at": flow.at,
        "title": flow.words.texts.label(flow.group),
        "questions": questions,
        "worked_out": flow.worked_out(),
        "form": form,
        "may_enter": bool(may_enter(actor, flow.at.form.pk, rights)),
        **({"problems": found} if found else {}),
    }
    return render(request, "registry/entry.html", context, status=status)
