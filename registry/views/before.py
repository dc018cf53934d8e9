"""What stood in a form before: for those who keep a registry, and for whom it is about."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from audit.actions import record_read
from members.asking import signed_in_actor
from po_platform.access.actor import Hat, Tick
from po_platform.access.declare import helpers_too, only, signed_in
from registry.queries.before import steps_of
from registry.queries.records import entry_of
from registry.views.entries import ENTRY
from registry.views.found import my_dataset
from registry.views.own_data import own_entry


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def before(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Each change of an entry with what stood there, who wrote it and why."""
    actor = signed_in_actor(request)
    found = entry_of(actor=actor, ref=ref)
    if found is None:
        raise Http404
    my_dataset(request, found.form.dataset.slug)
    record_read(actor=actor, subject=found.subject_id, what=ENTRY, ref=found.ref)
    steps, older = steps_of(actor=actor, entry=found, language=get_language() or "en")
    context = {
        "entry": found,
        "steps": steps,
        "older": older,
        "me": None,
        "back_url": reverse("registry:values", args=[ref]),
    }
    return render(request, "registry/before.html", context)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def my_before(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The same about herself."""
    actor, found = own_entry(request, ref)
    steps, older = steps_of(actor=actor, entry=found, language=get_language() or "en")
    context = {
        "entry": found,
        "steps": steps,
        "older": older,
        "me": actor.account_id,
        "back_url": reverse("registry:my_entry", args=[ref]),
    }
    return render(request, "registry/before.html", context)
