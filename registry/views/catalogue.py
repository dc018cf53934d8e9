"""What registries there are, for everybody: a page, Turtle, JSON-LD; and the words a curator gives."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent
from members.attempts import attempt, status_of
from members.queries.organisation import current_organisation
from po_platform.access.actor import Hat
from po_platform.access.declare import only, public
from po_platform.access.refusals import demand
from registry.actions.describing import describe_registry
from registry.dcat import Triple, json_ld, triples, turtle
from registry.forms.describing import DescriptionForm
from registry.models import Description
from registry.queries.datasets import my_rights
from registry.queries.describing import listed_registries
from registry.queries.figures import shown_to_everybody
from registry.rules import may_manage
from registry.views.found import my_registry


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Each registry that is listed, in words; those that show themselves in numbers."""
    context = {"registries": listed_registries(), "in_numbers": shown_to_everybody()}
    return render(request, "registry/catalogue.html", context)


def _found() -> list[Triple]:
    name = current_organisation(settings.LANGUAGE_CODE).name
    base = settings.BASE_URL.rstrip("/")
    return list(triples(base, name, settings.LANGUAGE_CODE, listed_registries()))


@public
@require_safe
def catalogue_turtle(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    return HttpResponse(turtle(_found()), content_type="text/turtle; charset=utf-8")


@public
@require_safe
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """The same for machines, as JSON."""
    text = json.dumps(json_ld(_found()), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/ld+json; charset=utf-8")


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def description(request: HttpRequest, registry: str) -> HttpResponse:
    """What everybody may read about a registry, and whether it is listed."""
    actor, found = my_registry(request, registry)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    kept = Description.objects.filter(registry=found).first()
    form = DescriptionForm(sent(request), initial=DescriptionForm.of(kept))
    if request.method == "POST" and form.is_valid():
        told = form.told()
        if attempt(form, lambda: describe_registry(actor=actor, registry=found, **told)):
            messages.success(request, _("Saved."))
            return redirect("registry:description", found.slug)
    context = {"registry": found, "form": form, "kept": kept}
    return render(request, "registry/description.html", context, status=status_of(form))
