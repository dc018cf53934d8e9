"""Warning and withdrawing at once, laying aside, sources and words."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import beside, urgent
from education.forms.checking import (
    ArchiveForm,
    CitedForm,
    SettleForm,
    SourceForm,
    TermForm,
    UrgentForm,
    parts_to_choose,
)
from education.models import Article, Source, Term
from education.queries import desk as queries
from education.queries.retold import others_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE, form_page


@only(Hat.EDITOR, Hat.REVIEWER, Hat.ADMINISTRATOR)
@require_http_methods(WRITE)
def warn(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A warning or withdrawal now; with one open, how it ended."""
    actor = signed_in_actor(request)
    article = get_object_or_404(
        Article.objects.select_related("live", "easy_read_of"), ref=ref, live__isnull=False
    )
    row = article.urgents.filter(settled_at__isnull=True).first()
    others = others_of(article)
    free = [one for one, warned in others if not warned]
    form = SettleForm(sent(request)) if row else UrgentForm(sent(request), others=free)
    if request.method == "POST" and form.is_valid():
        act = urgent.settle_urgent if row else urgent.warn_urgently
        if attempt(form, lambda: act(actor=actor, ref=ref, **form.cleaned_data)):
            messages.success(
                request, _("Settled. The warning is gone.") if row else _("Readers see it now.")
            )
            return redirect("education:page", article.slug)
    warned = [one for one, warned in others if warned]
    context = {"article": article, "urgent": row, "form": form, "warned": warned}
    return render(request, "education/desk/urgent.html", context, status=status_of(form))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def archive(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Not kept up any more: why, and what to read instead."""
    actor = signed_in_actor(request)
    article = get_object_or_404(Article, ref=ref, live__isnull=False)
    form = ArchiveForm(sent(request), article=article)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: urgent.archive_article(actor=actor, ref=ref, **values)):
            messages.success(request, _("Laid aside. Its address says why."))
            return redirect("education:desk_page", ref)
    back = reverse("education:desk_page", args=[ref])
    return form_page(request, form, _("Lay this page aside"), back, _("Lay it aside"))


@only(Hat.EDITOR)
@require_POST
def bring_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Readable again."""
    urgent.bring_back(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Readers see the page again."))
    return redirect("education:desk_page", ref)


@only(Hat.EDITOR)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """All sources, those whose page is gone first."""
    rows = Source.objects.order_by("-link", "title")[:500]
    return render(request, "education/desk/sources.html", {"sources": list(rows)})


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def source(request: HttpRequest, source_ref: UUID) -> HttpResponse:
    """One source, to be put right."""
    actor = signed_in_actor(request)
    row = get_object_or_404(Source, ref=source_ref)
    names = ("title", "made_by", "year", "kind", "url", "accessed_on")
    form = SourceForm(sent(request), initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        beside.put_source(actor=actor, source_ref=source_ref, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("education:sources")
    return form_page(request, form, _("A source"), reverse("education:sources"), _("Save"))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def cite(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What a page rests on: a source that is there already, or a new one."""
    actor = signed_in_actor(request)
    found = queries.desk_page(actor=actor, ref=ref)
    chosen = request.POST.get("source", "")
    body, initial = found.text.body, {"kind": "other"}
    form = CitedForm(sent(request) if not chosen else None, body=body, initial=initial)
    if request.method == "POST" and (chosen or form.is_valid()):

        def put() -> None:
            if chosen:
                source = get_object_or_404(Source, pk=int(chosen) if chosen.isdecimal() else 0)
                part = request.POST.get("section", "")
            else:
                values = dict(form.cleaned_data)
                part = values.pop("section")
                source = beside.put_source(actor=actor, source_ref=None, **values)
            beside.cite_source(actor=actor, ref=ref, source=source, section=part)

        if attempt(form, put):
            messages.success(request, _("Saved."))
            return redirect("education:desk_page", ref)
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    known = Source.objects.filter(title__icontains=words).order_by("-pk")[:20]
    context = {
        "form": form,
        "page": found,
        "known": list(known),
        "words": words,
        "parts": parts_to_choose(body),
    }
    return render(request, "education/desk/cite.html", context, status=status_of(form))


@only(Hat.EDITOR)
@require_POST
def uncite(request: HttpRequest, ref: UUID, source_ref: UUID) -> HttpResponse:
    """The draft rests on it no more."""
    beside.drop_source(actor=signed_in_actor(request), ref=ref, source_ref=source_ref)
    return redirect("education:desk_page", ref)


@only(Hat.EDITOR)
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The glossary from behind."""
    rows = Term.objects.filter(language=_here()).order_by("word")[:2000]
    return render(request, "education/desk/terms.html", {"terms": list(rows)})


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def term(request: HttpRequest, term_id: int | None = None) -> HttpResponse:
    """One word, new or changed."""
    row = get_object_or_404(Term, pk=term_id) if term_id else None
    names = ("word", "short", "text", "same_as")
    form = TermForm(sent(request), initial={n: getattr(row, n) for n in names} if row else None)
    if request.method == "POST" and form.is_valid():
        language, values = row.language if row else _here(), form.cleaned_data
        actor = signed_in_actor(request)
        if attempt(
            form,
            lambda: beside.put_term(actor=actor, term_id=term_id, language=language, **values),
        ):
            messages.success(request, _("Saved."))
            return redirect("education:terms")
    return form_page(request, form, _("A word"), reverse("education:terms"), _("Save"))


def _here() -> str:
    return (get_language() or "en")[:2]
