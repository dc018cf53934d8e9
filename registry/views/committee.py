"""How a registry decides about requests, and in whose place somebody votes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.models import Person
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.committee import (
    MORE_NUMBERS,
    allow_more_numbers,
    set_rules,
    stand_in_for,
)
from registry.forms.committee import DeputyForm, RulesForm
from registry.models import Deputy, Registry
from registry.queries.counts import numbers_told
from registry.queries.datasets import my_rights
from registry.queries.requests import committee, rules_of
from registry.rules import may_manage
from registry.views.found import my_registry

WRITE = ["GET", "HEAD", "POST"]


@only(Hat.CURATOR)
@require_http_methods(WRITE)
def release_rules(request: HttpRequest, registry: str) -> HttpResponse:
    """Thresholds, quorum and days of one registry."""
    actor, found = my_registry(request, registry)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    form = RulesForm(sent(request), initial=RulesForm.of(rules_of(found.pk)))
    if request.method == "POST" and form.is_valid():
        set_rules(actor=actor, registry=found, values=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("registry:home")
    context = {"form": form, "registry": found}
    return render(request, "registry/release_rules.html", context, status=status_of(form))


@only(Hat.COMMITTEE)
@require_http_methods(WRITE)
def more_numbers(request: HttpRequest, registry: str) -> HttpResponse:
    """How many numbers about a registry were told, and whether more may be."""
    found = get_object_or_404(Registry, slug=registry)
    if request.method == "POST":
        allow_more_numbers(actor=signed_in_actor(request), registry=found)
        messages.success(request, _("Saved."))
        return redirect("registry:data_requests")
    context = {
        "registry": found,
        "numbers": numbers_told([found.pk])[found.pk],
        "more": MORE_NUMBERS,
        "threshold": rules_of(found.pk).threshold,
    }
    return render(request, "registry/requests/more_numbers.html", context)


@only(Hat.COMMITTEE)
@require_http_methods(WRITE)
def deputy(request: HttpRequest) -> HttpResponse:
    """Whoever stands in for somebody votes only where that one cannot."""
    actor = signed_in_actor(request)
    deputies = set(Deputy.objects.values_list("account_id", flat=True))
    others = [one for one in committee() if one != actor.account_id and one not in deputies]
    people = Person.objects.filter(account_id__in=others).order_by("display_name", "pk")
    now = Deputy.objects.filter(account_id=actor.account_id).first()
    form = DeputyForm(
        sent(request),
        seats=list(people.values_list("account_id", "display_name")),
        initial={"stands_in_for": str(now.stands_in_for_id if now else 0)},
    )
    if request.method == "POST" and form.is_valid():
        wanted = int(form.cleaned_data["stands_in_for"]) or None
        if attempt(form, lambda: stand_in_for(actor=actor, account=wanted)):
            messages.success(request, _("Saved."))
            return redirect("registry:data_requests")
    return render(request, "registry/requests/deputy.html", {"form": form}, status=status_of(form))
