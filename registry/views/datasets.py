"""The curator's pages of registries and datasets: a dictionary in, its report, a draft, in use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from questionnaires.queries import languages_of
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import (
    make_registry,
    put_in_use,
    say_who_fills,
    take_in_dictionary,
)
from registry.actions.shipped import add_shipped, take_over_shipped
from registry.doubles_rules import works_on_all
from registry.forms.datasets import DictionaryForm, NewDatasetForm, RegistryForm
from registry.forms.sheets import WhoFillsForm
from registry.models import Dataset
from registry.queries.completeness import how_far, how_far_by_site
from registry.queries.datasets import (
    all_my_rights,
    draft_of,
    layout_of,
    likely_identifiers_of,
    my_datasets,
    my_registries,
    my_rights,
    shipped_asks_more,
    version_in_use,
)
from registry.queries.impact import impact_of_draft
from registry.question_book import Book, ChangedMeanwhile, mark_of
from registry.rules import may_make_registry, may_manage, may_take_out
from registry.shipped import EU_ELEMENTS, FIRST, OWN_RECORD, Shipped
from registry.site_rules import own_sites
from registry.templatetags.registry_words import form_words
from registry.views.found import my_dataset, my_registry
from registry.views.intake import report_of
from registry.views.question_desk import title_of
from registry.views.wording import spoken

CONFLICT = 409


@only(Hat.CURATOR, Hat.CLINICIAN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Her registries and their datasets."""
    actor = signed_in_actor(request)
    datasets = list(my_datasets(actor=actor))
    rights = all_my_rights(actor=actor)
    found = [
        (
            registry,
            [one for one in datasets if one.registry_id == registry.pk],
            bool(may_manage(actor, rights.get(registry.pk, []))),
            works_on_all(actor, rights.get(registry.pk, [])),
        )
        for registry in my_registries(actor=actor)
    ]
    context = {"registries": found, "may_make": bool(may_make_registry(actor))}
    return render(request, "registry/home.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_registry(request: HttpRequest) -> HttpResponse:
    """A registry needs nothing but a name."""
    form = RegistryForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = make_registry(actor=signed_in_actor(request), title=form.cleaned_data["title"])
        messages.success(request, _("The registry is there. Now give it its first dataset."))
        return redirect("registry:new_dataset", registry=made.slug)
    return render(request, "registry/new_registry.html", {"form": form})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_dataset(request: HttpRequest, registry: str) -> HttpResponse:
    """A dictionary becomes a dataset, or a report says why not."""
    actor, found = my_registry(request, registry)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    form = NewDatasetForm(sent(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/new_dataset.html", {"form": form, "registry": found})
    intake = take_in_dictionary(
        actor=actor,
        raw=form.cleaned_data["file"].read(),
        registry=found,
        title=form.cleaned_data["title"],
        language=form.cleaned_data["language"] or FIRST,
    )
    return report_of(request, intake)


@only(Hat.CURATOR)
@require_POST
def add_eu_elements(request: HttpRequest, registry: str) -> HttpResponse:
    """The EU set of common data elements as a dataset of this registry; once."""
    return _add(request, registry, EU_ELEMENTS)


@only(Hat.CURATOR)
@require_POST
def add_own_record(request: HttpRequest, registry: str) -> HttpResponse:
    """What members keep of their own illness as a dataset of this registry; once."""
    return _add(request, registry, OWN_RECORD)


def _add(request: HttpRequest, registry: str, ours: Shipped) -> HttpResponse:
    actor, found = my_registry(request, registry)
    added = add_shipped(actor=actor, registry=found, ours=ours)
    if isinstance(added, Dataset):
        return redirect("registry:dataset", slug=added.slug)
    return report_of(request, added)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one dataset stands: its forms, its files, a draft that waits.

    `?complete`: and how far each form is; all entries are counted, so only when asked.
    """
    actor, found = my_dataset(request, slug)
    version = version_in_use(found)
    layout = layout_of(found, version) if version else None
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    context: dict[str, Any] = {
        "dataset": found,
        "version": version,
        "draft": draft_of(found),
        "spoken": spoken(version) if version else [],
        "n_forms": len(layout.forms) if layout else 0,
        "n_fields": sum(map(len, layout.questions.values())) if layout else 0,
        "events": found.events.order_by("position"),
        "planned": version is None and found.forms.exists(),
        "batches": [] if own_sites(rights) else found.batches.order_by("-pk")[:20],
        "manages": bool(may_manage(actor, rights)),
        "takes_out": bool(may_take_out(actor, [right.export for right in rights])),
        "asks_more": shipped_asks_more(found) is not None,
    }
    if "complete" in request.GET:
        forms, context["n_records"] = how_far(actor=actor, dataset=found)
        context["forms"] = forms
        context["at_sites"] = how_far_by_site(actor=actor, dataset=found, forms=forms)
    return render(request, "registry/dataset.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Another dictionary for the same dataset: a draft, compared before anything changes."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    version = version_in_use(found)
    made_in = next(iter(languages_of(version.pk))) if version else FIRST
    form = DictionaryForm(sent(request), request.FILES or None, made_in=made_in)
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/new_version.html", {"form": form, "dataset": found})
    intake = take_in_dictionary(
        actor=actor,
        raw=form.cleaned_data["file"].read(),
        registry=found.registry,
        title=found.title,
        dataset=found,
        language=form.cleaned_data["language"] or made_in,
    )
    return report_of(request, intake)


@only(Hat.CURATOR)
@require_POST
def as_shipped(request: HttpRequest, slug: str) -> HttpResponse:
    """A set that came with the portal as it comes now: a draft, compared before anything changes."""
    actor, found = my_dataset(request, slug)
    ours = shipped_asks_more(found)
    if ours is None:
        demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
        return redirect("registry:dataset", slug=slug)
    take_over_shipped(actor=actor, dataset=found, ours=ours)
    return redirect("registry:draft", slug=slug)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def who_fills(request: HttpRequest, slug: str) -> HttpResponse:
    """Which forms members fill in themselves."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    listed = list(found.forms.order_by("position"))
    form = WhoFillsForm(
        sent(request),
        choices=[(one.name, form_words(one)) for one in listed],
        initial={"forms": [one.name for one in listed if one.members_fill]},
    )
    if request.method == "POST" and form.is_valid():
        say_who_fills(actor=actor, dataset=found, names=form.cleaned_data["forms"])
        messages.success(request, _("Saved."))
        return redirect("registry:dataset", slug=slug)
    return render(request, "registry/who_fills.html", {"form": form, "dataset": found})


@only(Hat.CURATOR, Hat.CLINICIAN)
@require_safe
def dictionary(request: HttpRequest, slug: str) -> HttpResponse:
    """The dictionary as REDCap's own upload takes it; no data of anybody."""
    _actor, found = my_dataset(request, slug)
    version = version_in_use(found)
    if version is None:
        raise Http404
    text = dictionary_csv(version.metadata.get("redcap", ()))
    named = {"Content-Disposition": f'attachment; filename="{found.slug}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=named)


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """What a draft would change, and how many entries would lose something; then put in use."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    waiting = draft_of(found)
    if waiting is None:
        return redirect("registry:dataset", slug=slug)
    status = 200
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            put_in_use(actor=actor, dataset=found, version=waiting, seen=seen)
        except ChangedMeanwhile:
            status = CONFLICT
        else:
            told = _("The new version is in use. Entries made before keep theirs.")
            messages.success(request, told)
            return redirect("registry:dataset", slug=slug)
    impact = impact_of_draft(actor=actor, dataset=found)
    in_use = version_in_use(found)
    heads = () if in_use else Book.of(waiting.metadata).heads
    context = {
        "for_members": [title_of(head) for head in heads if head.members_fill],
        "dataset": found,
        "draft": waiting,
        "impact": impact,
        "n_losing": sum(change.loses for change, _count in impact),
        "likely": likely_identifiers_of(waiting),
        "in_use": in_use,
        "seen": mark_of(waiting.metadata),
        "changed": status == CONFLICT,
    }
    return render(request, "registry/draft.html", context, status=status)
