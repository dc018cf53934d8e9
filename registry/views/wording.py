"""A dataset in further languages, codes for no answer, and which questions tell who somebody is."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from questionnaires.models import Version
from questionnaires.queries import languages_of
from registry.actions.datasets import Intake, mark_identifiers, say_missing_codes
from registry.actions.wording import take_in_words
from registry.forms.datasets import IdentifiersForm, MissingCodesForm, WordsForm
from registry.models import Dataset
from registry.queries.datasets import (
    draft_of,
    form_in_use,
    likely_identifiers_of,
    my_rights,
    version_in_use,
)
from registry.queries.questions import newest_version
from registry.rules import may_manage
from registry.views.found import my_dataset
from registry.views.intake import UNUSABLE, report_of


def _managed(request: HttpRequest, slug: str) -> tuple[SignedIn, Dataset, Version]:
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    version = version_in_use(found)
    if version is None:
        raise Http404
    return actor, found, version


def spoken(version: Version) -> list[str]:
    """Names of the languages a version has, the one it was made in first."""
    names = dict(settings.LANGUAGES)
    return [str(names.get(code, code)) for code in languages_of(version.pk)]


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """The dictionary once more, in another language, for its words alone."""
    actor, found, version = _managed(request, slug)
    form = WordsForm(
        sent(request), request.FILES or None, made_in=next(iter(languages_of(version.pk)))
    )
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "dataset": found, "spoken": spoken(version)}
        status = UNUSABLE if form.errors else 200
        return render(request, "registry/words.html", context, status=status)
    read = take_in_words(
        actor=actor,
        dataset=found,
        raw=form.cleaned_data["file"].read(),
        language=form.cleaned_data["language"],
    )
    if read.definition is None:
        return report_of(request, Intake(read))
    return report_of(request, Intake(read, found, draft_of(found) or version, is_new=True))


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def missing_codes(request: HttpRequest, slug: str) -> HttpResponse:
    """Codes that say why there is no answer, for every question of the dataset."""
    actor, found, version = _managed(request, slug)
    kept = "\n".join(f"{code}, {said}" for code, said in found.missing_codes.items())
    form = MissingCodesForm(
        sent(request), definition=form_in_use(version).definition, initial={"codes": kept}
    )
    if request.method == "POST" and form.is_valid():
        say_missing_codes(actor=actor, dataset=found, codes=form.cleaned_data["codes"])
        messages.success(request, _("Saved."))
        return redirect("registry:dataset", slug=slug)
    context = {"form": form, "dataset": found}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/missing_codes.html", context, status=status)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def identifiers(request: HttpRequest, slug: str) -> HttpResponse:
    """Questions that could tell who somebody is and are not marked; marked, they wait as a draft."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    newest = newest_version(found)
    texts = form_in_use(newest).texts
    likely = likely_identifiers_of(newest)
    choices = [(name, texts.item(name).text or name) for name in likely]
    form = IdentifiersForm(sent(request), choices=choices, initial={"names": likely})
    if request.method == "POST" and form.is_valid():
        mark_identifiers(actor=actor, dataset=found, names=form.cleaned_data["names"])
        return redirect("registry:draft", slug=slug)
    context = {"form": form, "dataset": found, "likely": likely}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/identifiers.html", context, status=status)
