"""A registry in numbers, and what it asks: for whom its curator chose."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import actor_of, sent
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, public
from po_platform.access.refusals import demand
from questionnaires.queries import Form as Words
from registry.actions.figures import A_WEEK, choose_figures
from registry.codebook import codebook, lines
from registry.consent import in_language
from registry.forms.figures import FiguresForm
from registry.layout import Layout
from registry.models import Dataset, FigureChoice, Terminology
from registry.queries.datasets import (
    form_in_use,
    layout_of,
    my_rights,
    version_in_use,
    with_words_beside,
)
from registry.queries.figures import (
    clear_questions,
    dated,
    figures_in_words,
    shown_choice,
    splittable,
)
from registry.queries.requests import rules_of
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words
from registry.views.found import my_registry


@public
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """How many take part, and of those who agreed, who they are in large groups."""
    choice = shown_choice(actor=actor_of(request), slug=slug)
    counted = choice.who != FigureChoice.Who.NOBODY
    looked_at = choice.looked_at if counted else None
    context = {
        "registry": choice.registry,
        "counted": counted,
        "figures": figures_in_words(choice),
        "threshold": rules_of(choice.registry_id).threshold,
        "next_at": max(looked_at + A_WEEK, timezone.now()) if looked_at else None,
    }
    return render(request, "registry/figures.html", context)


@public
@require_safe
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Every form and question in words, with its codes."""
    choice = shown_choice(actor=actor_of(request), slug=slug)
    layout, words = _in_use(choice.dataset)
    book = list(codebook(layout, words, _lists(), choice.dataset.missing_codes))
    context = {"registry": choice.registry, "dataset": choice.dataset, "book": book}
    return render(request, "registry/codebook.html", context)


@public
@require_safe
def asked_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    choice = shown_choice(actor=actor_of(request), slug=slug)
    layout, words = _in_use(choice.dataset)
    text = io.StringIO()
    book = codebook(layout, words, _lists(), choice.dataset.missing_codes)
    csv.writer(text).writerows(lines(book))
    name = f"{choice.registry.slug}-codebook.csv"
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _in_use(dataset: Dataset) -> tuple[Layout, Words]:
    version = version_in_use(dataset)
    if version is None:
        raise Http404
    layout = layout_of(dataset, version)
    year = timezone.localdate().year
    return layout, with_words_beside(form_in_use(version), layout, year)


def _lists() -> dict[str, str]:
    """List → its title with its edition."""
    rows = Terminology.objects.values_list("slug", "title", "version")
    return {slug: f"{title}, {version}" for slug, title, version in rows}


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, registry: str) -> HttpResponse:
    """Who sees the figures of a registry, and by what its people are counted."""
    actor, found = my_registry(request, registry)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    kept = FigureChoice.objects.filter(registry=found).select_related("dataset").first()
    every = [one for one in found.datasets.order_by("title", "pk") if version_in_use(one)]
    wanted = request.GET.get("dataset") or (kept.dataset.slug if kept else "")
    dataset = next((one for one in every if one.slug == wanted), every[0] if every else None)
    codes = clear_questions(found)
    context: dict[str, Any] = {"registry": found, "datasets": every, "dataset": dataset}
    if dataset is None or not codes:
        return render(request, "registry/choose_figures.html", context)
    layout, words = _in_use(dataset)
    language = get_language() or "en"
    initial = {name: getattr(kept, name) for name in ("who", "code", "born", "questions") if kept}
    form = FiguresForm(
        sent(request), initial=initial,
        codes=[(one.code, in_language(one.words, language)) for one in codes],
        dates=_listed(dated(layout), words), choices=_listed(splittable(layout), words),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "dataset": dataset}
        if attempt(form, lambda: choose_figures(actor=actor, registry=found, **told)):
            counted = told["who"] != FigureChoice.Who.NOBODY
            saved = _("Saved. The page says when the next count is.") if counted else _("Saved.")
            messages.success(request, saved)
            return redirect("registry:figures", slug=found.slug)
    context |= {"form": form, "kept": kept}
    return render(request, "registry/choose_figures.html", context, status=status_of(form))


def _listed(questions: Any, words: Words) -> list[tuple[str, str]]:
    return [
        (f"{form}|{item.link_id}", f"{form_words(form)}: {words.texts.label(item)}")
        for form, item in questions
    ]
