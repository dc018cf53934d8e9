"""The curator's pages: from a file to something members can be asked."""

from __future__ import annotations

import json

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.instruments import (
    answer_licence,
    fit_spec,
    import_instrument,
    put_in_use,
)
from proms.actions.rounds import start_round
from proms.fitting import questions_of
from proms.models import Instrument
from proms.rules import may_be_used
from proms.shipped import shipped_specs
from questionnaires import paging
from questionnaires.asking import Asked
from questionnaires.fhir import Metadata, export_fhir
from questionnaires.models import Version
from questionnaires.plain import from_plain
from questionnaires.queries import form_of, wordings_of
from questionnaires.visibility import shown

MAX_FILE = 5 * 1024 * 1024


class FileForm(forms.Form):
    """One FHIR Questionnaire."""

    file = forms.FileField(
        label=gettext_lazy("Questionnaire file"),
        help_text=gettext_lazy("A FHIR R4 Questionnaire as JSON, up to 5 MB."),
    )


class LicenceForm(forms.Form):
    """Who holds it, and on which terms it may be used."""

    licence = forms.ChoiceField(
        label=gettext_lazy("May we use it?"),
        choices=Instrument.Licence.choices,
        widget=forms.RadioSelect,
    )
    holder = forms.CharField(
        label=gettext_lazy("Who holds the rights?"), max_length=200, required=False
    )
    terms = forms.CharField(
        label=gettext_lazy("On which terms? A link or a sentence."), max_length=500, required=False
    )
    licence_ends_on = forms.DateField(label=gettext_lazy("Until when?"), required=False)


class UseForm(forms.Form):
    """From now on."""

    open_to_members = forms.BooleanField(
        required=False, label=gettext_lazy("Members may also start it by themselves")
    )


@only(Hat.CURATOR)
@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """All instruments: what, may it be used, is it in use."""
    rows = Instrument.objects.order_by("title").select_related("questionnaire")
    return render(request, "proms/instruments.html", {"instruments": rows})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Takes a file and says what was run, kept, dropped or refused."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload: UploadedFile = form.cleaned_data["file"]
        if (upload.size or 0) > MAX_FILE:
            form.add_error("file", _("Choose a file of up to 5 MB."))
        else:
            actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
            intake, instrument = import_instrument(actor=actor, raw=upload.read())
            context = {"report": intake.result.report, "instrument": instrument, "intake": intake}
            status = 200 if instrument else 422
            return render(request, "proms/import_report.html", context, status=status)
    return render(request, "proms/import.html", {"form": form})


def _newest(instrument: Instrument) -> Version:
    return Version.objects.filter(questionnaire_id=instrument.questionnaire_id).latest("number")


@only(Hat.CURATOR)
@require_safe
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """Where it stands: licence, scoring, use; one next step."""
    found = get_object_or_404(Instrument, slug=slug)
    newest = _newest(found)
    specs = [s for s in found.specs.order_by("-pk") if str(newest.pk) in s.attachment]
    context = {
        "instrument": found,
        "version": newest,
        "spec": specs[0] if specs else None,
        "usable": may_be_used(found),
        "in_use": newest.state == Version.State.PUBLISHED,
        "form": UseForm(initial={"open_to_members": found.open_to_members}),
    }
    return render(request, "proms/instrument.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def licence(request: HttpRequest, slug: str) -> HttpResponse:
    """The licence question."""
    found = get_object_or_404(Instrument, slug=slug)
    kept = {name: getattr(found, name) for name in LicenceForm.base_fields}
    form = LicenceForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        answer_licence(
            actor=request.actor,  # type: ignore[attr-defined]  # set by WhoActs
            instrument=found,
            licence=form.cleaned_data["licence"],
            holder=form.cleaned_data["holder"],
            terms=form.cleaned_data["terms"],
            ends_on=form.cleaned_data["licence_ends_on"],
        )
        return redirect("proms:instrument", slug=slug)
    return render(request, "proms/licence.html", {"form": form, "instrument": found})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def scoring(request: HttpRequest, slug: str) -> HttpResponse:
    """Fits a shipped spec by hand: which question is which item."""
    found = get_object_or_404(Instrument, slug=slug)
    version = _newest(found)
    form = form_of(version, get_language() or "en")
    specs = shipped_specs()
    spec = specs.get(request.POST.get("spec") or request.GET.get("spec", ""))
    problems: list[str] = []
    if request.method == "POST" and spec is not None:
        chosen = {
            item: request.POST[f"item-{item}"]
            for item in spec.items
            if request.POST.get(f"item-{item}")
        }
        actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        result = fit_spec(
            actor=actor, instrument=found, version=version, spec=spec, chosen=chosen
        )
        if result.complete:
            messages.success(request, _("The scoring fits now."))
            return redirect("proms:instrument", slug=slug)
        problems = [str(problem) for problem in result.problems]
    context = {
        "instrument": found,
        "specs": specs.values(),
        "spec": spec,
        "items": list(spec.items) if spec else [],
        "questions": [
            (q.link_id, form.texts.label(form.definition.by_link_id[q.link_id]))
            for q in questions_of(form.definition)
        ],
        "problems": [{"text": text, "target": ""} for text in problems],
    }
    return render(request, "proms/scoring.html", context)


@only(Hat.CURATOR)
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions as a member will see them; nothing is kept."""
    found = get_object_or_404(Instrument, slug=slug)
    form = form_of(_newest(found), get_language() or "en")
    page = paging.pages(form.definition, "all")[0]
    questions = Asked(form, {}, {}).page(page, shown(form.definition, {}))
    context = {"instrument": found, "texts": form.texts, "questions": questions}
    return render(request, "proms/preview.html", context)


@only(Hat.CURATOR)
@require_POST
def use(request: HttpRequest, slug: str) -> HttpResponse:
    """Publishes the newest version."""
    found = get_object_or_404(Instrument, slug=slug)
    put_in_use(
        actor=request.actor,  # type: ignore[attr-defined]  # set by WhoActs
        instrument=found,
        open_to_members="open_to_members" in request.POST,
    )
    messages.success(request, _("It can be put on lists now."))
    return redirect("proms:instrument", slug=slug)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts it on the list of every active member, once, by a job."""
    found = get_object_or_404(Instrument, slug=slug)
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        start_round(actor=actor, instrument=found)
        messages.success(request, _("Done. The lists fill within a few minutes."))
        return redirect("proms:instrument", slug=slug)
    return render(request, "proms/ask_all.html", {"instrument": found})


@only(Hat.CURATOR)
@require_safe
def as_fhir(request: HttpRequest, slug: str) -> HttpResponse:
    """The questionnaire as a FHIR R4 file, with everything that was kept from the original."""
    found = get_object_or_404(Instrument, slug=slug)
    version = _newest(found)
    form = form_of(version, "en")
    metadata, _flaws = from_plain(Metadata, version.metadata)
    text = json.dumps(
        export_fhir(form.definition, wordings_of(version), metadata or Metadata()),
        ensure_ascii=False,
        indent=1,
    )
    return HttpResponse(
        text,
        content_type="application/fhir+json",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}.json"'},
    )
