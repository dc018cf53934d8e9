"""Which rule makes numbers of the answers: choosing it, matching questions, seeing the proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.instruments import choose_drawn, fit_spec
from proms.attach import Attachment, untold
from proms.course import in_language
from proms.fit_form import DrawnForm, FitForm, MeaningForm, SpecForm
from proms.fitting import open_items, questions_of, tried
from proms.models import Instrument
from proms.proof import examples
from proms.queries.instruments import newest_version, standing_of
from proms.scale_spec import ScaleSpec
from proms.shipped import shipped_specs
from questionnaires.queries import Form, form_of

Chosen = dict[str, str]
Meant = dict[str, dict[str, str]]


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD"])
def scoring(request: HttpRequest, slug: str) -> HttpResponse:
    """Which shipped rule belongs to it."""
    found = get_object_or_404(Instrument, slug=slug)
    language = get_language() or "en"
    specs = sorted(
        (
            (spec.id, f"{in_language(spec.title, language)}, {spec.version}")
            for spec in shipped_specs().values()
        ),
        key=lambda pair: pair[1].casefold(),
    )
    form = SpecForm(request.GET if "next" in request.GET else None, specs=specs)
    if form.is_bound and form.is_valid():
        return redirect("proms:fit", slug=slug, spec=form.cleaned_data["spec"])
    return render(request, "proms/scoring.html", {"instrument": found, "form": form})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def fit(request: HttpRequest, slug: str, spec: str) -> HttpResponse:
    """What a code finds is found; the rest a person chooses; nothing is kept before the proof."""
    found = get_object_or_404(Instrument, slug=slug)
    rule = shipped_specs().get(spec)
    if rule is None:
        return redirect("proms:scoring", slug=slug)
    version = newest_version(found)
    words = form_of(version, get_language() or "en")
    form = FitForm(
        sent(request), spec=rule, items=open_items(rule, version), questions=_labels(words)
    )
    items_known = form.is_valid() if form.is_bound else not form.fields
    chosen: Chosen = form.chosen if form.is_bound and items_known else {}
    meaning = _meaning_form(request, rule, words, chosen) if items_known else None
    ready = items_known and (meaning is None or (meaning.is_bound and meaning.is_valid()))
    meant: Meant = meaning.meanings if ready and meaning else {}
    result = tried(version, rule, chosen, meant) if ready else None
    if result and result.complete and request.POST.get("step") == "fit":
        fit_spec(
            actor=signed_in_actor(request),
            instrument=found,
            version=version,
            spec=rule,
            chosen=chosen,
            meanings=meant,
        )
        messages.success(request, _("The scoring fits now."))
        return redirect("proms:instrument", slug=slug)
    context = {
        "instrument": found,
        "rule": in_language(rule.title, get_language() or "en"),
        "form": form,
        "texts": words.texts,
        "meaning": meaning,
        "found": len(rule.items) - len(form.fields),
        "misfits": _misfits(result),
        "proof": _proof(rule, result, words),
    }
    return render(request, "proms/fit.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def drawn(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of the numbers that stand aside become a line."""
    found = get_object_or_404(Instrument, slug=slug)
    language = get_language() or "en"
    aside = [(scale.id, in_language(scale.label, language)) for scale in standing_of(found).aside]
    form = DrawnForm(sent(request), scales=aside, initial={"scales": found.drawn})
    if request.method == "POST" and form.is_valid():
        choose_drawn(
            actor=signed_in_actor(request), instrument=found, scales=form.cleaned_data["scales"]
        )
        messages.success(request, _("Saved. The lines change at once."))
        return redirect("proms:instrument", slug=slug)
    return render(request, "proms/drawn.html", {"instrument": found, "form": form, "any": aside})


def _labels(words: Form) -> list[tuple[str, str]]:
    return [
        (one.link_id, words.texts.label(words.definition.by_link_id[one.link_id]))
        for one in questions_of(words.definition)
    ]


def _meaning_form(
    request: HttpRequest, rule: ScaleSpec, words: Form, chosen: Chosen
) -> MeaningForm | None:
    groups = untold(rule, questions_of(words.definition), chosen)
    if not groups:
        return None
    given = request.POST if any(key.startswith("means-") for key in request.POST) else None
    return MeaningForm(given, groups=groups, wording=lambda *at: words.texts.option(*at).text)


def _misfits(result: Attachment | None) -> Sequence[str]:
    if result is None:
        return []
    return [f"{one.path}: {_(one.message) % one.params}" for one in result.problems]


def _proof(rule: ScaleSpec, result: Attachment | None, words: Form) -> list[dict[str, Any]]:
    """Three sets of example answers in the form's own words, with what comes out."""
    if result is None or not result.complete:
        return []
    language = get_language() or "en"
    names = {
        "lowest": _("Every answer that counts least"),
        "middle": _("An answer in the middle"),
        "highest": _("Every answer that counts most"),
    }
    by_id = words.definition.by_link_id
    return [
        {
            "name": names[example.kind],
            "results": [
                {
                    "name": in_language(one.scale.label, language),
                    "value": one.value,
                    "band": in_language(one.band.label, language) if one.band else "",
                }
                for one in example.results
            ],
            "answers": [
                {
                    "question": words.texts.label(by_id[one.link_id]) or one.item,
                    "answer": words.texts.option(one.link_id, one.answer).text,
                    "counts": one.counts,
                }
                for one in example.answers
            ],
        }
        for example in examples(rule, result.sources)
    ]
