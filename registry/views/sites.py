"""Sites of a registry, for those who look after it; and at which one a record is kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record_read
from members.asking import sent
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.sites import drop_site, move_record, save_site
from registry.forms.sites import MoveForm, SiteForm
from registry.models import Registry
from registry.queries.datasets import my_rights
from registry.queries.records import record_of
from registry.queries.sites import sites_of
from registry.rules import may_manage
from registry.site_rules import may_move
from registry.views.found import my_dataset, my_registry
from registry.views.records import RECORD

NEW, UNUSABLE = "new", 422


def _managed(request: HttpRequest, slug: str) -> tuple[SignedIn, Registry]:
    actor, found = my_registry(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    return actor, found


@only(Hat.CURATOR)
@require_safe
def sites(request: HttpRequest, registry: str) -> HttpResponse:
    """Every site with its name in files."""
    _actor, found = _managed(request, registry)
    context = {"registry": found, "sites": sites_of(found)}
    return render(request, "registry/sites.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest, registry: str, name: str) -> HttpResponse:
    """One site, added or called anew; one nothing is kept at can go."""
    actor, found = _managed(request, registry)
    there = None if name == NEW else get_object_or_404(found.sites, name=name)
    if there is not None and "drop" in request.POST:
        drop_site(actor=actor, site=there)
        messages.success(request, _("The site is gone."))
        return redirect("registry:sites", registry=registry)
    kept = {"title": there.title, "country": there.country} if there else {}
    form = SiteForm(sent(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        save_site(actor=actor, registry=found, site=there, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("registry:sites", registry=registry)
    context = {"registry": found, "site": there, "form": form}
    return render(request, "registry/site.html", context, status=UNUSABLE if form.errors else 200)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str, record: UUID) -> HttpResponse:
    """At which site a record is kept; not there where a registry has no sites."""
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id or not dataset.registry.sited:
        raise Http404
    demand(may_move(actor, found, my_rights(actor=actor, registry_id=found.registry_id)))
    record_read(actor=actor, subject=found.subject_id, what=RECORD, ref=found.ref)
    listed = sites_of(dataset.registry)
    now = next((one.name for one in listed if one.pk == found.site_id), "")
    form = MoveForm(sent(request), sites=listed, initial={"site": now})
    if request.method == "POST" and form.is_valid():
        move_record(actor=actor, record=found, site=form.chosen())
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("registry:record", slug=slug, record=found.ref)
    context = {"dataset": dataset, "record": found, "form": form}
    return render(request, "registry/move.html", context, status=UNUSABLE if form.errors else 200)
