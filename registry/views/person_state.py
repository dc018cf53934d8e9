"""What a registry knows of a person besides her answers, and what it tells the office of."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.actions import record_read
from members.asking import sent
from members.queries.tidings import told_about
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.person_state import say_state, tell_office_of_death
from registry.forms.person_state import DeathForm, StateForm
from registry.models import Subject
from registry.queries.datasets import my_rights
from registry.queries.participation import participation_of
from registry.queries.records import record_of
from registry.rules import may_say_state, may_tell_office
from registry.views.found import my_dataset
from registry.views.records import RECORD

UNUSABLE = 422


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, slug: str, record: UUID) -> HttpResponse:
    """Whether she lives, whether she can be reached, since when and from whom that is known."""
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id:
        raise Http404
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    demand(may_say_state(actor, found, rights, participation_of(actor=actor, record=found)))
    record_read(actor=actor, subject=found.subject_id, what=RECORD, ref=found.ref)
    kept = {
        "vital": found.vital,
        "lost": found.takes_part == Subject.Takes.LOST,
        "on": found.state_on,
        "why": found.state_why,
    }
    form = StateForm(sent(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        say_state(actor=actor, record=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("registry:record", slug=slug, record=found.ref)
    context = {"dataset": dataset, "record": found, "form": form}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/person.html", context, status=status)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_death(request: HttpRequest, slug: str, record: UUID) -> HttpResponse:
    """Whoever keeps a record and learned of a death tells the office, which knows the name."""
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id:
        raise Http404
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    demand(may_tell_office(actor, found, rights, participation_of(actor=actor, record=found)))
    record_read(actor=actor, subject=found.subject_id, what=RECORD, ref=found.ref)
    told = told_about(found.subject_id)
    if told is not None and told.waits:
        messages.info(request, _("The office was told already. It finds out and acts."))
        return redirect("registry:record", slug=slug, record=found.ref)
    form = DeathForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if tell_office_of_death(actor=actor, record=found, **form.cleaned_data):
            messages.success(request, _("The office was told. It finds out and acts."))
        else:
            messages.info(request, _("The office was told already. It finds out and acts."))
        return redirect("registry:record", slug=slug, record=found.ref)
    context = {"dataset": dataset, "record": found, "form": form}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/tell_death.html", context, status=status)
