"""From a file to an instrument: reading it in, taking it up, fitting a rule that makes numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.instruments import adopt, fit_spec, import_instrument
from proms.course import in_language
from proms.fitting import questions_of, tried
from proms.forms import FileForm, FitForm, SpecForm
from proms.models import Instrument
from proms.queries.instruments import newest_version, not_taken_up
from proms.shipped import shipped_specs
from questionnaires.models import Version
from questionnaires.queries import form_of

UNUSABLE = 422


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Takes a file and says what was run, kept, dropped or refused."""
    form = FileForm(sent(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "proms/import.html", {"form": form})
    raw = form.cleaned_data["file"].read()
    intake, instrument = import_instrument(actor=signed_in_actor(request), raw=raw)
    context = {"report": intake.result.report, "instrument": instrument, "is_new": intake.is_new}
    status = 200 if instrument else UNUSABLE
    return render(request, "proms/import_report.html", context, status=status)


@only(Hat.CURATOR)
@require_POST
def take_up(request: HttpRequest, slug: str) -> HttpResponse:
    """A questionnaire a command read in becomes an instrument."""
    questionnaire = get_object_or_404(not_taken_up(), slug=slug)
    version = Version.objects.filter(questionnaire=questionnaire).latest("number")
    instrument = adopt(actor=signed_in_actor(request), version=version)
    return redirect("proms:instrument", slug=instrument.slug)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD"])
def scoring(request: HttpRequest, slug: str) -> HttpResponse:
    """Which shipped rule belongs to it."""
    found = get_object_or_404(Instrument, slug=slug)
    language = get_language() or "en"
    specs = [
        (spec.id, f"{in_language(spec.title, language)}, {spec.version}")
        for spec in shipped_specs().values()
    ]
    form = SpecForm(request.GET if "next" in request.GET else None, specs=specs)
    if form.is_bound and form.is_valid():
        return redirect("proms:fit", slug=slug, spec=form.cleaned_data["spec"])
    return render(request, "proms/scoring.html", {"instrument": found, "form": form})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def fit(request: HttpRequest, slug: str, spec: str) -> HttpResponse:
    """Fits it: what a code finds is found; the rest a person chooses, question by question."""
    found = get_object_or_404(Instrument, slug=slug)
    rule = shipped_specs().get(spec)
    if rule is None:
        return redirect("proms:scoring", slug=slug)
    version = newest_version(found)
    form_texts = form_of(version, get_language() or "en")
    questions = questions_of(form_texts.definition)
    by_code = tried(version, rule)
    open_items = sorted({problem.path for problem in by_code.problems} & set(rule.items))
    labels = [
        (one.link_id, form_texts.texts.label(form_texts.definition.by_link_id[one.link_id]))
        for one in questions
    ]
    form = FitForm(sent(request), spec=rule, items=open_items, questions=labels)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        result = fit_spec(
            actor=signed_in_actor(request),
            instrument=found,
            version=version,
            spec=rule,
            chosen=form.chosen,
        )
        if result.complete:
            messages.success(request, _("The scoring fits now."))
            return redirect("proms:instrument", slug=slug)
        problems = [f"{one.path}: {_(one.message) % one.params}" for one in result.problems]
    context = {
        "instrument": found,
        "rule": in_language(rule.title, get_language() or "en"),
        "form": form,
        "found": len(rule.items) - len(open_items),
        "misfits": problems,
    }
    return render(request, "proms/fit.html", context)
