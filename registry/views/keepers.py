"""Who works in a registry: named, given rights form by form, taken out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.keepers import name_keeper, say_rights, take_out
from registry.forms.keepers import NameForm, RightsForm, files_name, level_name
from registry.forms.sites import ALL
from registry.levels import GENERAL, SAME, WORDS, OfForm, level_of
from registry.models import Form, Registry, Right
from registry.queries.datasets import my_rights
from registry.queries.keepers import could_be_named, keepers_of
from registry.queries.sites import sites_of
from registry.rules import may_manage
from registry.views.found import my_registry

UNUSABLE = 422


def _managed(request: HttpRequest, slug: str) -> tuple[SignedIn, Registry]:
    actor, found = my_registry(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    return actor, found


def _level(right: Right) -> str:
    return level_of(right.sees, right.enters, right.confirms)


def _said(right: Right) -> OfForm:
    """What was said of one form, as it is chosen on the page."""
    return OfForm(
        GENERAL if right.same_level else _level(right), SAME if right.same_files else right.export
    )


@only(Hat.CURATOR)
@require_safe
def keepers(request: HttpRequest, registry: str) -> HttpResponse:
    """Everybody with a right here, and what it is."""
    actor, found = _managed(request, registry)
    listed = [
        (
            one,
            WORDS[_level(one.general)],
            [(right.form, WORDS[_level(right)], right.get_export_display()) for right in one.named],
        )
        for one in keepers_of(actor=actor, registry=found)
    ]
    return render(request, "registry/keepers.html", {"registry": found, "keepers": listed})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, registry: str) -> HttpResponse:
    """Somebody more."""
    actor, found = _managed(request, registry)
    people = could_be_named(actor=actor, registry=found)
    form = NameForm(sent(request), people=people, sites=sites_of(found))
    if request.method == "POST" and form.is_valid():
        right = name_keeper(
            actor=actor,
            registry=found,
            account_id=form.cleaned_data["account"],
            site=form.site(),
        )
        return redirect("registry:keeper", registry=registry, ref=right.ref)
    context = {"registry": found, "form": form, "people": people}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/name_keeper.html", context, status=status)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def keeper(request: HttpRequest, registry: str, ref: UUID) -> HttpResponse:
    """What one of them may do, form by form; or that she may do nothing any more."""
    actor, found = _managed(request, registry)
    right = get_object_or_404(Right, registry=found, ref=ref, form=None)
    listed = list(
        Form.objects.filter(dataset__registry=found)
        .select_related("dataset")
        .order_by("dataset__title", "position")
    )
    named = Right.objects.filter(registry=found, account_id=right.account_id, form__isnull=False)
    sites = sites_of(found)
    initial = {
        "level": _level(right),
        "site": next((one.name for one in sites if one.pk == right.site_id), ALL),
        "manages": right.manages,
        "export": right.export,
        **{level_name(one.form_id or 0): _said(one).level for one in named},
        **{files_name(one.form_id or 0): _said(one).files for one in named},
    }
    form = RightsForm(sent(request), forms_of=listed, sites=sites, initial=initial)
    if request.method == "POST" and "take_out" in request.POST:
        take_out(actor=actor, right=right)
        messages.success(request, _("From now on nothing of this registry opens for this person."))
        return redirect("registry:keepers", registry=registry)
    if request.method == "POST" and form.is_valid():
        say_rights(
            actor=actor,
            right=right,
            level=form.cleaned_data["level"],
            manages=form.cleaned_data["manages"],
            export=form.cleaned_data["export"],
            by_form=form.by_form(),
            site=form.site(),
        )
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("registry:keepers", registry=registry)
    who = next(
        (one.name for one in keepers_of(actor=actor, registry=found) if one.general.pk == right.pk),
        "",
    )
    context = {"registry": found, "form": form, "who": who, "right": right}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/keeper.html", context, status=status)
